using System.Text;
using Lanner.Runtime;
using Lanner.Tests.Platform;

namespace Lanner.Tests.Runtime;

public sealed unsafe class MemoryTests
{
    private static readonly MemoryType OneToThree = new(new Limits(1, 3));

    public static TheoryData<MemoryMode> Modes => [MemoryMode.Guarded, MemoryMode.Checked];

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_memory_grows_to_its_maximum_and_stays_where_it_is(MemoryMode mode)
    {
        var memory = Memory.Create(OneToThree, mode, null);
        var start = memory.Base;
        memory.Write(65532, 0x01020304);
        var span = memory.GetSpan(0, 65536);

        Assert.Equal(1, memory.Grow(0));
        Assert.Equal(1, memory.Grow(1));
        Assert.Equal(-1, memory.Grow(2));
        Assert.Equal(2, memory.Grow(1));
        Assert.Equal(-1, memory.Grow(long.MaxValue));
        Assert.Equal(-1, memory.TryGrow(ulong.MaxValue));

        Assert.Equal(3, memory.Pages);
        Assert.Equal(3 * 65536, memory.Length);
        Assert.True(start == memory.Base);
        Assert.Equal(4, span[65532]);
        Assert.Equal(-1, memory.GetSpan(65536, 2 * 65536).IndexOfAnyExcept((byte)0));
        memory.Free();
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(65536ul)]
    [InlineData(0xFFFFFFFFul)]
    [InlineData(0x1FFFFFFFFul)]
    public void Whatever_lies_past_the_end_of_a_guarded_memory_faults(ulong address)
    {
        var first = Memory.Create(new MemoryType(new Limits(0, null)), MemoryMode.Guarded, null);
        var others = Enumerable.Range(0, 3).Select(_ => Memory.Create(OneToThree, MemoryMode.Guarded, null)).ToArray();

        Assert.True(first.IsGuarded);
        Assert.Equal(1, GuardedMemoryTests.CountFaults(first.Base + address, 1));
        Assert.All(others, other =>
        {
            Assert.Equal(address == 0 ? 0 : 1, GuardedMemoryTests.CountFaults(other.Base + address, 1));
            other.Free();
        });
        first.Free();
    }

    [Fact]
    public void A_guarded_memory_can_have_all_pages_that_its_addresses_reach()
    {
        var memory = Memory.Create(new MemoryType(new Limits(0, null)), MemoryMode.Guarded, null);

        Assert.Equal(0, memory.Grow(65535));
        Assert.Equal(65535, memory.Grow(1));
        Assert.Equal(-1, memory.Grow(1));

        Assert.Equal(4L << 30, memory.Length);
        memory.Write((4L << 30) - 8, 1L);
        Assert.Equal(1, GuardedMemoryTests.CountFaults(memory.Base + (4L << 30), 1));
        memory.Free();
    }

