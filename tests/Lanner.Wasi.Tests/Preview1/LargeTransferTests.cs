namespace Lanner.Wasi.Tests.Preview1;

/// <summary>Transfers of many megabytes at once: they are done in chunks, between which the guest can be stopped.</summary>
public sealed class LargeTransferTests
{
    private const int Start = 65536;

    /// <summary>Parts of many sizes, most of which are cut somewhere.</summary>
    private static readonly int[] Lengths = [1, 0, (1 << 20) - 1, 1 << 20, 3_000_000, 7, 0, 2_500_001, 0];

    [Fact]
    public void What_is_written_in_pieces_is_read_in_pieces()
    {
        var total = Lengths.Sum();
        using var guest = MakeGuest(new WasiContextBuilder().AddFileSystem(new InMemoryFileSystem(), "/"));
        Assert.Equal(WasiError.Success, guest.OpenPath("file", out var file, openFlags: 1, rights: 2 | 1 << 2 | 1 << 6));
        var memory = guest.Memory.GetSpan(Start, total);
        new Random(1).NextBytes(memory);
        var expected = memory.ToArray();

        SetVectors(guest);
        Assert.Equal(WasiError.Success, guest.Call("fd_write", file, 0, Lengths.Length, WasiGuest.Result));
        Assert.Equal(total, guest.Result32);
        memory.Clear();
        Assert.Equal(WasiError.Success, guest.Call("fd_pread", file, 0, Lengths.Length, 0L, WasiGuest.Result));
        Assert.Equal(total, guest.Result32);
        Assert.True(memory.SequenceEqual(expected));

        // From the middle, what is there.
        memory.Clear();
        Assert.Equal(WasiError.Success, guest.Call("fd_pread", file, 0, Lengths.Length, 2_000_000L, WasiGuest.Result));
        Assert.Equal(total - 2_000_000, guest.Result32);
        Assert.True(memory[..(total - 2_000_000)].SequenceEqual(expected.AsSpan(2_000_000)));
        Assert.Equal(-1, memory[(total - 2_000_000)..].IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void A_guest_is_stopped_between_the_chunks()
    {
        WasiGuest? guest = null;
        var output = new InterruptingStream(() => guest!.Store.Interrupt());
        using var made = guest = MakeGuest(new WasiContextBuilder { Output = WasiOutput.ToStream(output) });
        SetVectors(guest);

        Assert.Equal(
            TrapCode.Interrupted, Assert.Throws<TrapException>(() => guest.Call("fd_write", 1, 0, Lengths.Length, WasiGuest.Result)).Code);
        Assert.InRange(output.Written, 1, 2 << 20);
    }

    private static WasiGuest MakeGuest(WasiContextBuilder builder)
    {
        var guest = new WasiGuest(builder, isInterruptible: true);
        guest.Memory.Grow((Lengths.Sum() >> 16) + 1);
        return guest;
    }

    private static void SetVectors(WasiGuest guest)
    {
        var address = Start;
        for (var index = 0; index < Lengths.Length; index++)
        {
            guest.Memory.Write(index * 8, address);
            guest.Memory.Write((index * 8) + 4, Lengths[index]);
            address += Lengths[index];
        }
    }

    /// <summary>Interrupts as soon as something is written.</summary>
    private sealed class InterruptingStream(Action interrupt) : MemoryStream
    {
        internal long Written { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Written += buffer.Length;
            interrupt();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
