using System.Net.Sockets;
using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Sockets;

/// <summary>A socket that listens.</summary>
internal sealed class Listener(Socket socket, PeerList peers) : SocketFile(socket, FileFlags.None)
{
    internal override bool CanRead => false;

    internal override bool CanWrite => false;

    /// <summary>Accepts a connection of a peer that the guest may talk to.</summary>
    internal WasiError Accept(FileFlags flags, Waiter waiter, out Connection? connection)
    {
        connection = null;
        while (true)
        {
            // Accepting in vain is an exception.
            var error = Socket.Poll(0, SelectMode.SelectRead) ? WasiError.Success : Wait(forWriting: false, waiter);
            if (error != WasiError.Success)
            {
                return error;
            }

            try
            {
                var accepted = Socket.Accept();
                if (peers.Allows(accepted.RemoteEndPoint))
                {
                    connection = new Connection(accepted, flags);
                    return WasiError.Success;
                }

                // However many of the others come, the guest can be interrupted.
                accepted.Dispose();
                if (waiter.IsInterrupted)
                {
                    return WasiError.Interrupted;
                }
            }
            catch (SocketException exception) when (exception.SocketErrorCode is not SocketError.WouldBlock)
            {
                return SocketErrors.ToWasi(exception.SocketErrorCode);
            }
            catch (SocketException)
            {
                // Somebody else was faster.
            }
        }
    }
}