    [Theory]
    [InlineData(true, 16)]
    [InlineData(false, 0)]
    public void Memories_with_long_addresses_or_short_pages_are_checked_in_both_modes(bool is64Bit, byte pageSizeLog2)
    {
        var memory = Memory.Create(new MemoryType(new Limits(1, null), is64Bit, false, pageSizeLog2), MemoryMode.Guarded, null);

        Assert.False(memory.IsGuarded);
        Assert.Equal(1, memory.Grow(99));
        Assert.Equal(100L << pageSizeLog2, memory.Length);
        memory.Write((100L << pageSizeLog2) - 4, 7);
        Assert.Equal(7, memory.Read<int>((100L << pageSizeLog2) - 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read<int>((100L << pageSizeLog2) - 3));
        memory.Free();
    }

    [Fact]
    public void A_memory_without_maximum_grows_as_far_as_it_has_reserved()
    {
        var memory = Memory.Create(new MemoryType(new Limits(1, null), Is64Bit: true), MemoryMode.Checked, null);

        Assert.Equal(1, memory.Grow((1L << 20) - 1));
        Assert.Equal(-1, memory.Grow(1));
        memory.Free();
    }

    [Theory]
    [InlineData(1UL << 48)]
    [InlineData(1UL << 40)]
    public void A_memory_too_large_for_the_machine_is_refused(ulong pages)
    {
        var type = new MemoryType(new Limits(pages, null), Is64Bit: true);

        Assert.Throws<ResourceLimitException>(() => Memory.Create(type, MemoryMode.Checked, null));
    }

    [Fact]
    public void Types_that_no_module_can_have_are_refused()
    {
        MemoryType[] types =
        [
            new(new Limits(2, 1)), new(new Limits(65537, null)), new(new Limits(1, 65537)), new(new Limits(1, null), IsShared: true),
            new(new Limits(1, 1), PageSizeLog2: 12), new(new Limits((1UL << 48) + 1, null), Is64Bit: true),
            new(new Limits(1UL << 32, null), PageSizeLog2: 0),
        ];

        Assert.All(types, type => Assert.Throws<ArgumentException>(() => Memory.Create(type, MemoryMode.Checked, null)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_limiter_is_asked_and_told(MemoryMode mode)
    {
        var limiter = new Limiter(4 * 65536);
        var memory = Memory.Create(new MemoryType(new Limits(1, null)), mode, limiter);

        Assert.Equal(1, memory.Grow(3));
        Assert.Equal(-1, memory.Grow(1));
        Assert.Equal(4u * 65536, limiter.Used);
        memory.Free();

        Assert.Equal(0u, limiter.Used);
        Assert.Throws<ResourceLimitException>(() => Memory.Create(new MemoryType(new Limits(5, null)), mode, limiter));
        Assert.Equal(0u, limiter.Used);
    }

    [Fact]
    public void A_shared_memory_grows_once_for_each_thread_that_grows_it()
    {
        var memory = Memory.Create(new MemoryType(new Limits(0, 1000), IsShared: true), MemoryMode.Guarded, null);
        var sizes = new System.Collections.Concurrent.ConcurrentBag<long>();

        Parallel.For(0, 500, _ => sizes.Add(memory.Grow(2)));

        Assert.Equal(Enumerable.Range(0, 500).Select(index => index * 2L), sizes.Order());
        Assert.Equal(1000, memory.Pages);
        memory.Free();
    }

    [Fact]
    public void Values_and_text_are_read_as_they_were_written()
    {
        var memory = Memory.Create(OneToThree, MemoryMode.Guarded, null);
        memory.Write(1, 0x1122334455667788L);
        Assert.Equal(0x88, memory.Read<byte>(1));
        Assert.Equal(0x1122334455667788L, memory.Read<long>(1));
        memory.Write(9, Math.PI);
        Assert.Equal(Math.PI, memory.GetSpan<double>(9, 1)[0]);

        Assert.Equal(10, memory.WriteString(100, "Grüße, 1"));
        Assert.Equal("Grüße, 1", memory.ReadString(100, 10));
        Assert.Equal("Grüße, 1", memory.ReadNullTerminatedString(100));
        Assert.Equal(4, memory.WriteString(200, "ab", Encoding.Unicode));
        Assert.Equal("ab", memory.ReadString(200, 4, Encoding.Unicode));
        Assert.Equal("", memory.ReadString(65536, 0));
        memory.Free();
    }

    [Fact]
    public void Mistakes_of_the_host_are_exceptions()
    {
        var memory = Memory.Create(OneToThree, MemoryMode.Guarded, null);
        memory.GetSpan(60000, 5536).Fill(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read<int>(65533));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read<int>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read<byte>(long.MinValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read<byte>(long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Write(65536, (byte)0));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSpan(0, -1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSpan<long>(65530, 1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.ReadString(65530, 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.ReadNullTerminatedString(65000));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.ReadNullTerminatedString(65537));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.WriteString(65534, "abc"));
        Assert.Equal(1, memory.Read<byte>(65535));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Grow(-1));
        Assert.False(memory.TryGetSpan(65536, 1, out _));
        Assert.True(memory.TryGetSpan(65535, 1, out _));
        memory.Free();
    }

    [Fact]
    public void A_pointer_above_2_GiB_may_come_as_a_negative_int()
    {
        var memory = Memory.Create(new MemoryType(new Limits(65536, null)), MemoryMode.Guarded, null);
        memory.Write(unchecked((int)0xFFFFFFF0), 42);

        Assert.Equal(42, memory.Read<int>(0xFFFFFFF0));
        memory.Free();
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_freed_memory_cannot_be_used(MemoryMode mode)
    {
        var memory = Memory.Create(OneToThree, mode, null);
        memory.Free();
        memory.Free();

        Assert.Throws<ObjectDisposedException>(() => memory.Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Grow(1));
        Assert.Throws<ObjectDisposedException>(() => memory.GetSpan(0, 1).Length);
        Assert.Throws<ObjectDisposedException>(() => memory.TryGetSpan(0, 1, out _));
        Assert.Throws<ObjectDisposedException>(() => memory.Read<int>(0));
        Assert.Throws<ObjectDisposedException>(() => memory.Write(0, 0));
        Assert.Equal(-1, MemoryOperations.Grow(memory, 1));
        Assert.Throws<TrapException>(() => MemoryOperations.Fill(memory.Base, 0, 0, 1));
    }

    [Fact]
    public void A_span_of_a_freed_memory_reaches_nothing()
    {
        var memory = Memory.Create(OneToThree, MemoryMode.Guarded, null);
        var start = memory.Base;
        memory.Free();

        Assert.Equal(1, GuardedMemoryTests.CountFaults(start, 1));
    }

    [Fact]
    public void Memories_of_a_store_go_with_it()
    {
        using var engine = new Engine();
        var store = new Store(engine, new StoreLimits { Memories = 2, MemoryBytes = 3 * 65536 });
        var memory = new Memory(store, OneToThree);
        var shared = new Memory(store, new MemoryType(new Limits(1, 2), IsShared: true));

        Assert.Equal(1, memory.Grow(1));
        Assert.Equal(-1, memory.Grow(1));
        Assert.Throws<ResourceLimitException>(() => new Memory(store, OneToThree));
        store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => memory.Length);
        Assert.Equal(65536, shared.Length);
    }

    private sealed class Limiter(ulong most) : IMemoryLimiter
    {
        internal ulong Used { get; private set; }

        public ulong MostBytes => most;

        public bool TryGrow(ulong oldBytes, ulong newBytes)
        {
            if (Used + newBytes - oldBytes > most)
            {
                return false;
            }

            Used += newBytes - oldBytes;
            return true;
        }

        public ulong LargestReservation => ulong.MaxValue;

        public ResourceLimit? TryReserve(ulong bytes) => null;

        public void Unreserve(ulong bytes)
        {
        }

        public ResourceLimit? LimitFor(ulong bytes) => new(ResourceKind.Memory, (long)most);

        public void Undo(ulong oldBytes, ulong newBytes) => Used -= newBytes - oldBytes;
    }
}
