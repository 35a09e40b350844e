using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>A server of HTTP/1.1 on the loopback address that is nothing but a socket: what is sent is seen as bytes.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<RawConnection, Task> _serve;

    /// <summary>Makes a server.</summary>
    /// <param name="serve">Serves a connection, which is closed afterwards.</param>
    internal RawServer(Func<RawConnection, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Makes a server that gives one answer to each request without a body.</summary>
    internal static RawServer Answering(string answer, List<string>? heads = null) => new(async connection =>
    {
        while (await connection.ReadHeadAsync() is { } head)
        {
            heads?.Add(head);
            await connection.SendAsync(answer);
        }
    });

    /// <summary>Waits for a part of a test that runs elsewhere.</summary>
    internal static void Await(Task task) => Assert.True(task.Wait(Patience.Limit));

    /// <summary>Waits for a part of a test that runs elsewhere, and gives its result.</summary>
    internal static T Await<T>(Task<T> task)
    {
        Await((Task)task);
        return task.Result;
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal string Authority => $"127.0.0.1:{Port}";

    /// <summary>The number of connections that there have been.</summary>
    internal int Connections { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                Connections++;
                _ = ServeAsync(new RawConnection(socket));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(RawConnection connection)
    {
        using (connection)
        {
            try
            {
                await _serve(connection);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // The guest has gone.
            }
        }
    }
}

/// <summary>A connection of a <see cref="RawServer"/>.</summary>
internal sealed class RawConnection(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly List<byte> _read = [];

    /// <summary>Reads the head of a request; null at the end of the connection.</summary>
    internal Task<string?> ReadHeadAsync() => ReadUntilAsync("\r\n\r\n");

    /// <summary>Reads up to a text, which is part of the result; null if the connection ends before it.</summary>
    internal async Task<string?> ReadUntilAsync(string end)
    {
        var wanted = Encoding.Latin1.GetBytes(end);
        var room = new byte[64 << 10];
        var start = 0;
        while (true)
        {
            var found = CollectionsMarshal.AsSpan(_read)[start..].IndexOf(wanted);
            if (found >= 0)
            {
                var length = start + found + wanted.Length;
                var text = Encoding.Latin1.GetString(CollectionsMarshal.AsSpan(_read)[..length]);
                _read.RemoveRange(0, length);
                return text;
            }

            // What was looked at before is not looked at again.
            start = int.Max(0, _read.Count - wanted.Length);
            var count = await _stream.ReadAsync(room);
            if (count == 0)
            {
                return null;
            }

            _read.AddRange(room.AsSpan(0, count));
        }
    }

    /// <summary>Reads a number of bytes, or what there is if the connection ends before.</summary>
    internal async Task<string> ReadAsync(int count)
    {
        var room = new byte[count];
        var taken = int.Min(count, _read.Count);
        _read.CopyTo(0, room, 0, taken);
        _read.RemoveRange(0, taken);
        var read = await _stream.ReadAtLeastAsync(room.AsMemory(taken), count - taken, throwOnEndOfStream: false);
        return Encoding.Latin1.GetString(room, 0, taken + read);
    }

    /// <summary>Reads all that comes until the connection ends.</summary>
    internal async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder(Encoding.Latin1.GetString([.. _read]));
        var room = new byte[64 << 10];
        try
        {
            while (await _stream.ReadAsync(room) is > 0 and var count)
            {
                text.Append(Encoding.Latin1.GetString(room, 0, count));
            }
        }
        catch (IOException)
        {
            text.Append("<reset>");
        }

        return text.ToString();
    }

    internal async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    public void Dispose() => _stream.Dispose();
}
