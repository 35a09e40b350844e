using Lanner.Wasi.Files;

namespace Lanner.Wasi.Preview1;

/// <summary>A descriptor while a function works with it.</summary>
internal readonly ref struct DescriptorUse : IDisposable
{
    private readonly Descriptor? _descriptor;

    /// <summary>Finds a descriptor and sees whether it has the rights for what is to be done.</summary>
    internal DescriptorUse(DescriptorTable table, int number, Rights needed)
    {
        if (table.Find(number) is not { } descriptor || IsHidden(descriptor, needed) || !descriptor.TryEnter())
        {
            Error = WasiError.BadDescriptor;
            return;
        }

        _descriptor = descriptor;
        Error = (descriptor.BaseRights & needed) == needed ? WasiError.Success : Lacking(descriptor, needed);
    }

    /// <summary>Why the descriptor cannot be used for that.</summary>
    internal WasiError Error { get; }

    internal Descriptor Descriptor => _descriptor!;

    internal OpenNode Node => _descriptor!.Node;

    /// <summary>The directory, or null when it is something else.</summary>
    internal OpenDirectory? Directory => _descriptor!.Node as OpenDirectory;

    /// <summary>The file, or null when it is something else.</summary>
    internal OpenFile? File => _descriptor!.Node as OpenFile;

    public void Dispose() => _descriptor?.Leave();

    /// <summary>Tests whether a descriptor is there for nothing but noticing paths, so that guests should not find it otherwise.</summary>
    private static bool IsHidden(Descriptor descriptor, Rights needed) =>
        descriptor.Node is NothingGranted && needed != Rights.None && (needed & Rights.Directory & ~Rights.Common) == 0;

    /// <summary>Returns the error that Linux gives where it would refuse by itself; otherwise the one that says that the guest has given
    /// the right up.</summary>
    private static WasiError Lacking(Descriptor descriptor, Rights needed) => descriptor.Node switch
    {
        OpenDirectory when (needed & Rights.Read) != 0 => WasiError.IsDirectory,
        OpenDirectory when (needed & (Rights.Write | Rights.Allocate | Rights.Seek | Rights.Tell)) != 0 => WasiError.BadDescriptor,
        OpenDirectory when (needed & Rights.SetSize) != 0 => WasiError.Invalid,
        not OpenDirectory when (needed & Rights.Directory & ~Rights.Common) != 0 => WasiError.NotDirectory,
        not OpenDirectory
            when (needed & (Rights.Accept | Rights.Shutdown)) != 0 && descriptor.Node is not Sockets.SocketFile => WasiError.NotSocket,
        Sockets.SocketFile when (needed & (Rights.Accept | Rights.Shutdown)) != 0 => WasiError.Invalid,
        OpenFile { CanSeek: false } when (needed & (Rights.Seek | Rights.Tell | Rights.Allocate)) != 0 => WasiError.IllegalSeek,
        OpenFile { CanWrite: false } when (needed & Rights.SetSize) != 0 => WasiError.Invalid,
        OpenFile { CanWrite: false } when (needed & Rights.Allocate) != 0 => WasiError.BadDescriptor,
        OpenFile when (needed & (Rights.Read | Rights.Write)) != 0 => WasiError.BadDescriptor,
        _ => WasiError.NotCapable,
    };
}
