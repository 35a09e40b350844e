using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>wasi:random</c>.</summary>
public sealed class RandomTests
{
    [Theory]
    [InlineData("wasi:random/random", "get-random-bytes", "get-random-u64")]
    [InlineData("wasi:random/insecure", "get-insecure-random-bytes", "get-insecure-random-u64")]
    public void Random_bytes_and_numbers_differ_from_call_to_call(string interfaceName, string bytes, string number)
    {
        using var guest = new Preview2Guest();
        var first = Bytes(guest, interfaceName, bytes, 1000);
        Assert.Equal(1000, first.Length);
        Assert.NotEqual(first, Bytes(guest, interfaceName, bytes, 1000));
        Assert.Empty(Bytes(guest, interfaceName, bytes, 0));
        Assert.NotEqual(guest.Call(interfaceName, number)!.Value, guest.Call(interfaceName, number)!.Value);
    }

    [Fact]
    public void The_seed_for_hash_tables_differs_from_guest_to_guest()
    {
        using var one = new Preview2Guest();
        using var other = new Preview2Guest();
        Assert.NotEqual(
            one.Call("wasi:random/insecure-seed", "insecure-seed")!.Value, other.Call("wasi:random/insecure-seed", "insecure-seed")!.Value);
    }

    [Fact]
    public void All_of_them_follow_from_the_seed_of_the_grants()
    {
        using var one = new Preview2Guest(new WasiContextBuilder { RandomSeed = 7 });
        using var same = new Preview2Guest(new WasiContextBuilder { RandomSeed = 7 });
        using var other = new Preview2Guest(new WasiContextBuilder { RandomSeed = 8 });
        var bytes = Bytes(one, "wasi:random/random", "get-random-bytes", 100);
        Assert.Equal(bytes, Bytes(same, "wasi:random/random", "get-random-bytes", 100));
        Assert.NotEqual(bytes, Bytes(other, "wasi:random/random", "get-random-bytes", 100));
        Assert.Equal(
            one.Call("wasi:random/insecure-seed", "insecure-seed")!.Value, same.Call("wasi:random/insecure-seed", "insecure-seed")!.Value);
    }

    [Theory]
    [InlineData(1001ul)]
    [InlineData(ulong.MaxValue)]
    public void More_bytes_than_may_be_copied_at_once_trap(ulong count)
    {
        using var guest = new Preview2Guest(limits: new StoreLimits { HostCopyBytes = 1000 });
        Assert.Throws<TrapException>(() => Bytes(guest, "wasi:random/random", "get-random-bytes", count));
    }

    private static byte[] Bytes(Preview2Guest guest, string interfaceName, string function, ulong count) =>
        guest.Call(interfaceName, function, ComponentValue.FromU64(count))!.Value.AsNumbers<byte>().ToArray();
}
