using CsCheck;
using Lanner.Runtime;

namespace Lanner.Tests.Runtime;

public sealed unsafe class MemoryOperationsTests
{
    private const int Size = 65536;

    private static readonly Gen<int> Lengths = Gen.OneOf(Gen.Int[0, 40], Gen.Int[0, 3000], Gen.Int[0, Size + 8]);

    [Fact]
    public void Copying_is_what_spans_do_or_nothing() =>
        Gen.Select(Gen.Int[0, Size + 2], Gen.Int[-50, 50], Lengths).Sample((destination, distance, length) =>
    {
        using var memory = new Filled();
        var source = destination + distance;
        if (source < 0)
        {
            return;
        }

        if (destination + length > Size || source + length > Size)
        {
            AssertTraps(() => MemoryOperations.Copy(memory.Base, (ulong)destination, memory.Base, (ulong)source, (ulong)length));
        }
        else
        {
            MemoryOperations.Copy(memory.Base, (ulong)destination, memory.Base, (ulong)source, (ulong)length);
            memory.Expected.AsSpan(source, length).CopyTo(memory.Expected.AsSpan(destination));
        }

        memory.AssertAsExpected();
    }, iter: 500);

    [Fact]
    public void Small_copies_that_overlap_in_every_way()
    {
        using var memory = new Filled();
        for (var length = 0; length <= 70; length++)
        {
            for (var distance = -70; distance <= 70; distance++)
            {
                MemoryOperations.Copy(memory.Base, 500, memory.Base, (ulong)(500 + distance), (ulong)length);
                memory.Expected.AsSpan(500 + distance, length).CopyTo(memory.Expected.AsSpan(500));
                Assert.True(memory.Expected.AsSpan(400, 300).SequenceEqual(new Span<byte>(memory.Base + 400, 300)));
            }
        }
    }

    [Fact]
    public void Filling_is_what_spans_do_or_nothing() =>
        Gen.Select(Gen.Int[0, Size + 2], Gen.Int, Lengths).Sample((destination, value, length) =>
    {
        using var memory = new Filled();
        if (destination + length > Size)
        {
            AssertTraps(() => MemoryOperations.Fill(memory.Base, (ulong)destination, value, (ulong)length));
        }
        else
        {
            MemoryOperations.Fill(memory.Base, (ulong)destination, value, (ulong)length);
            memory.Expected.AsSpan(destination, length).Fill((byte)value);
        }

        memory.AssertAsExpected();
    }, iter: 300);

    [Fact]
    public void Initialising_copies_from_the_segment_or_does_nothing() =>
        Gen.Select(Gen.Int[0, Size + 2], Gen.Int[0, 260], Gen.Int[0, 260]).Sample((destination, source, length) =>
    {
        using var memory = new Filled();
        var segment = Enumerable.Range(0, 256).Select(index => (byte)(255 - index)).ToArray();
        if (destination + length > Size || source + length > segment.Length)
        {
            AssertTraps(() => MemoryOperations.Init(memory.Base, (ulong)destination, segment, (ulong)source, (ulong)length));
        }
        else
        {
            MemoryOperations.Init(memory.Base, (ulong)destination, segment, (ulong)source, (ulong)length);
            segment.AsSpan(source, length).CopyTo(memory.Expected.AsSpan(destination));
        }

        memory.AssertAsExpected();
    }, iter: 300);

    [Theory]
    [InlineData(ulong.MaxValue, 1ul)]
    [InlineData(1ul, ulong.MaxValue)]
    [InlineData(ulong.MaxValue, ulong.MaxValue)]
    [InlineData(1ul << 63, 1ul << 63)]
    [InlineData(65537ul, 0ul)]
    public void Sums_that_wrap_are_out_of_bounds(ulong address, ulong length)
    {
        using var memory = new Filled();

        AssertTraps(() => MemoryOperations.Fill(memory.Base, address, 0, length));
        AssertTraps(() => MemoryOperations.Copy(memory.Base, address, memory.Base, 0, length));
        AssertTraps(() => MemoryOperations.Copy(memory.Base, 0, memory.Base, address, length));
        AssertTraps(() => MemoryOperations.Init(memory.Base, address, [], 0, length));
        AssertTraps(() => MemoryOperations.Init(memory.Base, 0, [], address, length));
        memory.AssertAsExpected();
    }

    private static void AssertTraps(Action action) => Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(action).Code);

    /// <summary>A memory of one page with something in it, and a copy of that.</summary>
    private sealed class Filled : IDisposable
    {
        private readonly Memory _memory = Memory.Create(new MemoryType(new Limits(1, 1)), MemoryMode.Guarded, null);

        internal Filled()
        {
            new Random(1).NextBytes(Expected);
            Expected.CopyTo(_memory.GetSpan(0, Size));
        }

        internal byte* Base => _memory.Base;

        internal byte[] Expected { get; } = new byte[Size];

        internal void AssertAsExpected() => Assert.True(Expected.AsSpan().SequenceEqual(_memory.GetSpan(0, Size)));

        public void Dispose() => _memory.Free();
    }
}
