using System.Text;

namespace Lanner.Wit.Tests;

/// <summary>Makes values of types.</summary>
internal static class RandomValue
{
    /// <summary>Makes a value, or returns null if there are none that can be written as text.</summary>
    internal static WaveValue? Create(WitType type, Random random) => type.Underlying switch
    {
        WitPrimitiveType { Primitive: WitPrimitive.ErrorContext } => null,
        WitPrimitiveType primitive => CreatePrimitive(primitive.Primitive, random),
        WitListType list => CreateAll(Enumerable.Repeat(list.Element, (int)(list.Length ?? (uint)random.Next(4))), random),
        WitMapType map => CreateAll(Enumerable.Repeat(new WitTupleType([map.Key, map.Value]), random.Next(3)), random),
        WitTupleType tuple => CreateAll(tuple.Elements, random),
        WitRecordType record => CreateAll(record.Fields.Select(field => field.Type), random),
        WitVariantType variant => CreateVariant(variant.Cases[random.Next(variant.Cases.Count)], random),
        WitEnumType enumeration => new WaveVariant(enumeration.Cases[random.Next(enumeration.Cases.Count)].Name),
        WitFlagsType flags => new WaveFlags([.. flags.Flags.Where(_ => random.Next(2) == 0).Select(flag => flag.Name)]),
        WitOptionType option => random.Next(2) == 0 ? WaveVariant.None : CreateCase("some", option.Some, random),
        WitResultType result => random.Next(2) == 0 ? CreateCase("ok", result.Ok, random) : CreateCase("err", result.Error, random),
        _ => null,
    };

    private static WaveValue? CreateVariant(WitCase chosen, Random random) => CreateCase(chosen.Name, chosen.Type, random);

    private static WaveVariant? CreateCase(string name, WitType? type, Random random)
    {
        if (type is null)
        {
            return new WaveVariant(name);
        }

        return Create(type, random) is { } payload ? new WaveVariant(name, payload) : null;
    }

    private static WaveSequence? CreateAll(IEnumerable<WitType> types, Random random)
    {
        var items = types.Select(type => Create(type, random)).ToList();
        return items.Contains(null) ? null : new WaveSequence(items!);
    }

    private static WaveValue CreatePrimitive(WitPrimitive primitive, Random random) => primitive switch
    {
        WitPrimitive.Bool => new WaveBool(random.Next(2) == 0),
        WitPrimitive.Char => new WaveChar(CreateRune(random)),
        WitPrimitive.String => new WaveString(
            string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => CreateRune(random).ToString()))),
        WitPrimitive.F32 => new WaveFloat(BitConverter.Int32BitsToSingle(random.Next())),
        WitPrimitive.F64 => new WaveFloat(BitConverter.Int64BitsToDouble(random.NextInt64())),
        WitPrimitive.S8 or WitPrimitive.S16 or WitPrimitive.S32 or WitPrimitive.S64 => new WaveInteger(random.Next(-128, 128)),
        _ => new WaveInteger(random.Next(256)),
    };

    private static Rune CreateRune(Random random)
    {
        var value = random.Next(3) == 0 ? random.Next(0x110000) : random.Next(0x80);
        return Rune.IsValid(value) ? new Rune(value) : new Rune('"');
    }
}
