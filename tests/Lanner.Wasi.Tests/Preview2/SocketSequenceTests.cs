using System.Net;
using System.Net.Sockets;
using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>Random sequences of calls: each gives a result, whatever state the socket is in.</summary>
public sealed class SocketSequenceTests
{
    private static readonly string[] Addresses =
    [
        "127.0.0.1:0", "127.0.0.1:9", "0.0.0.0:0", "10.0.0.1:80", "255.255.255.255:1", "224.0.0.1:1", "[::1]:0", "[::]:0",
        "[::ffff:127.0.0.1]:80", "[fe80::1%7]:80", "[ff02::1]:80",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_call_of_a_TCP_socket_gives_a_result(int seed)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var random = new Random(seed);
        using var guest = Guest();
        for (var number = 0; number < 40; number++)
        {
            var socket = guest.Tcp();
            for (var call = 0; call < 15; call++)
            {
                var result = random.Next(14) switch
                {
                    0 => guest.Tcp("start-bind", socket, guest.Network, Any(random)),
                    1 => guest.Tcp("finish-bind", socket),
                    2 => guest.Tcp("start-connect", socket, guest.Network, Any(random)),
                    3 => guest.Tcp("start-connect", socket, guest.Network, SocketGuest.Address(server.LocalEndpoint)),
                    4 => guest.Tcp("finish-connect", socket),
                    5 => guest.Tcp("start-listen", socket),
                    6 => guest.Tcp("finish-listen", socket),
                    7 => guest.Tcp("accept", socket),
                    8 => guest.Tcp("local-address", socket),
                    9 => guest.Tcp("remote-address", socket),
                    10 => guest.Tcp("set-listen-backlog-size", socket, ComponentValue.FromU64((ulong)random.NextInt64())),
                    11 => guest.Tcp("set-hop-limit", socket, ComponentValue.FromU8((byte)random.Next(256))),
                    12 => guest.Tcp("set-keep-alive-idle-time", socket, ComponentValue.FromU64((ulong)random.NextInt64())),
                    _ => guest.Tcp("shutdown", socket, ComponentValue.FromEnum(random.Next(3) switch
                    {
                        0 => "receive",
                        1 => "send",
                        _ => "both",
                    })),
                };
                Assert.NotEqual("unknown", result.Error);
                using var pollable = guest.Subscribe("wasi:sockets/tcp", "tcp-socket", socket);
                guest.Guest.IsReady(pollable);
            }

            socket.Dispose();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_call_of_a_UDP_socket_gives_a_result(int seed)
    {
        var random = new Random(seed);
        using var guest = Guest();
        for (var number = 0; number < 40; number++)
        {
            var socket = guest.Udp();
            var (incoming, outgoing) = ((ComponentResource?)null, (ComponentResource?)null);
            for (var call = 0; call < 15; call++)
            {
                switch (random.Next(5))
                {
                    case 0:
                        Assert.NotEqual("unknown", guest.Udp("udp-socket.start-bind", socket, guest.Network, Any(random)).Error);
                        break;
                    case 1:
                        guest.Udp("udp-socket.finish-bind", socket);
                        break;
                    case 2:
                        var remote = random.Next(2) == 0 ? ComponentValue.None : ComponentValue.Some(Any(random));
                        if (guest.Udp("udp-socket.stream", socket, remote).Value is { } streams)
                        {
                            (incoming, outgoing) = (streams.AsList()[0].AsResource(), streams.AsList()[1].AsResource());
                        }

                        break;
                    case 3 when incoming is not null:
                        Assert.Null(guest.Udp(
                            "incoming-datagram-stream.receive", incoming, ComponentValue.FromU64((ulong)random.NextInt64())).Error);
                        break;
                    case 4 when outgoing is not null:
                        guest.Udp("outgoing-datagram-stream.check-send", outgoing);
                        Assert.NotEqual("unknown", guest.Udp(
                            "outgoing-datagram-stream.send", outgoing, ComponentValue.FromList(ComponentValue.FromRecord(
                                ("data", ComponentValue.FromNumbers<byte>(new byte[random.Next(70_000)])),
                                ("remote-address", ComponentValue.Some(Any(random)))))).Error);
                        break;
                    default:
                        guest.Udp("udp-socket.local-address", socket);
                        guest.Udp("udp-socket.remote-address", socket);
                        break;
                }
            }

            socket.Dispose();
            incoming?.Dispose();
            outgoing?.Dispose();
        }
    }

    private static SocketGuest Guest() => new(builder => builder
        .AllowConnect("127.0.0.0/8").AllowConnect("::/0").AllowListen("127.0.0.1").AllowListen("[::]")
        .AllowConnect("udp://127.0.0.0/8").AllowConnect("udp://[::]/0").AllowListen("udp://127.0.0.1"));

    private static ComponentValue Any(Random random) => SocketGuest.Address(Addresses[random.Next(Addresses.Length)]);
}
