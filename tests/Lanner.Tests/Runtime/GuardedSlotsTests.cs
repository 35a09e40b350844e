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
        for (var round = 0; round < 3000 && !usedAgain; round++)
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
        Assert.All(memories, memory => Assert.Equal(0u, (nuint)memory.Base % (2 << 20)));
        Assert.All(memories, memory => memory.Free());
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
