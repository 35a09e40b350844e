using System.Globalization;
using System.Runtime.Intrinsics;
using Lanner.Structure;

namespace Lanner.Tests.Compilation;

/// <summary>Numeric instructions as text, values of every special kind, and what may differ between two results of one
/// instruction.</summary>
internal static class NumericForms
{
    /// <summary>The instructions on numbers alone, each lane of those on one lane being one of its own.</summary>
    internal static IEnumerable<NumericForm> All { get; } = MakeAll();

    /// <summary>Values of a type, by its letter: zeros, ones, limits, powers of two, numbers of every kind, NaNs quiet and signalling, with
    /// payload.</summary>
    internal static Value[] ValuesOf(char type) => type switch
    {
        'i' => [0, 1, -1, 31, 32, 0x1234_5678, int.MinValue, int.MaxValue, 0x3F80_0000, 0x7FA0_0001, unchecked((int)0xFF80_1234)],
        'I' =>
            [0L, 1L, -1L, 63L, 64L, long.MinValue, long.MaxValue, 0x3FF0_0000_0000_0000L, 0x7FF4_0000_0000_0001L, 0x7FA0_0001_FFA0_0001L],
        'f' => [.. Singles.Select(Value.FromSingleBits)],
        'F' => [.. Doubles.Select(Value.FromDoubleBits)],
        _ =>
        [
            .. Singles.Select(bits => (Value)Vector128.Create(bits).AsByte()),
            .. Doubles.Select(bits => (Value)Vector128.Create(bits).AsByte()),
            Vector128<byte>.AllBitsSet,
            Vector128.Create(0x7FA0_0001u, 0x3F80_0000u, 0x8000_0000u, 0xFFA0_0000u).AsByte(),
        ],
    };

    /// <summary>The vectors of <see cref="ValuesOf"/> whose lanes are as wide as those of an instruction, or wider than those of a narrow
    /// one, and the vector of zeros as the first.</summary>
    internal static Value[] VectorsFor(string instruction)
    {
        var all = ValuesOf('v');
        var hasWideLanes = instruction.Contains("64x2", StringComparison.Ordinal);
        return hasWideLanes ? all[Singles.Length..] : [.. all[..Singles.Length], .. all[(Singles.Length + Doubles.Length)..]];
    }

    private static uint[] Singles { get; } =
    [
        0, 0x8000_0000, 0x3F80_0000, 0xBF80_0000, 0x3F00_0000, 0x4B80_0000, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 0x7FA0_0001, 0xFF80_0001,
        0x7FC1_2345, 1, 0x7F7F_FFFF,
    ];

    private static ulong[] Doubles { get; } =
    [
        0, 0x8000_0000_0000_0000, 0x3FF0_0000_0000_0000, 0xBFF0_0000_0000_0000, 0x3FE0_0000_0000_0000, 0x41F0_0000_0000_0000,
        0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FF8_0000_0000_0000, 0x7FF4_0000_0000_0001, 0xFFF0_0000_0000_0001,
        0x7FF8_1234_5678_9ABC, 1, 0x7FEF_FFFF_FFFF_FFFF,
    ];

    /// <summary>The name of a type by its letter.</summary>
    internal static string TypeOf(char type) => type switch { 'i' => "i32", 'I' => "i64", 'f' => "f32", 'F' => "f64", _ => "v128" };

    /// <summary>A constant instruction.</summary>
    internal static string Constant(Value value) => value.Kind switch
    {
        WasmValueKind.I32 => string.Create(CultureInfo.InvariantCulture, $"(i32.const {value.AsInt32()})"),
        WasmValueKind.I64 => string.Create(CultureInfo.InvariantCulture, $"(i64.const {value.AsInt64()})"),
        WasmValueKind.F32 => Single(value.AsSingleBits()),
        WasmValueKind.F64 => Double(value.AsDoubleBits()),
        _ => string.Create(
            CultureInfo.InvariantCulture, $"(v128.const i64x2 {value.AsVector128().AsInt64()[0]} {value.AsVector128().AsInt64()[1]})"),
    };

    /// <summary>An expression that is the constant, computed of others.</summary>
    internal static string Computed(Value value) => value.Kind switch
    {
        WasmValueKind.I32 => $"(i32.xor {Constant(value.AsInt32() ^ 0x55)} (i32.const 0x55))",
        WasmValueKind.I64 => $"(i64.xor {Constant(value.AsInt64() ^ 0x55)} (i64.const 0x55))",
        WasmValueKind.F32 => $"(f32.reinterpret_i32 {Constant((int)value.AsSingleBits())})",
        WasmValueKind.F64 => $"(f64.reinterpret_i64 {Constant((long)value.AsDoubleBits())})",
        _ => $"(v128.xor {Constant(value.AsVector128() ^ Vector128.Create((byte)0x55))} (i8x16.splat (i32.const 0x55)))",
    };

