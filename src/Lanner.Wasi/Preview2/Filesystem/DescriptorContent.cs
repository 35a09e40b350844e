using System.Buffers;
using Lanner.Components;
using Lanner.Wasi.Files;
using Lanner.Wasi.Preview2.Io;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>The methods of <c>descriptor</c> for what is in a file or directory.</summary>
internal static class DescriptorContent
{
    private static readonly string[] Advices = ["normal", "sequential", "random", "will-need", "dont-need", "no-reuse"];

    internal static void Define(InterfaceDefinition types)
    {
        var type = ResourceTypes.Descriptor;
        types.Method(type, "read-via-stream", ReadViaStream);
        types.Method(type, "write-via-stream", call => WriteViaStream(call, call[1].AsU64()));
        types.Method(type, "append-via-stream", call => WriteViaStream(call, offset: null));
        types.Method(type, "read", Read);
        types.Method(type, "write", Write);
        types.Method(type, "read-directory", ReadDirectory);
        DefineChanges(types);
    }

    /// <summary>Defines what is the same in WASI 0.3.</summary>
    internal static void DefineChanges(InterfaceDefinition types)
    {
        var type = ResourceTypes.Descriptor;
        types.Method(type, "advise", Advise);
        types.Method(type, "set-size", SetSize);
        types.Method(type, "sync", call => Outcome.Of(call, call.Resource<FileDescriptor>(0).Node.Sync(dataOnly: false)));
        types.Method(type, "sync-data", call => Outcome.Of(call, call.Resource<FileDescriptor>(0).Node.Sync(dataOnly: true)));
    }

    private static ComponentValue? ReadViaStream(InterfaceCall call)
    {
        var descriptor = call.Resource<FileDescriptor>(0);
        var error = CheckRead(descriptor);
        return error == WasiError.Success
            ? ComponentValue.Ok(call.Own(
                ResourceTypes.InputStream, new InputStream(new FileInput(descriptor.Share(), call[1].AsU64()))))
            : call.Refuse(error);
    }

    private static ComponentValue? WriteViaStream(InterfaceCall call, ulong? offset)
    {
        var descriptor = call.Resource<FileDescriptor>(0);
        return descriptor.File is { CanWrite: true }
            ? ComponentValue.Ok(call.Own(
                ResourceTypes.OutputStream, new OutputStream(new FileOutput(descriptor.Share(), offset))))
            : call.Refuse(WasiError.BadDescriptor);
    }

    private static ComponentValue? Read(InterfaceCall call)
    {
        var descriptor = call.Resource<FileDescriptor>(0);
        var error = CheckRead(descriptor);
        if (error != WasiError.Success)
        {
            return call.Refuse(error);
        }

        var length = (int)ulong.Min(call[1].AsU64(), InputStream.MaximumRead);
        var room = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            error = descriptor.File!.ReadAt(room.AsSpan(0, length), call[2].AsU64(), call.Waiter, out var count);
            return Outcome.Of(
                call,
                error,
                ComponentValue.FromTuple(
                    ComponentValue.FromNumbers<byte>(room.AsSpan(0, count)), ComponentValue.FromBool(count < length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    private static ComponentValue? Write(InterfaceCall call)
    {
        if (call.Resource<FileDescriptor>(0).File is not { CanWrite: true } file)
        {
            return call.Refuse(WasiError.BadDescriptor);
        }

        var error = file.WriteAt(call[1].AsNumbers<byte>().Span, call[2].AsU64(), call.Waiter, out var count);
        return Outcome.Of(call, error, ComponentValue.FromU64((ulong)count));
    }

    private static ComponentValue? ReadDirectory(InterfaceCall call)
    {
        var descriptor = call.Resource<FileDescriptor>(0);
        return descriptor.Directory is null
            ? call.Refuse(WasiError.NotDirectory)
            : ComponentValue.Ok(call.Own(ResourceTypes.DirectoryEntryStream, new DirectoryEntryStream(descriptor.Share())));
    }

    private static ComponentValue? Advise(InterfaceCall call)
    {
        var file = call.Resource<FileDescriptor>(0).File;
        var advice = Array.IndexOf(Advices, call[3].AsEnum());
        return Outcome.Of(call, file?.Advise(call[1].AsU64(), call[2].AsU64(), advice)
            ?? (call.IsPreview3 ? WasiError.BadDescriptor : WasiError.Success));
    }

    private static ComponentValue? SetSize(InterfaceCall call)
    {
        var file = call.Resource<FileDescriptor>(0).File;
        return Outcome.Of(call, file is { CanWrite: true } ? file.SetSize(call[1].AsU64()) : WasiError.Invalid);
    }

    internal static WasiError CheckRead(FileDescriptor descriptor) => descriptor.File switch
    {
        null => WasiError.IsDirectory,
        { CanRead: false } => WasiError.BadDescriptor,
        _ => WasiError.Success,
    };
}
