using System.Buffers.Binary;

namespace Lanner.Wasi.Tests.Preview1;

/// <summary>Tests what the version before, <c>wasi_unstable</c>, lays out in another way.</summary>
public sealed class UnstableTests
{
    [Fact]
    public void Status_origins_and_subscriptions_are_those_of_the_version()
    {
        var files = new InMemoryFileSystem();
        files.WriteFile("file", "content");
        using var guest = new WasiGuest(new WasiContextBuilder().AddFileSystem(files, "/"), "wasi_unstable");
        Assert.Equal(WasiError.Success, guest.OpenPath("file", out var file));

        guest.Memory.GetSpan(WasiGuest.Result, 64).Fill(0xEE);
        Assert.Equal(WasiError.Success, guest.Call("fd_filestat_get", file, WasiGuest.Result));
        Assert.Equal(4, guest.Memory.Read<byte>(WasiGuest.Result + 16));
        Assert.Equal(1, guest.Memory.Read<int>(WasiGuest.Result + 20));
        Assert.Equal(7, guest.Memory.Read<long>(WasiGuest.Result + 24));
        Assert.Equal(0xEEEEEEEE, guest.Memory.Read<uint>(WasiGuest.Result + 56));

        Assert.Equal(WasiError.Success, guest.Call("fd_seek", file, -2L, 1, WasiGuest.Result));
        Assert.Equal(5ul, guest.Result64);
        Assert.Equal(WasiError.Success, guest.Call("fd_seek", file, -1L, 0, WasiGuest.Result));
        Assert.Equal(4ul, guest.Result64);
        Assert.Equal(WasiError.Success, guest.Call("fd_seek", file, 3L, 2, WasiGuest.Result));
        Assert.Equal(3ul, guest.Result64);

        var subscriptions = new byte[112];
        for (var index = 0; index < 2; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(subscriptions.AsSpan(index * 56), index + 1);
            BinaryPrimitives.WriteInt32LittleEndian(subscriptions.AsSpan((index * 56) + 24), 1);
            BinaryPrimitives.WriteInt64LittleEndian(subscriptions.AsSpan((index * 56) + 32), index == 0 ? 60_000_000_000 : 1_000_000);
        }

        Assert.Equal(1, guest.Poll(subscriptions[..56], subscriptions[56..]));
        Assert.Equal(2ul, guest.Event(0).UserData);
    }
}
