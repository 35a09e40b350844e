using System.Net.Sockets;
using Lanner.Components;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>The options of sockets.</summary>
internal static class SocketOptions
{
    /// <summary>The most room that the host's system is asked for.</summary>
    private const int MaximumBuffer = 1 << 20;

    /// <summary>The greatest values that Linux takes (<c>MAX_TCP_KEEPIDLE</c>, <c>MAX_TCP_KEEPCNT</c>).</summary>
    private const int MaximumSeconds = 32767, MaximumCount = 127;

    /// <summary>Defines the options that all sockets have.</summary>
    /// <param name="definition">The interface.</param>
    /// <param name="type">The type of the sockets.</param>
    /// <param name="hopLimit">The name of the limit of hops.</param>
    internal static void Define(InterfaceDefinition definition, HostResourceType type, string hopLimit)
    {
        DefineGet(definition, type, hopLimit, call => Get(call, socket => ComponentValue.FromU8((byte)socket.Ttl)));
        definition.Method(type, $"set-{hopLimit}", call => Set(call, call[1].AsU8(), (socket, value) => socket.Ttl = (short)value));
        DefineGet(definition, type, "receive-buffer-size", call => Get(call, socket => SizeOf(socket.ReceiveBufferSize)));
        definition.Method(type, "set-receive-buffer-size", call =>
            Set(call, call[1].AsU64(), (socket, value) => socket.ReceiveBufferSize = (int)ulong.Min(value, MaximumBuffer)));
        DefineGet(definition, type, "send-buffer-size", call => Get(call, socket => SizeOf(socket.SendBufferSize)));
        definition.Method(type, "set-send-buffer-size", call =>
            Set(call, call[1].AsU64(), (socket, value) => socket.SendBufferSize = (int)ulong.Min(value, MaximumBuffer)));
    }

    /// <summary>Defines the options about packets that keep connections alive.</summary>
    internal static void DefineKeepAlive(InterfaceDefinition definition, HostResourceType type)
    {
        DefineGet(definition, type, "keep-alive-enabled", call => Get(call, socket =>
            ComponentValue.FromBool((int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! != 0)));
        definition.Method(type, "set-keep-alive-enabled", SetKeepAlive);
        DefineTime(definition, type, "keep-alive-idle-time", SocketOptionName.TcpKeepAliveTime);
        DefineTime(definition, type, "keep-alive-interval", SocketOptionName.TcpKeepAliveInterval);
        const SocketOptionName Count = SocketOptionName.TcpKeepAliveRetryCount;
        DefineGet(definition, type, "keep-alive-count", call => Get(call, socket => ComponentValue.FromU32((uint)Number(socket, Count))));
        definition.Method(type, "set-keep-alive-count", call => Set(call, call[1].AsU32(), (socket, value) =>
            socket.SetSocketOption(SocketOptionLevel.Tcp, Count, (int)ulong.Min(value, MaximumCount))));
    }

    /// <summary>Defines the function that gets an option, whose name has a verb since WASI 0.3.</summary>
    private static void DefineGet(InterfaceDefinition definition, HostResourceType type, string name, InterfaceFunction get) =>
        definition.Method(type, definition.IsPreview3 ? $"get-{name}" : name, get);

    private static ComponentValue? SetKeepAlive(InterfaceCall call)
    {
        var isEnabled = call[1].AsBool();
        return Try(call, socket =>
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, isEnabled);
            return null;
        });
    }

    /// <summary>Defines a time, which guests give in nanoseconds and systems keep in seconds.</summary>
    private static void DefineTime(InterfaceDefinition definition, HostResourceType type, string name, SocketOptionName option)
    {
        DefineGet(definition, type, name, call => Get(call, socket =>
            ComponentValue.FromU64((ulong)Number(socket, option) * GuestClock.Second)));
        definition.Method(type, $"set-{name}", call => Set(call, call[1].AsU64(), (socket, value) => socket.SetSocketOption(
            SocketOptionLevel.Tcp, option, (int)ulong.Min(((value - 1) / GuestClock.Second) + 1, MaximumSeconds))));
    }

    private static int Number(Socket socket, SocketOptionName option) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, option)!;

    /// <summary>The size of a buffer: Linux doubles what it is given, for what it needs beside the bytes, and tells that
    /// (socket(7)).</summary>
    private static ComponentValue SizeOf(int size) => ComponentValue.FromU64((ulong)(OperatingSystem.IsLinux() ? size / 2 : size));

    private static ComponentValue Get(InterfaceCall call, Func<Socket, ComponentValue> get) => Try(call, socket => get(socket));

    private static ComponentValue Set(InterfaceCall call, ulong value, Action<Socket, ulong> set) => value == 0
        ? NetworkError.InvalidArgument.In(call)
        : Try(call, socket =>
        {
            set(socket, value);
            return null;
        });

    private static ComponentValue Try(InterfaceCall call, Func<Socket, ComponentValue?> use)
    {
        var socket = call.Resource<GuestSocket>(0);
        if (socket.IsClosed)
        {
            return NetworkError.InvalidState.In(call);
        }

        try
        {
            return ComponentValue.Ok(use(socket.Socket));
        }
        catch (SocketException exception)
        {
            return NetworkError.Of(exception.SocketErrorCode).In(call);
        }
    }
}
