using System.Net.Sockets;
using Lanner.Wasi.Preview2.Io;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>Failures of the streams of connections.</summary>
internal static class SocketFailure
{
    internal static IoFailure Of(SocketError error) =>
        new(SocketErrors.ToWasi(error).ToString(), NetworkError.Of(error));

    /// <summary>Does what can fail only where the peer has gone already, or where the socket is closed.</summary>
    internal static void Ignore(Action action)
    {
        try
        {
            action();
        }
        catch (SocketException)
        {
            // There is nobody left to be told.
        }
        catch (ObjectDisposedException)
        {
            // The guest has dropped it meanwhile.
        }
    }
}