    /// <summary>Tests whether two results may both be right: equal, or NaNs of which the specification leaves the bits open, both quiet
    /// (4.3.3).</summary>
    internal static bool Agree(NumericForm form, Value one, Value other)
    {
        if (one == other)
        {
            return true;
        }

        return form.MakesNaN && form.Result switch
        {
            'f' => IsQuiet(one.AsSingleBits()) && IsQuiet(other.AsSingleBits()),
            'F' => IsQuiet(one.AsDoubleBits()) && IsQuiet(other.AsDoubleBits()),
            'v' when form.Name.StartsWith("f32x4", StringComparison.Ordinal) => Enumerable.Range(0, 4).All(lane =>
                AgreeOn(one.AsVector128().AsUInt32()[lane], other.AsVector128().AsUInt32()[lane], IsQuiet)),
            'v' => Enumerable.Range(0, 2)
                .All(lane => AgreeOn(one.AsVector128().AsUInt64()[lane], other.AsVector128().AsUInt64()[lane], IsQuiet)),
            _ => false,
        };

        static bool AgreeOn<T>(T one, T other, Func<T, bool> isQuiet)
            where T : struct => one.Equals(other) || (isQuiet(one) && isQuiet(other));
    }

    /// <summary>Tests whether a value is a NaN, or a vector that has one, so that its bits may differ from run to run.</summary>
    internal static bool IsOfOpenNaN(Value value) => value.Kind switch
    {
        WasmValueKind.F32 => float.IsNaN(value.AsSingle()),
        WasmValueKind.F64 => double.IsNaN(value.AsDouble()),
        WasmValueKind.V128 => Enumerable.Range(0, 4).Any(lane => float.IsNaN(value.AsVector128().AsSingle()[lane]))
            || Enumerable.Range(0, 2).Any(lane => double.IsNaN(value.AsVector128().AsDouble()[lane])),
        _ => false,
    };

    private static bool IsQuiet(uint bits) => (bits & 0x7FC0_0000) == 0x7FC0_0000;

    private static bool IsQuiet(ulong bits) => (bits & 0x7FF8_0000_0000_0000) == 0x7FF8_0000_0000_0000;

    private static string Single(uint bits)
    {
        var sign = (int)bits < 0 ? "-" : "";
        var payload = bits & 0x7F_FFFF;
        return (bits & 0x7F80_0000) == 0x7F80_0000
            ? payload == 0 ? $"(f32.const {sign}inf)" : $"(f32.const {sign}nan:0x{payload:x})"
            : string.Create(CultureInfo.InvariantCulture, $"(f32.const {sign}{BitConverter.UInt32BitsToSingle(bits & int.MaxValue):R})");
    }

    private static string Double(ulong bits)
    {
        var sign = (long)bits < 0 ? "-" : "";
        var payload = bits & 0xF_FFFF_FFFF_FFFF;
        return (bits & 0x7FF0_0000_0000_0000) == 0x7FF0_0000_0000_0000
            ? payload == 0 ? $"(f64.const {sign}inf)" : $"(f64.const {sign}nan:0x{payload:x})"
            : string.Create(CultureInfo.InvariantCulture, $"(f64.const {sign}{BitConverter.UInt64BitsToDouble(bits & long.MaxValue):R})");
    }

    private static List<NumericForm> MakeAll()
    {
        var forms = new List<NumericForm>();
        foreach (var row in OpcodeTable.Rows)
        {
            if (row.Signature is null || row.Operands.Length == 0 || row.Results.Length != 1
                || row.Signature.Any(letter => !"iIfFv:".Contains(letter))
                || row.Immediate is not (ImmediateKind.None or ImmediateKind.Lane)
                || row.Mnemonic.Contains("relaxed", StringComparison.Ordinal))
            {
                continue;
            }

            var lanes = row.Immediate == ImmediateKind.Lane ? 16 >> row.WidthLog2 : 0;
            var operands = row.Operands.ToString();
            if (lanes == 0)
            {
                forms.Add(new NumericForm(row.Mnemonic, row.Mnemonic, operands, row.Results[0]));
            }

            // The first, the second and the last.
            foreach (var lane in new[] { 0, 1, lanes - 1 }.Where(lane => lane >= 0 && lane < lanes).Distinct())
            {
                forms.Add(new NumericForm(row.Mnemonic, $"{row.Mnemonic} {lane}", operands, row.Results[0]));
            }
        }

        return forms;
    }
}

/// <summary>An instruction on numbers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">With its immediate.</param>
/// <param name="Operands">The letters of its operands' types.</param>
/// <param name="Result">The letter of its result's type.</param>
internal sealed record NumericForm(string Name, string Text, string Operands, char Result)
{
    /// <summary>True if the specification leaves the bits of its NaNs open.</summary>
    internal bool MakesNaN { get; } = IsArithmetic(Name);

    /// <summary>The instruction folded over operands.</summary>
    internal string On(params IEnumerable<string> operands) => $"({Text} {string.Join(' ', operands)})";

    private static bool IsArithmetic(string name)
    {
        var operation = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return name[0] == 'f'
            && operation is "ceil" or "floor" or "trunc" or "nearest" or "sqrt" or "add" or "sub" or "mul" or "div" or "min" or "max"
            or "demote_f64" or "promote_f32" or "demote_f64x2_zero" or "promote_low_f32x4";
    }
}
