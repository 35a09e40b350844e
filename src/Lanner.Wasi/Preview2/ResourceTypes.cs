using Lanner.Components;

namespace Lanner.Wasi.Preview2;

/// <summary>The types of handles of WASI 0.2, the same for all linkers.</summary>
internal static class ResourceTypes
{
    internal static HostResourceType Error { get; } = Create("error");

    internal static HostResourceType Pollable { get; } = Create("pollable");

    internal static HostResourceType InputStream { get; } = Create("input-stream");

    internal static HostResourceType OutputStream { get; } = Create("output-stream");

    internal static HostResourceType TerminalInput { get; } = Create("terminal-input");

    internal static HostResourceType TerminalOutput { get; } = Create("terminal-output");

    internal static HostResourceType Descriptor { get; } = Create("descriptor");

    internal static HostResourceType DirectoryEntryStream { get; } = Create("directory-entry-stream");

    /// <summary>Makes a type of handles of <see cref="HostResource"/>.</summary>
    /// <param name="name">The name in WIT.</param>
    internal static HostResourceType Create(string name) => new(name, static resource => ((HostResource)resource).Drop());
}
