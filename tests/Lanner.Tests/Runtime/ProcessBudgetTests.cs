using System.Globalization;
using Lanner.Runtime;
using Lanner.Tests.Platform;

namespace Lanner.Tests.Runtime;

/// <summary>Mappings and address space, which the system gives to a process in limited number: memories take few, and guests together only
/// a part.</summary>
public sealed unsafe class ProcessBudgetTests
{
    /// <summary>The number of mappings that a memory takes at most: its header and first part, an image in the middle, what it grows by in
    /// large pages, the rest of the reservation, in large pages and not.</summary>
    private const int MostMappings = 6;

    public static TheoryData<MemoryMode> Modes => [MemoryMode.Guarded, MemoryMode.Checked];

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_memory_with_data_in_many_places_takes_few_mappings(MemoryMode mode)
    {
        var data =
            string.Concat(Enumerable.Range(0, 8).Select(place => $"(data (i32.const {place * 0x12000}) \"{new string('x', 3000)}\")"));
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        using var module = Module.FromText(engine, $"(module (memory (export \"memory\") 9) {data})");
        using var store = new Store(engine);
        var linker = new Linker(engine);
        for (var round = 0; round < 3; round++)
        {
            var memory = linker.Instantiate(store, module).GetMemory("memory");
            Assert.Equal((byte)'x', memory.Read<byte>(7 * 0x12000));
            Assert.InRange(CountMappings(memory), 1, MostMappings);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_memory_that_grows_by_much_and_by_little_in_turn_takes_few_mappings(MemoryMode mode)
    {
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        using var store = new Store(engine);
        var memory = new Memory(store, new MemoryType(new Limits(1, 65536)));
        for (var round = 0; round < 40; round++)
        {
            Assert.NotEqual(-1, memory.Grow(1));
            Assert.NotEqual(-1, memory.Grow(96));
        }

        Assert.InRange(CountMappings(memory), 1, MostMappings);
    }

    [Fact]
    public void What_a_memory_had_grown_by_is_forgotten_with_its_large_pages()
    {
        for (var round = 0; round < 3; round++)
        {
            using var engine = new Engine();
            using var module = Module.FromText(engine, """(module (memory (export "memory") 1 1000) (data (i32.const 5) "x"))""");
            for (var instance = 0; instance < 3; instance++)
            {
                using var store = new Store(engine);
                var memory = new Linker(engine).Instantiate(store, module).GetMemory("memory");
                Assert.InRange(CountMappings(memory), 1, 4);
                memory.Grow(500);
                memory.GetSpan(0, 501 << 16).Fill(0xAA);
            }
        }
    }

    [Fact]
    public void All_that_is_taken_comes_back()
    {
        var before = ProcessBudget.Mappings;
        using var engine = new Engine(new EngineOptions { MemoryMode = MemoryMode.Checked });
        using (var store = new Store(engine))
        {
            for (var index = 0; index < 1000; index++)
            {
                new Memory(store, new MemoryType(new Limits(1, 65536))).Grow(200);
            }
        }

        // Other tests take and give back meanwhile.
        Assert.InRange(ProcessBudget.Mappings - before, -2000, 2000);
    }

    [Fact]
    public void A_memory_reserves_no_more_than_its_store_may_hold()
    {
        using var engine = new Engine();
        using var store = new Store(engine, new StoreLimits { MemoryBytes = 1 << 20 });
        var memory = new Memory(store, new MemoryType(new Limits(1, null), Is64Bit: true));

        Assert.Equal(1, memory.Grow(15));
        Assert.Equal(-1, memory.Grow(1));
        Assert.InRange(ReservedAround(memory), 0UL, 4UL << 30);
    }

    [Fact]
    public void When_the_mappings_of_guests_are_used_up_a_memory_is_refused_until_another_is_freed()
    {
        var (exitCode, output) = Child.Run(nameof(Child.ExhaustMappings));

        Assert.Equal("Mappings Mappings freed", output.Trim());
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void When_the_mappings_are_used_up_guests_wait_for_a_thread_and_a_pool_without_one_is_refused()
    {
        var (exitCode, output) = Child.Run(nameof(Child.ExhaustThreads));

        // Ten threads have four mappings each.
        Assert.Matches("^Mappings 10$", output.Trim());
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void Instances_of_many_stores_with_data_in_many_places_leave_mappings_for_the_host()
    {
        var (exitCode, output) = Child.Run(nameof(Child.MakeManyImages));

        Assert.Equal("done", output.Trim());
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void Huge_memories_of_many_stores_leave_address_space_for_others()
    {
        var (exitCode, output) = Child.Run(nameof(Child.MakeHugeMemories));

        Assert.Equal("done", output.Trim());
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void A_store_cannot_take_all_memories()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var error = Assert.Throws<ResourceLimitException>(() =>
        {
            for (var index = 0; index < 2000; index++)
            {
                _ = new Memory(store, new MemoryType(new Limits(0, 1)));
            }
        });
        using var other = new Store(engine);

        Assert.Equal(new ResourceLimit(ResourceKind.Memories, 1000), error.Limit);
        Assert.Equal(0, new Memory(other, new MemoryType(new Limits(0, 1))).Length);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_address_space_of_a_store_is_limited_and_comes_back(MemoryMode mode)
    {
        const long slot = 8L << 30;
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        var type = new MemoryType(new Limits(1, 65536));
        using (var store = new Store(engine, new StoreLimits { AddressSpaceBytes = 3 * slot }))
        {
            var first = new Memory(store, type);
            var reserved = engine.Account.AddressSpace;
            Assert.InRange(reserved, 4L << 30, slot);
            Assert.Equal(1, first.Grow(10));
            var error = Assert.Throws<ResourceLimitException>(() =>
            {
                for (var count = 0; count < 500; count++)
                {
                    _ = new Memory(store, new MemoryType(new Limits(16384, 65536)));
                }
            });
            Assert.Contains(error.Limit!.Kind, new[] { ResourceKind.StoreAddressSpace, ResourceKind.Memory });
            Assert.InRange(engine.Account.AddressSpace, reserved, 3 * slot);

            using var other = new Store(engine);
            Assert.Equal(65536, new Memory(other, type).Length);
        }

        Assert.Equal(0, engine.Account.AddressSpace);
    }

    [Fact]
    public void Memories_that_could_become_huge_leave_room_for_others_of_their_store()
    {
        using var engine = new Engine(new EngineOptions { MemoryMode = MemoryMode.Checked });
        using var store = new Store(engine, new StoreLimits { MemoryBytes = 1L << 40, AddressSpaceBytes = 1L << 30 });
        for (var count = 0; count < 20; count++)
        {
            Assert.Equal(1, new Memory(store, new MemoryType(new Limits(1, null), Is64Bit: true)).Grow(1));
        }

        Assert.InRange(engine.Account.AddressSpace, 1, 1L << 30);
    }

    [Fact]
    public void The_address_space_of_all_stores_of_an_engine_is_limited()
    {
        using var engine = new Engine(new EngineOptions
        {
            MemoryMode = MemoryMode.Checked,
            Limits = new EngineLimits { AddressSpaceBytes = 1 << 20 },
        });
        using var first = new Store(engine);
        using var second = new Store(engine);
        var type = new MemoryType(new Limits(8, 8));
        _ = new Memory(first, type);

        var error = Assert.Throws<ResourceLimitException>(() => new Memory(second, type));

        Assert.Equal(new ResourceLimit(ResourceKind.EngineAddressSpace, 1 << 20), error.Limit);
        first.Dispose();
        Assert.Equal(8, new Memory(second, type).Pages);
    }

    /// <summary>The mappings from the header of a memory to the end of what it is reserved for, or 4 GiB further.</summary>
    private static int CountMappings(Memory memory)
    {
        var start = (ulong)memory.Base - 4096;
        var end = (ulong)memory.Base + (4UL << 30);
        return Mappings().Count(mapping => mapping.Start < end && mapping.End > start && mapping.End - mapping.Start < (9UL << 30));
    }

    private static ulong ReservedAround(Memory memory) =>
        Mappings().Where(mapping => mapping.Start <= (ulong)memory.Base && (ulong)memory.Base < mapping.End)
            .Select(mapping => mapping.End - mapping.Start).Single();

    private static List<(ulong Start, ulong End)> Mappings() =>
        [.. File.ReadLines("/proc/self/maps").Select(line => line.Split(' ')[0].Split('-')).Select(ends => (
            ulong.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            ulong.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
}
