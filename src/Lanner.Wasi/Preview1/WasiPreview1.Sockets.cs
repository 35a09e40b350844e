using System.Buffers.Binary;
using System.Net.Sockets;
using Lanner.Wasi.Files;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview1;

/// <content>Sockets: connections that come in from listeners that the host has opened.</content>
internal sealed partial class WasiPreview1
{
    private void DefineSockets(WasiDefinitions definitions)
    {
        if (_layout.HasAccept)
        {
            definitions.Define("sock_accept", SockAccept);
        }

        definitions.Define("sock_recv", SockRecv);
        definitions.Define("sock_send", SockSend);
        definitions.Define("sock_shutdown", SockShutdown);
    }

    private int SockAccept(Caller caller, int descriptor, int flags, int result)
    {
        var context = ContextOf(caller);
        using var use = new DescriptorUse(context.Descriptors, descriptor, Rights.Accept);
        if (use.Error != WasiError.Success)
        {
            return Return(use.Error);
        }

        if ((flags & ~(int)FileFlags.NonBlocking) != 0)
        {
            return Return(WasiError.Invalid);
        }

        if (!context.Descriptors.HasRoom)
        {
            return Return(WasiError.TooManyOpenFiles);
        }

        context.Output.Flush(WaiterOf(caller));
        var error = ((Listener)use.Node).Accept((FileFlags)flags, WaiterOf(caller), out var connection);
        if (error != WasiError.Success)
        {
            return Return(EndIfInterrupted(error, caller));
        }

        var number = context.Descriptors.Add(new Descriptor(connection!));
        return number < 0 ? Return(WasiError.TooManyOpenFiles) : Return(WasiError.Success, caller, result, (uint)number);
    }

    private int SockRecv(Caller caller, int descriptor, int list, int count, int flags, int size, int outFlags)
    {
        const int peek = 1, waitAll = 2;
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.None);
        var result = CheckConnection(use, Rights.Read);
        result = result == WasiError.Success && ((uint)count > MaximumVectors || (flags & ~(peek | waitAll)) != 0)
            ? WasiError.Invalid
            : result;
        if (result != WasiError.Success)
        {
            return Return(result);
        }

        var vectors = count <= UsualVectors ? stackalloc IoVector[UsualVectors] : new IoVector[count];
        vectors = vectors[..count];
        var transferred = 0ul;
        result = ReadVectors(caller, list, vectors);
        result = result == WasiError.Success
            ? ((Connection)use.Node).Receive(vectors, (flags & peek) != 0, (flags & waitAll) != 0, WaiterOf(caller), out transferred)
            : result;
        if (EndIfInterrupted(result, caller) == WasiError.Success)
        {
            if (!TryGet(caller, outFlags, 2, out var span))
            {
                return Return(WasiError.Fault);
            }

            // Nothing of a stream is ever cut off.
            BinaryPrimitives.WriteUInt16LittleEndian(span, 0);
        }

        return Return(result, caller, size, (uint)transferred);
    }

    private int SockSend(Caller caller, int descriptor, int list, int count, int flags, int size)
    {
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.None);
        var error = CheckConnection(use, Rights.Write);
        error = error == WasiError.Success && ((uint)count > MaximumVectors || flags != 0) ? WasiError.Invalid : error;
        if (error != WasiError.Success)
        {
            return Return(error);
        }

        var vectors = count <= UsualVectors ? stackalloc IoVector[UsualVectors] : new IoVector[count];
        vectors = vectors[..count];
        var transferred = 0ul;
        error = ReadVectors(caller, list, vectors);
        error = error == WasiError.Success ? use.File!.Write(vectors, WaiterOf(caller), out transferred) : error;
        return Return(EndIfInterrupted(error, caller), caller, size, (uint)transferred);
    }

    private int SockShutdown(Caller caller, int descriptor, int how)
    {
        const int receive = 1, send = 2;
        using var use = new DescriptorUse(TableOf(caller), descriptor, Rights.None);
        var error = CheckConnection(use, Rights.Shutdown);
        error = error == WasiError.Success && how is 0 or > (receive | send) or < 0 ? WasiError.Invalid : error;
        return Return(error != WasiError.Success ? error : ((Connection)use.Node).Shutdown(how switch
        {
            receive => SocketShutdown.Receive,
            send => SocketShutdown.Send,
            _ => SocketShutdown.Both,
        }));
    }

    /// <summary>Refuses what is not a connection, or may not be used so.</summary>
    private static WasiError CheckConnection(DescriptorUse use, Rights needed) =>
        use.Error != WasiError.Success ? use.Error
        : use.Node is NothingGranted ? WasiError.BadDescriptor
        : use.Node is not SocketFile ? WasiError.NotSocket
        : use.Node is not Connection ? WasiError.NotConnected
        : (use.Descriptor.BaseRights & needed) != needed ? WasiError.NotCapable
        : WasiError.Success;
}
