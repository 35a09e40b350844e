using Lanner.Components;
using Lanner.Wasi.Preview2;
using Lanner.Wasi.Preview2.Filesystem;
using Lanner.Wasi.Preview3.Streams;
using Shared = Lanner.Wasi.Preview2.Filesystem.FilesystemInterfaces;

namespace Lanner.Wasi.Preview3.Filesystem;

/// <summary>The package <c>wasi:filesystem</c>. All but what passes streams is as in WASI 0.2: files of the host's storage count as never
/// waited for.</summary>
internal static class Preview3FilesystemInterfaces
{
    /// <summary>Defines the interfaces.</summary>
    /// <param name="define">Begins an interface.</param>
    internal static void Define(Func<string, InterfaceDefinition> define)
    {
        var type = ResourceTypes.Descriptor;
        var types = define("wasi:filesystem/types");
        types.Resource(type);
        types.Method(type, "read-via-stream", ReadViaStream);
        types.Method(type, "write-via-stream", call => WriteViaStream(call, call[2].AsU64()));
        types.Method(type, "append-via-stream", call => WriteViaStream(call, offset: null));
        types.Method(type, "read-directory", ReadDirectory);
        DescriptorContent.DefineChanges(types);
        DescriptorStatus.Define(types);
        DescriptorPaths.Define(types);
        Shared.DefinePreopens(define);
    }

    private static ComponentValue? ReadViaStream(InterfaceCall call)
    {
        var descriptor = call.Resource<FileDescriptor>(0);
        var error = DescriptorContent.CheckRead(descriptor);
        return error == WasiError.Success
            ? new FileByteSource(call.Context, descriptor.Share(), call[1].AsU64(), ErrorCodes.Variant).PassTo(call.Context)
            : ByteSource.Refused(ErrorCodes.Variant(error));
    }

    private static ComponentValue? WriteViaStream(InterfaceCall call, ulong? offset)
    {
        var descriptor = call.Resource<FileDescriptor>(0);
        return descriptor.File is { CanWrite: true }
            ? Transfer.BeginFor(call, 1, new FileSink(descriptor.Share(), offset, ErrorCodes.Variant))
            : Transfer.Refused(call[1].AsStream(), ErrorCodes.Variant(WasiError.BadDescriptor));
    }

    private static ComponentValue? ReadDirectory(InterfaceCall call)
    {
        var descriptor = call.Resource<FileDescriptor>(0);
        return descriptor.Directory is null
            ? DirectoryEntries.Refused(WasiError.NotDirectory)
            : new DirectoryEntries(descriptor.Share()).PassTo();
    }
}
