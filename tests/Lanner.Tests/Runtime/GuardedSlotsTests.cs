using Lanner.Runtime;
using Lanner.Tests.Platform;

namespace Lanner.Tests.Runtime;

public sealed unsafe class GuardedSlotsTests
{
    private static readonly MemoryType Type = new(new Limits(1, 100));

    [Fact]
    public void A_slot_that_is_used_again_shows_nothing_of_what_was_in_it()
    {
        var seen = new HashSet<nuint>();
        var usedAgain = false;
        // More than the slots that other tests may have given back.
        for (var round = 0; round < 40_000 && !usedAgain; round++)
        {
            var memory = Memory.Create(Type, MemoryMode.Guarded, null);
            usedAgain |= !seen.Add((nuint)memory.Base);
            Assert.Equal(65536, memory.Length);
            Assert.Equal(-1, memory.GetSpan(0, 65536).IndexOfAnyExcept((byte)0));
            Assert.Equal(1, GuardedMemoryTests.CountFaults(memory.Base + 65536, 1));
            memory.Grow(3);
            Assert.Equal(-1, memory.GetSpan(65536, 3 * 65536).IndexOfAnyExcept((byte)0));
            memory.GetSpan(0, 4 * 65536).Fill(0xAA);
            memory.Free();
        }

        Assert.True(usedAgain);
    }

    [Fact]
    public void Slots_are_taken_and_returned_by_many_threads()
    {
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, index =>
        {
            var memory = Memory.Create(Type, MemoryMode.Guarded, null);
            Assert.Equal(0, memory.Read<int>(100));
            memory.Write(100, index + 1);
            Assert.Equal(index + 1, memory.Read<int>(100));
            memory.Free();
        });
    }

    [Fact]
    public void More_slots_than_an_arena_holds_can_be_in_use()
    {
        var memories = Enumerable.Range(0, 200).Select(_ => Memory.Create(Type, MemoryMode.Guarded, null)).ToArray();

        Assert.Equal(200, memories.Select(memory => (nuint)memory.Base).Distinct().Count());
        Assert.All(memories, memory => Assert.True(MemorySizes.IsGuarded(memory.Base)));
        Assert.All(memories, memory => memory.Free());
    }

    /// <summary>Accesses the address that there would be, had the compiler lost a zero extension and extended the sign. The neighbours are
    /// as large as memories can be.</summary>
    [Fact]
    public void An_index_that_is_extended_with_its_sign_faults()
    {
        var memories = Enumerable.Range(0, 3)
            .Select(_ => Memory.Create(new MemoryType(new Limits(65536, 65536)), MemoryMode.Guarded, null)).ToArray();
        int[] indices = [-1, -2, -8, -16, -17, -4095, -4096, -4097, -65536, -(2 << 20), -(2 << 20) - 1, -(1 << 30), int.MinValue + 1,
            int.MinValue, .. Enumerable.Range(1, 2047).Select(megabyte => -megabyte << 20)];

        foreach (var memory in memories)
        {
            Assert.All(indices, index => Assert.Equal(1, GuardedMemoryTests.CountFaults(memory.Base + (long)index, 1)));
        }

        Assert.All(memories, memory => memory.Free());
    }

    [Fact]
    public void The_size_of_a_memory_stands_where_its_address_says()
    {
        var guarded = Memory.Create(Type, MemoryMode.Guarded, null);
        var compared = Enumerable.Range(0, 100).Select(_ => Memory.Create(Type, MemoryMode.Checked, null)).ToArray();

        Assert.True(MemorySizes.IsGuarded(guarded.Base));
        Assert.All(compared, memory => Assert.False(MemorySizes.IsGuarded(memory.Base)));
        Assert.Equal(65536u, *MemorySizes.AddressOf(guarded.Base));
        Assert.All(compared, memory => Assert.Equal(65536u, *(ulong*)(memory.Base + MemorySizes.CheckedOffset)));

        guarded.Free();
        Assert.All(compared, memory => memory.Free());
    }

    [Fact]
    public void When_the_address_space_is_used_up_a_memory_is_refused_until_another_is_freed()
    {
        var (exitCode, output) = Child.Run(nameof(Child.ExhaustSlots), "ulimit -v 130000000; ");

        Assert.Equal("refused", output.Trim());
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void Memories_that_nothing_refers_to_give_their_slots_back()
    {
        // A hundred thousand of them would be six times the address space.
        var (exitCode, output) = Child.Run(nameof(Child.ForgetMemories));

        Assert.Equal("done", output.Trim());
        Assert.Equal(0, exitCode);
    }
}
