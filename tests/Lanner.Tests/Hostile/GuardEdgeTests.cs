using System.Globalization;

namespace Lanner.Tests.Hostile;

/// <summary>Accesses around every edge of a memory, with every instruction: what lies within works, what does not is a trap and changes nothing.</summary>
public sealed class GuardEdgeTests
{
    private const long Page = 65536;

    private static readonly (string Name, string Type, int Width)[] Loads =
    [
        ("i32.load", "i32", 4), ("i64.load", "i64", 8), ("f32.load", "f32", 4), ("f64.load", "f64", 8),
        ("i32.load8_s", "i32", 1), ("i32.load8_u", "i32", 1), ("i32.load16_s", "i32", 2), ("i32.load16_u", "i32", 2),
        ("i64.load8_s", "i64", 1), ("i64.load8_u", "i64", 1), ("i64.load16_s", "i64", 2), ("i64.load16_u", "i64", 2),
        ("i64.load32_s", "i64", 4), ("i64.load32_u", "i64", 4),
        ("v128.load", "v128", 16), ("v128.load8x8_s", "v128", 8), ("v128.load8x8_u", "v128", 8), ("v128.load16x4_s", "v128", 8), ("v128.load16x4_u", "v128", 8),
        ("v128.load32x2_s", "v128", 8), ("v128.load32x2_u", "v128", 8), ("v128.load8_splat", "v128", 1), ("v128.load16_splat", "v128", 2),
        ("v128.load32_splat", "v128", 4), ("v128.load64_splat", "v128", 8), ("v128.load32_zero", "v128", 4), ("v128.load64_zero", "v128", 8),
    ];

    private static readonly (string Name, string Type, int Width)[] Stores =
    [
        ("i32.store", "i32", 4), ("i64.store", "i64", 8), ("f32.store", "f32", 4), ("f64.store", "f64", 8),
        ("i32.store8", "i32", 1), ("i32.store16", "i32", 2), ("i64.store8", "i64", 1), ("i64.store16", "i64", 2), ("i64.store32", "i64", 4),
        ("v128.store", "v128", 16),
    ];

    private static readonly (string Name, int Width)[] Lanes =
        [("v128.load8_lane", 1), ("v128.load16_lane", 2), ("v128.load32_lane", 4), ("v128.load64_lane", 8),
         ("v128.store8_lane", 1), ("v128.store16_lane", 2), ("v128.store32_lane", 4), ("v128.store64_lane", 8)];

    public static TheoryData<MemoryMode, string> Modes => new()
    {
        { MemoryMode.Guarded, "i32" },
        { MemoryMode.Checked, "i32" },
        { MemoryMode.Checked, "i64" },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public void Every_instruction_at_every_edge(MemoryMode mode, string address)
    {
        Assert.SkipWhen(mode == MemoryMode.Guarded && !Lanner.Platform.GuardedMemory.IsSupported, "Memories cannot be guarded here.");
        foreach (var offset in Offsets(address))
        {
            foreach (var pages in new[] { 0L, 1L, 2L })
            {
                Check(mode, address, offset, pages);
            }
        }
    }

    private static ulong[] Offsets(string address) => address == "i32"
        ? [0, 1, 15, 65535, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFF0000, 0xFFFFFFF0, 0xFFFFFFFF]
        : [0, 1, 65535, 0xFFFFFFFF, 0x100000000, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF];

    /// <summary>One module has all the instructions with one offset.</summary>
    private static void Check(MemoryMode mode, string address, ulong offset, long pages)
    {
        var text = new System.Text.StringBuilder($"(module (memory (export \"memory\") {(address == "i64" ? "i64 " : "")}{pages} 4)\n");
        var widths = new Dictionary<string, int>();
        foreach (var (name, type, width) in Loads)
        {
            Add(name, width, $"(drop ({name} offset={offset} (local.get 0)))");

            // As if the value mattered: loads whose value nobody reads may be dropped by the JIT, which RATIONALE.md tells.
            text.Append(CultureInfo.InvariantCulture, $"(func (export \"{name} used\") (param {address}) (result {type}) ({name} offset={offset} (local.get 0)))\n");
            widths[$"{name} used"] = width;
            widths.Remove(name);
        }

        foreach (var (name, type, width) in Stores)
        {
            Add(name, width, $"({name} offset={offset} (local.get 0) {(type == "v128" ? "(v128.const i64x2 -1 -1)" : $"({type}.const 1)")})");
        }

        foreach (var (name, width) in Lanes)
        {
            var access = $"({name} offset={offset} 0 (local.get 0) (v128.const i64x2 -1 -1))";
            if (name.Contains("load", StringComparison.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"(func (export \"{name}\") (param {address}) (result v128) {access})\n");
                widths[name] = width;
            }
            else
            {
                Add(name, width, access);
            }
        }

        text.Append(')');
        using var guest = new Guest(text.ToString(), options: new EngineOptions { MemoryMode = mode });
        var memory = guest.Instance.GetMemory("memory");
        foreach (var (name, width) in widths)
        {
            var function = guest.Instance.GetFunction(name);
            foreach (var place in Addresses(address, offset, pages * Page, width))
            {
                var end = (UInt128)place + offset + (uint)width;
                var isWithin = end <= (UInt128)(pages * Page);
                Value argument = address == "i32" ? (Value)(uint)place : place;
                if (isWithin)
                {
                    function.Invoke(argument);
                    memory.GetSpan((long)(place + offset), width).Clear();
                }
                else
                {
                    var error = Assert.Throws<TrapException>(() => function.Invoke(argument));
                    Assert.True(error.Code == TrapCode.MemoryOutOfBounds, $"{name} at {place} + {offset} in {pages} pages: {error.Code}");
                }
            }
        }

        Assert.False(memory.GetSpan(0, (int)(pages * Page)).ContainsAnyExcept((byte)0), "A store that trapped has written something.");

        void Add(string name, int width, string body)
        {
            text.Append(CultureInfo.InvariantCulture, $"(func (export \"{name}\") (param {address}) {body})\n");
            widths[name] = width;
        }
    }

    private static IEnumerable<ulong> Addresses(string address, ulong offset, long size, int width)
    {
        var largest = address == "i32" ? uint.MaxValue : ulong.MaxValue;
        var places = new HashSet<ulong> { 0, 1, largest, largest - 15, largest / 2, (largest / 2) + 1 };

        // The last that fits with the offset, and those around.
        for (var step = -1; step <= width; step++)
        {
            places.Add(unchecked((ulong)size - offset - (uint)width + (ulong)step));
            places.Add(unchecked((ulong)size + (ulong)step));
        }

        return places.Where(place => place <= largest);
    }
}
