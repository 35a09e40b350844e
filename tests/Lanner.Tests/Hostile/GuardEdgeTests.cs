using System.Globalization;
using System.Runtime.Intrinsics;
using Lanner.Structure;

namespace Lanner.Tests.Hostile;

/// <summary>Accesses around every edge of a memory, with every instruction of the opcode table that has an offset. What is expected is the
/// specification's rule alone (4.6.9 and the proposal for threads): an access is good when address + offset + width, in whole numbers, is
/// no more than the memory's size. What is not good is a trap and changes nothing.</summary>
public sealed class GuardEdgeTests
{
    private const ulong Page = 65536;
    private const ulong HalfOfAll = 0x8000_0000, All = 0x1_0000_0000;

    private static readonly OpcodeInfo[] Accesses =
        [.. OpcodeTable.Rows.Where(row => row.Immediate is ImmediateKind.MemoryArgument or ImmediateKind.MemoryArgumentLane)];

    /// <summary>Mode, type of addresses, whether the memory is shared.</summary>
    public static TheoryData<MemoryMode, string, bool> Memories => new()
    {
        { MemoryMode.Guarded, "i32", false },
        { MemoryMode.Guarded, "i32", true },
        { MemoryMode.Checked, "i32", false },
        { MemoryMode.Checked, "i32", true },
        { MemoryMode.Checked, "i64", false },
        { MemoryMode.Checked, "i64", true },
    };

    [Fact]
    public void The_table_has_all_accesses()
    {
        // 14 loads and 9 stores of numbers; 13 loads, a store and 8 accesses to lanes of vectors; 63 atomic accesses, 2 waits and a
        // notification.
        Assert.Equal(23 + 22 + 66, Accesses.Length);
        Assert.All(Accesses, access => Assert.StartsWith("a", access.Signature, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Memories))]
    public void Every_access_at_every_edge(MemoryMode mode, string address, bool isShared)
    {
        foreach (var offset in Offsets(address))
        {
            Check(mode, address, isShared, offset, pages: 0, grown: 0);
            Check(mode, address, isShared, offset, pages: 1, grown: 1);
        }
    }

    /// <summary>The addresses where 31 and 32 bits end inside of a memory and at its end: 2 GiB, 2 GiB and a page, 4 GiB.</summary>
    [Theory]
    [MemberData(nameof(Memories))]
    public void Every_access_at_the_edges_of_large_memories(MemoryMode mode, string address, bool isShared)
    {
        foreach (var offset in (ulong[])[0, 0x7FFF_FFFF, HalfOfAll, 0xFFFF_FFFF, .. address == "i64" ? [All, ulong.MaxValue] : (ulong[])[]])
        {
            foreach (var pages in (uint[])[32768, 32769, 65536])
            {
                Check(mode, address, isShared, offset, pages, grown: 0);
            }
        }
    }

    /// <summary>The JIT knows where these accesses go, and may take an address for good after another access to the same memory.</summary>
    [Theory]
    [MemberData(nameof(Memories))]
    public void Every_access_at_constant_edges(MemoryMode mode, string address, bool isShared)
    {
        foreach (var offset in (ulong[])[0, 65535, HalfOfAll, 0xFFFF_FFFF])
        {
            ulong[] places = [0, 65536, HalfOfAll, 0xFFFF_FFFF];
            var before = $"(drop (i32.atomic.rmw.or ({address}.const 0) (i32.const 0)))";
            using var guest = Instantiate(mode, address, isShared, 1, access =>
                new HashSet<ulong>([.. places, unchecked(Page - offset - Width(access)), unchecked(Page - offset - Width(access) + 1)])
                    .Where(place => IsAddress(address, place))
                    .SelectMany(place => (string[])[
                        Function($"{access.Mnemonic} {place}", "", access, offset, $"({address}.const {place})", before),
                        Function(
                            $"{access.Mnemonic} {place} dropped", "", access, offset, $"({address}.const {place})", before, drops: true)]));
            var memory = guest.Instance.GetMemory("memory");
            foreach (var name in guest.Module.Exports.Select(export => export.Name).Where(name => name != "memory"))
            {
                var parts = name.Split(' ');
                Try(guest, memory, name, OpcodeTable.Find(parts[0])!, ulong.Parse(
                    parts[1], CultureInfo.InvariantCulture), offset, isShared, []);
            }

            AssertClean(memory);
        }
    }

