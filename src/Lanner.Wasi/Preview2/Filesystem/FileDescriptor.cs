using Lanner.Wasi.Files;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>A <c>descriptor</c>: an open file or directory.</summary>
internal sealed class FileDescriptor(SharedNode shared) : HostResource
{
    internal OpenNode Node => shared.Node;

    /// <summary>The directory, or null when it is something else.</summary>
    internal OpenDirectory? Directory => Node as OpenDirectory;

    /// <summary>The file, or null when it is something else.</summary>
    internal OpenFile? File => Node as OpenFile;

    /// <summary>For a directory granted by the host, its name for the guest.</summary>
    internal string? GrantedAs { get; init; }

    /// <summary>True if something in the directory, or below it, may be changed. What is opened through it inherits that: programs of WASI
    /// 0.1 change directories that they have opened to read.</summary>
    internal bool MayMutate => Directory is { } directory && directory.Rights != DirectoryRights.ReadOnly;

    /// <summary>True if <c>get-flags</c> says that the directory may be changed: in WASI 0.3 only where the guest has asked for
    /// it.</summary>
    internal bool SaysMutable { get; init; } = true;

    /// <summary>The node that is open, for a stream that may outlive the descriptor.</summary>
    internal SharedNode Share() => shared.Share();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            shared.Release();
        }

        base.Dispose(disposing);
    }
}
