using System.Globalization;
using System.Text;

namespace Lanner.Components.Tests;

/// <summary>Makes types and values of them.</summary>
internal sealed class RandomTypes(Random random)
{
    private readonly StringBuilder _definitions = new();
    private int _named;

    /// <summary>The definitions that the types need, which import each.</summary>
    public string Definitions => _definitions.ToString();

    /// <summary>Makes a type: its text, and a source of values.</summary>
    public (string Text, Func<ComponentValue> Value) Make(int depth)
    {
        switch (random.Next(depth <= 0 ? 13 : 22))
        {
            case 0:
                return ("bool", () => ComponentValue.FromBool(random.Next(2) == 0));
            case 1:
                return ("s8", () => ComponentValue.FromS8((sbyte)Bits()));
            case 2:
                return ("u8", () => ComponentValue.FromU8((byte)Bits()));
            case 3:
                return ("s16", () => ComponentValue.FromS16((short)Bits()));
            case 4:
                return ("u16", () => ComponentValue.FromU16((ushort)Bits()));
            case 5:
                return ("s32", () => ComponentValue.FromS32((int)Bits()));
            case 6:
                return ("u32", () => ComponentValue.FromU32((uint)Bits()));
            case 7:
                return ("s64", () => ComponentValue.FromS64(Bits()));
            case 8:
                return ("u64", () => ComponentValue.FromU64((ulong)Bits()));
            case 9:
                return ("f32", () => ComponentValue.FromF32(BitConverter.Int32BitsToSingle((int)Bits())));
            case 10:
                return ("f64", () => ComponentValue.FromF64(BitConverter.Int64BitsToDouble(Bits())));
            case 11:
                return ("char", () => ComponentValue.FromChar(Character()));
            case 12 or 13:
                return ("string", () => ComponentValue.FromString(
                    string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Character().ToString()))));
            case 14:
                var element = Make(depth - 1);
                return ($"(list {element.Text})", () => ComponentValue.FromList([.. Values(element.Value, random.Next(5))]));
            case 15:
                var part = Make(depth - 1);
                var count = random.Next(1, 4);
                return ($"(list {part.Text} {count})", () => ComponentValue.FromList([.. Values(part.Value, count)]));
            case 16:
                var types = MakeSome(depth);
                return ($"(tuple {Texts(types)})", () => ComponentValue.FromTuple([.. types.Select(type => type.Value())]));
            case 17:
                var some = Make(depth - 1);
                return ($"(option {some.Text})", () => random.Next(2) == 0 ? ComponentValue.None : ComponentValue.Some(some.Value()));
            case 18:
                var (ok, error) = (Make(depth - 1), Make(depth - 1));
                return ($"(result {ok.Text} (error {error.Text}))",
                    () => random.Next(2) == 0 ? ComponentValue.Ok(ok.Value()) : ComponentValue.Error(error.Value()));
            case 19:
                var fields = MakeSome(depth);
                var record = Name($"(record {Numbered("field", fields)})");
                return (record, () => ComponentValue.FromRecord([.. fields.Select((field, index) => ($"n{index}", field.Value()))]));
            case 20:
                var cases = MakeSome(depth);
                var variant = Name($"(variant {Numbered("case", cases)} (case \"none\"))");
                return (variant, () => random.Next(cases.Length + 1) is var index && index == cases.Length
                    ? ComponentValue.FromVariant("none")
                    : ComponentValue.FromVariant($"n{index}", cases[index].Value()));
            default:
                var labels = Enumerable.Range(0, random.Next(1, 33)).Select(index => $"l{index}").ToArray();
                var flags = Name($"(flags {string.Join(' ', labels.Select(label => $"\"{label}\""))})");
                return (flags, () => ComponentValue.FromFlags([.. labels.Where(_ => random.Next(2) == 0)]));
        }
    }

    private static string Texts((string Text, Func<ComponentValue> Value)[] types) =>
        string.Join(' ', types.Select(type => type.Text));

    private static string Numbered(string word, (string Text, Func<ComponentValue> Value)[] types) =>
        string.Join(' ', types.Select((type, index) => $"({word} \"n{index}\" {type.Text})"));

    private (string Text, Func<ComponentValue> Value)[] MakeSome(int depth) =>
        [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Make(depth - 1))];

    private static IEnumerable<ComponentValue> Values(Func<ComponentValue> make, int count) =>
        Enumerable.Range(0, count).Select(_ => make());

    private string Name(string definition)
    {
        var name = $"t{_named++}";
        _definitions.AppendLine(
            CultureInfo.InvariantCulture, $"(type ${name}' {definition}) (import \"{name}\" (type ${name} (eq ${name}')))");
        return $"${name}";
    }

    private long Bits() => random.Next(4) == 0 ? random.Next(-3, 3) : random.NextInt64(long.MinValue, long.MaxValue);

    private Rune Character() => random.Next(4) switch
    {
        0 => new Rune(random.Next(0x80)),
        1 => new Rune(random.Next(0x100)),
        2 => new Rune(random.Next(0xE000, 0x10000)),
        _ => new Rune(random.Next(0x10000, 0x110000)),
    };
}
