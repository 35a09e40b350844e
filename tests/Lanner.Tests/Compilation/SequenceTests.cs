using Lanner.Compilation.Cil;
using Lanner.Compilation.Emission;

namespace Lanner.Tests.Compilation;

/// <summary>The small containers of the compiler.</summary>
public sealed class SequenceTests
{
    [Fact]
    public void A_sequence_keeps_its_items_in_order()
    {
        var sequence = new Sequence<int>();
        for (var item = 0; item < 1000; item++)
        {
            sequence.Add(item);
        }

        Assert.Equal(1000, sequence.Count);
        Assert.Equal(Enumerable.Range(0, 1000), Enumerable.Range(0, 1000).Select(index => sequence[index]));
    }

    [Fact]
    public void Items_are_changed_in_place_and_taken_from_the_end()
    {
        var sequence = new Sequence<int>();
        sequence.Add(1);
        sequence.Add(2);

        sequence[0] = 7;

        Assert.Equal([2, 7], [sequence.Pop(), sequence.Pop()]);
        Assert.Equal(0, sequence.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Pop());
    }

    [Fact]
    public void Memories_are_in_ascending_order_and_each_once()
    {
        var memories = new MemorySet();
        foreach (var index in (int[])[3, 1, 3, 0, 2, 1, 9])
        {
            memories.Add(index);
        }

        Assert.Equal([0, 1, 2, 3, 9], Enumerable.Range(0, memories.Count).Select(position => memories[position]));
    }
}