    private static ulong[] Offsets(string address) => address == "i32"
        ? [0, 1, 15, 65535, 65536, 0x7FFF_FFFF, HalfOfAll, 0xFFFF_0000, 0xFFFF_FFF0, 0xFFFF_FFFF]
        : [0, 1, 65535, 65536, HalfOfAll, 0xFFFF_FFFF, All, 0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_0000, ulong.MaxValue];

    private static bool IsAddress(string address, ulong place) => address == "i64" || place <= uint.MaxValue;

    private static ulong Width(OpcodeInfo access) => 1ul << access.WidthLog2;

    /// <summary>One module has all the instructions with one offset.</summary>
    private static void Check(MemoryMode mode, string address, bool isShared, ulong offset, uint pages, uint grown)
    {
        using var guest = Instantiate(mode, address, isShared, pages, access =>
        [
            Function(access.Mnemonic, $"(param {address})", access, offset, "(local.get 0)"),
            Function($"{access.Mnemonic} dropped", $"(param {address})", access, offset, "(local.get 0)", drops: true),
        ]);
        var memory = guest.Instance.GetMemory("memory");
        Assert.Equal(pages, memory.Grow(grown));
        foreach (var access in Accesses)
        {
            foreach (var place in Places(address, offset, (ulong)memory.Length, Width(access)))
            {
                Value argument = address == "i32" ? (Value)(uint)place : place;
                Try(guest, memory, access.Mnemonic, access, place, offset, isShared, [argument]);
                Try(guest, memory, $"{access.Mnemonic} dropped", access, place, offset, isShared, [argument]);
            }
        }

        AssertClean(memory);
    }

    private static HashSet<ulong> Places(string address, ulong offset, ulong size, ulong width)
    {
        var largest = address == "i32" ? uint.MaxValue : ulong.MaxValue;
        unchecked
        {
            ulong[] places =
            [
                0, 1, 0x7FFF_FFFF, HalfOfAll, 0xFFFF_FFFF, largest, largest - 15, (largest / 2) + 1,

                // The last that fits with the offset, and those around; the end without the offset.
                size - offset - width - 1, size - offset - width, size - offset - width + 1, size - offset - 1,
                size - offset, size - width, size,

                // Sums of 2^31, 2^32 and 2^64, which are 0 in fewer bits.
                HalfOfAll - offset, All - offset - 1, All - offset, All - offset + 8, 0 - offset, 8 - offset,
            ];
            return [.. places.Where(place => place <= largest)];
        }
    }

    private static Guest Instantiate(
        MemoryMode mode, string address, bool isShared, uint pages, Func<OpcodeInfo, IEnumerable<string>> functions)
    {
        Assert.SkipWhen(mode == MemoryMode.Guarded && !Lanner.Platform.GuardedMemory.IsSupported, "Memories cannot be guarded here.");
        var memory = $"(memory (export \"memory\") {(address == "i64" ? "i64 " : "")}{pages} 65536 {(isShared ? "shared" : "")})";
        return new Guest(
            $"(module {memory}\n{string.Join('\n', Accesses.SelectMany(functions))})",
            options: new EngineOptions { MemoryMode = mode, Features = WasmFeatures.All });
    }

    /// <summary>A function of one access. Its operands have all bits set, but for the timeout of a wait and the other lanes of what is
    /// loaded.</summary>
    private static string Function(
        string name, string parameters, OpcodeInfo access, ulong offset, string place, string before = "", bool drops = false)
    {
        var operands = access.Operands[1..].ToArray().Select(Ones).ToArray();
        var lane = "";
        if (IsWait(access))
        {
            operands[^1] = "(i64.const 0)";
        }

        if (access.Immediate == ImmediateKind.MemoryArgumentLane)
        {
            lane = "0";
            operands[0] = access.Results.Length == 0 ? operands[0] : "(v128.const i64x2 0 0)";
        }

        var instruction = $"({access.Mnemonic} offset={offset} {lane} {place} {string.Join(' ', operands)})";
        return access.Results.Length == 0 || drops
            ? $"(func (export \"{name}\") {parameters} {before} {(access.Results.Length == 0 ? instruction : $"(drop {instruction})")})"
            : $"(func (export \"{name}\") {parameters} (result {TypeOf(access.Results[0])}) {before} {instruction})";

        static string TypeOf(char type) => type switch { 'i' => "i32", 'I' => "i64", 'f' => "f32", 'F' => "f64", _ => "v128" };

        static string Ones(char type) => type switch
        {
            'f' => "(f32.const -nan:0x7fffff)",
            'F' => "(f64.const -nan:0xfffffffffffff)",
            'v' => "(v128.const i64x2 -1 -1)",
            _ => $"({TypeOf(type)}.const -1)",
        };
    }

