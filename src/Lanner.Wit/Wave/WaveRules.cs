using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace Lanner.Wit.Waves;

/// <summary>Rules that reading and writing values of WAVE agree on.</summary>
internal static class WaveRules
{
    private static readonly ConditionalWeakTable<WitRecordType, Dictionary<string, int>> Fields = [];
    private static readonly ConditionalWeakTable<WitFlagsType, HashSet<string>> Flags = [];

    /// <summary>The words that names of cases are escaped for.</summary>
    internal static FrozenSet<string> Keywords { get; } = FrozenSet.Create("true", "false", "inf", "nan", "some", "none", "ok", "err");

    /// <summary>The least and the greatest value of an integer type.</summary>
    internal static (Int128 Least, Int128 Greatest) RangeOf(WitPrimitive primitive) => primitive switch
    {
        WitPrimitive.S8 => (sbyte.MinValue, sbyte.MaxValue),
        WitPrimitive.U8 => (byte.MinValue, byte.MaxValue),
        WitPrimitive.S16 => (short.MinValue, short.MaxValue),
        WitPrimitive.U16 => (ushort.MinValue, ushort.MaxValue),
        WitPrimitive.S32 => (int.MinValue, int.MaxValue),
        WitPrimitive.U32 => (uint.MinValue, uint.MaxValue),
        WitPrimitive.S64 => (long.MinValue, long.MaxValue),
        _ => (ulong.MinValue, ulong.MaxValue),
    };

    /// <summary>Tells whether a value can stand for itself where an option or result of it is meant.</summary>
    internal static bool CanBeFlat(WitType payload) => payload.Underlying is not (WitOptionType or WitResultType);

    /// <summary>The indices of a record's fields by name.</summary>
    internal static Dictionary<string, int> FieldsOf(WitRecordType record) => Fields.GetValue(record, static type =>
        type.Fields.Select((field, index) => (field.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index));

    /// <summary>The names of flags.</summary>
    internal static HashSet<string> FlagsOf(WitFlagsType flags) => Flags.GetValue(flags, static type =>
        type.Flags.Select(flag => flag.Name).ToHashSet());

    /// <summary>A number of things in messages.</summary>
    internal static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>The beginning of a text in messages.</summary>
    internal static string Shorten(ReadOnlySpan<char> text, int most = 40) =>
        text.Length > most ? $"{text[..most]}…" : text.ToString();
}
