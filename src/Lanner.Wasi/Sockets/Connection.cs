using System.Net.Sockets;
using Lanner.Wasi.Files;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Sockets;

/// <summary>A connection.</summary>
internal sealed class Connection(Socket socket, FileFlags flags) : SocketFile(socket, flags)
{
    internal override ulong BytesReady => (ulong)Socket.Available;

    internal override WasiError Read(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count) =>
        Receive(vectors, peeks: false, waitsForAll: false, waiter, out count);

    internal override WasiError Write(ReadOnlySpan<IoVector> vectors, Waiter waiter, out ulong count)
    {
        count = 0;
        foreach (var vector in vectors)
        {
            ReadOnlySpan<byte> rest = vector.Span;
            while (!rest.IsEmpty)
            {
                var sent = Socket.Send(rest, SocketFlags.None, out var socketError);
                if (socketError == SocketError.Success)
                {
                    rest = rest[sent..];
                    count += (ulong)sent;
                    continue;
                }

                // Once something is sent, the guest is told how much instead of having to wait.
                var error = socketError != SocketError.WouldBlock ? SocketErrors.ToWasi(socketError)
                    : count > 0 ? WasiError.TryAgain
                    : Wait(forWriting: true, waiter);
                if (error != WasiError.Success)
                {
                    return count > 0 ? WasiError.Success : error == WasiError.ConnectionReset ? WasiError.BrokenPipe : error;
                }
            }
        }

        return WasiError.Success;
    }

    /// <summary>Receives what is there, after waiting for something.</summary>
    /// <param name="vectors">The parts of memory that are filled.</param>
    /// <param name="peeks">True if it stays there to be received again.</param>
    /// <param name="waitsForAll">True to wait until all room is filled or the peer ends.</param>
    /// <param name="waiter">The waiter of the guest.</param>
    /// <param name="count">The number of bytes that were received.</param>
    internal WasiError Receive(ReadOnlySpan<IoVector> vectors, bool peeks, bool waitsForAll, Waiter waiter, out ulong count)
    {
        count = 0;
        foreach (var vector in vectors)
        {
            var rest = vector.Span;
            while (!rest.IsEmpty)
            {
                var received = Socket.Receive(rest, peeks ? SocketFlags.Peek : SocketFlags.None, out var socketError);
                if (socketError == SocketError.Success)
                {
                    count += (ulong)received;
                    rest = rest[received..];
                    if (received == 0 || peeks || (!rest.IsEmpty && !waitsForAll))
                    {
                        return WasiError.Success;
                    }

                    continue;
                }

                var error = socketError != SocketError.WouldBlock ? SocketErrors.ToWasi(socketError)
                    : count > 0 && !waitsForAll ? WasiError.TryAgain
                    : Wait(forWriting: false, waiter);
                if (error != WasiError.Success)
                {
                    return count > 0 ? WasiError.Success : error;
                }
            }
        }

        return WasiError.Success;
    }

    internal WasiError Shutdown(SocketShutdown how)
    {
        try
        {
            Socket.Shutdown(how);
            return WasiError.Success;
        }
        catch (SocketException exception)
        {
            return SocketErrors.ToWasi(exception.SocketErrorCode);
        }
    }
}
