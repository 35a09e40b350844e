namespace Lanner.Wasi.Preview2.Cli;

/// <summary>A <c>terminal-input</c> or <c>terminal-output</c>: that it is there is all that it says.</summary>
internal sealed class Terminal : HostResource;
