using CsCheck;
using Lanner.Runtime;

namespace Lanner.Tests.Runtime;

public sealed unsafe class MemoryImageTests
{
    private const int Pages = 8;
    private const int Size = Pages * 65536;

    private static readonly MemoryType Type = new(new Limits(Pages, 2 * Pages));

    private static readonly Gen<(ulong Address, ReadOnlyMemory<byte> Bytes)[]> Segments = Gen.Select(
        Gen.Int[0, Size], Gen.OneOf(Gen.Int[0, 20], Gen.Int[0, 10_000]), Gen.Byte,
        (address, length, value) =>
        {
            var bytes = new byte[Math.Min(length, Size - address)];
            Array.Fill(bytes, (byte)(value | 1));
            return ((ulong)address, (ReadOnlyMemory<byte>)bytes);
        }).Array[1, 8];

    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void A_mapped_memory_holds_what_copying_would_have_put_there(MemoryMode mode) => Segments.Sample(segments =>
    {
        var expected = new byte[Size];
        foreach (var (address, bytes) in segments)
        {
            bytes.Span.CopyTo(expected.AsSpan((int)address));
        }

        var image = MemoryImage.TryCreate(segments);
        if (segments.All(segment => segment.Bytes.IsEmpty))
        {
            Assert.Null(image);
            return;
        }

        Assert.NotNull(image);
        for (var round = 0; round < 2; round++)
        {
            var memory = Memory.Create(Type, mode, null);
            memory.Map(image);
            Assert.True(memory.GetSpan(0, Size).SequenceEqual(expected));
            Assert.Equal(Pages, memory.Grow(1));
            Assert.Equal(-1, memory.GetSpan(Size, 65536).IndexOfAnyExcept((byte)0));
            memory.GetSpan(0, Size).Fill(0xAA);
            memory.Free();
        }

        // Nothing of the image is left where it was.
        var other = Memory.Create(Type, mode, null);
        Assert.Equal(-1, other.GetSpan(0, Size).IndexOfAnyExcept((byte)0));
        other.Free();
        image.Dispose();
    }, iter: 60, threads: 1);

    [Fact]
    public void Data_in_too_many_places_is_not_mapped()
    {
        var segments = Enumerable.Range(0, 20).Select(index => ((ulong)index << 20, (ReadOnlyMemory<byte>)new byte[] { 1 })).ToArray();

        Assert.Null(MemoryImage.TryCreate(segments));
    }

    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void Instances_do_not_see_what_others_write(MemoryMode mode)
    {
        var data = new string('x', 100_000);
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        using var module = Module.FromText(
            engine, $"""(module (memory (export "memory") 2) (data (i32.const 10) "{data}") (data (i32.const 12) "end"))""");
        using var store = new Store(engine);
        var linker = new Linker(engine);
        var expected = "xxend" + data[5..];

        for (var round = 0; round < 4; round++)
        {
            var memory = linker.Instantiate(store, module).GetMemory("memory");
            Assert.Equal(expected, memory.ReadString(10, 100_000));
            Assert.Equal(0, memory.Read<byte>(9));
            Assert.Equal(0, memory.Read<byte>(100_010));
            memory.GetSpan(0, 65536).Fill(7);
            Assert.Equal(round > 0, File.ReadAllText("/proc/self/maps").Contains(
                $"{(nuint)memory.Base:x}-{(nuint)memory.Base + (100 << 10):x}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Offsets_that_are_imported_count_each_time()
    {
        var data = new string('x', 70_000);
        using var engine = new Engine();
        using var module = Module.FromText(engine, $"""
            (module (import "m" "at" (global $at i32)) (memory (export "memory") 4) (data (global.get $at) "{data}"))
            """);
        using var store = new Store(engine);
        foreach (var offset in (int[])[100, 100, 5000, 100, 200_000])
        {
            var linker = new Linker(engine);
            linker.Define("m", "at", new Global(store, new GlobalType(WasmValueType.I32, false), offset));
            if (offset > 4 * 65536 - data.Length)
            {
                Assert.Throws<TrapException>(() => linker.Instantiate(store, module));
                continue;
            }

            var memory = linker.Instantiate(store, module).GetMemory("memory");
            Assert.Equal(offset, memory.GetSpan(0, 4 * 65536).IndexOf((byte)'x'));
            Assert.Equal(offset + data.Length - 1, memory.GetSpan(0, 4 * 65536).LastIndexOf((byte)'x'));
        }
    }
}