    private static bool IsWait(OpcodeInfo access) => access.Opcode is Opcode.MemoryAtomicWait32 or Opcode.MemoryAtomicWait64;

    private static void Try(
        Guest guest, Memory memory, string name, OpcodeInfo access, ulong place, ulong offset, bool isShared, ReadOnlySpan<Value> arguments)
    {
        var width = Width(access);
        var isWithin = (UInt128)place + offset + width <= (UInt128)(ulong)memory.Length;
        var isAligned = unchecked(place + offset) % width == 0 || !access.Features.HasFlag(WasmFeatures.Threads);
        var isAllowed = isShared || !IsWait(access);
        var function = guest.Instance.GetFunction(name);
        if (isWithin && isAligned && isAllowed)
        {
            // All bits are set before a load and none before a store.
            var span = memory.GetSpan((long)(place + offset), (int)width);
            var hasResult = access.Results.Length != 0;
            span.Fill(hasResult ? (byte)0xFF : (byte)0);
            var results = function.Invoke(arguments);
            if (!hasResult)
            {
                Assert.False(span.ContainsAnyExcept((byte)0xFF), $"{name} at {place} + {offset} did not write what it should.");
            }
            else if (results.Length != 0)
            {
                AssertRead(access, results[0], $"{name} at {place} + {offset} in {memory.Length} bytes");
            }

            span.Clear();
            return;
        }

        TrapException trap;
        try
        {
            function.Invoke(arguments);
            Assert.Fail($"{name} at {place} + {offset} in {memory.Length} bytes did not trap.");
            return;
        }
        catch (TrapException exception)
        {
            trap = exception;
        }

        // Which of several mistakes is told is left open.
        var isTold = trap.Code switch
        {
            TrapCode.MemoryOutOfBounds => !isWithin,
            TrapCode.UnalignedAtomic => !isAligned,
            TrapCode.ExpectedSharedMemory => !isAllowed,
            _ => false,
        };
        Assert.True(isTold, $"{name} at {place} + {offset} in {memory.Length} bytes: {trap.Code}");
    }

    /// <summary>Asserts the result of a read where all bits are set.</summary>
    private static void AssertRead(OpcodeInfo access, Value result, string place)
    {
        var bits = access.Results[0] switch
        {
            'i' => result.AsUInt32(),
            'I' => result.AsUInt64(),
            'f' => result.AsSingleBits(),
            'F' => result.AsDoubleBits(),
            _ => result.AsVector128().AsUInt64()[0],
        };
        var ones = access.Opcode switch
        {
            Opcode.MemoryAtomicNotify => 0ul, // Nobody waits.
            Opcode.MemoryAtomicWait32 or Opcode.MemoryAtomicWait64 => 2ul, // The value is the expected one, and no time is left.
            Opcode.V128Load8x8U => 0x00FF_00FF_00FF_00FFul,
            Opcode.V128Load16x4U => 0x0000_FFFF_0000_FFFFul,
            Opcode.V128Load32x2U => 0x0000_0000_FFFF_FFFFul,
            _ => access.WidthLog2 >= 3 ? ulong.MaxValue : (1ul << (8 << access.WidthLog2)) - 1,
        };
        Assert.True((bits & ones) == ones && (ones != 0 || bits == 0), $"{access.Mnemonic}, {place}: {result}");
    }

    /// <summary>Asserts that nothing was written but where it was allowed, around all the edges.</summary>
    private static void AssertClean(Memory memory)
    {
        foreach (var edge in (long[])[0, 65536, (long)HalfOfAll, (long)All, memory.Length])
        {
            var start = Math.Clamp(edge - 4096, 0, memory.Length);
            var end = Math.Clamp(edge + 4096, 0, memory.Length);
            Assert.False(memory.GetSpan(start, (int)(end - start)).ContainsAnyExcept((byte)0), $"Something was written around {edge}.");
        }
    }
}
