namespace Lanner.Cli;

/// <summary>What <c>--trace</c> can show.</summary>
internal enum TracedCalls
{
    /// <summary>The calls of WASI.</summary>
    Wasi,
}
