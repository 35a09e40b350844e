using System.Diagnostics;
using Lanner.Runtime;
using Lanner.Tests.Aggregates;

namespace Lanner.Tests.Runtime;

/// <summary>Guests that ask again and again for what they do not get do not have the process collect its garbage all the time.</summary>
[Collection(nameof(MeasuredHeap))]
public sealed class CollectionPaceTests
{
    [Fact]
    public void Collections_in_vain_take_a_tenth_of_the_time()
    {
        var pace = new CollectionPace();
        var collections = 0;
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2))
        {
            Assert.False(pace.TryMakeRoom(() => Collect(isEnough: false)));
        }

        // A fifth of a second to begin with, another of the two seconds, and the last; of collections that last longer, eight at least.
        Assert.InRange(collections, 1, 41);
        Assert.True(Patience.Until(() => pace.TryMakeRoom(() => Collect(isEnough: true))));
        Assert.True(pace.TryMakeRoom(() => Collect(isEnough: true)));

        bool Collect(bool isEnough)
        {
            collections++;
            Thread.Sleep(isEnough ? 0 : 10);
            return isEnough;
        }
    }

    /// <summary>On a busy machine a collection may take a second. What a guest gets may not depend on that.</summary>
    [Fact]
    public void A_few_collections_are_allowed_however_long_they_take()
    {
        var pace = new CollectionPace();
        var collections = 0;
        for (var round = 0; round < 20; round++)
        {
            Assert.False(pace.TryMakeRoom(CollectForLong));
        }

        Assert.Equal(8, collections);

        bool CollectForLong()
        {
            collections++;
            Thread.Sleep(300);
            return false;
        }
    }

    [Theory]
    [InlineData("memory.grow")]
    [InlineData("table.grow")]
    public void Growing_in_vain_seldom_collects(string instruction)
    {
        const int rounds = 5000;
        using var guest = new Guest(
            """
            (module
              (type $bytes (array (mut i8)))
              (memory 1)
              (table $t 1 funcref)
              (global $kept (mut (ref null $bytes)) (ref.null $bytes))
              (func (export "keep") (global.set $kept (array.new_default $bytes (i32.const 4000000))))
              (func (export "memory.grow") (result i32) (memory.grow (i32.const 40)))
              (func (export "table.grow") (result i32) (table.grow $t (ref.null func) (i32.const 400000))))
            """,
            limits: new StoreLimits { MemoryBytes = 6 << 20 });
        guest.Get<Action>("keep")();
        var grow = guest.Get<Func<int>>(instruction);
        Assert.Equal(-1, grow());
        var before = GC.CollectionCount(2);

        for (var round = 0; round < rounds; round++)
        {
            Assert.Equal(-1, grow());
        }

        Assert.InRange(GC.CollectionCount(2) - before, 0, rounds / 2);
    }
}
