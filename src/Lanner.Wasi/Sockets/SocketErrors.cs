using System.Net.Sockets;

namespace Lanner.Wasi.Sockets;

/// <summary>Errors of sockets as those of WASI.</summary>
internal static class SocketErrors
{
    internal static WasiError ToWasi(SocketError error) => error switch
    {
        SocketError.Success => WasiError.Success,
        SocketError.WouldBlock or SocketError.IOPending => WasiError.TryAgain,
        SocketError.Interrupted => WasiError.Interrupted,
        SocketError.AccessDenied => WasiError.AccessDenied,
        SocketError.Fault => WasiError.Fault,
        SocketError.InvalidArgument => WasiError.Invalid,
        SocketError.TooManyOpenSockets => WasiError.FileTableOverflow,
        SocketError.NotSocket => WasiError.NotSocket,
        SocketError.MessageSize => WasiError.MessageSize,
        SocketError.OperationNotSupported => WasiError.NotSupported,
        SocketError.NetworkDown => WasiError.NetworkDown,
        SocketError.NetworkUnreachable => WasiError.NetworkUnreachable,
        SocketError.NetworkReset => WasiError.NetworkReset,
        SocketError.ConnectionAborted => WasiError.ConnectionAborted,
        SocketError.ConnectionReset => WasiError.ConnectionReset,
        SocketError.NoBufferSpaceAvailable => WasiError.NoBufferSpace,
        SocketError.NotConnected => WasiError.NotConnected,
        SocketError.Shutdown => WasiError.BrokenPipe,
        SocketError.TimedOut => WasiError.TimedOut,
        _ => WasiError.InputOutput,
    };
}
