using System.Globalization;
using System.Text;
using Lanner.Components;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Makes types, nested to a bounded depth.</summary>
internal sealed class ShapeMaker(Chance chance, HostResourceType resource)
{
    /// <summary>The most bytes of a value in a memory, for which guests have room.</summary>
    private const int MostBytes = 16 << 10;

    /// <summary>Counts at which the sizes of discriminants and flags change, and others.</summary>
    private static readonly int[] Cases = [2, 1, 3, 255, 256, 257];

    private static readonly int[] Labels = [3, 1, 7, 8, 9, 15, 16, 17, 31, 32];

    private static readonly string[] Keys = ["u32", "string", "bool", "char", "s8", "u64", "s16"];

    private readonly StringBuilder _definitions = new();
    private readonly List<string> _names = [];

    /// <summary>The definitions that a component needs for the types: it imports each that has to have a name.</summary>
    internal string Definitions => _definitions.ToString();

    /// <summary>The names of the types that components import.</summary>
    internal IReadOnlyList<string> Names => _names;

    /// <summary>Makes a type.</summary>
    internal Shape Make(int depth)
    {
        var shape = MakeAny(depth);
        return shape.Size <= MostBytes ? shape : new StringShape();
    }

    private Shape MakeAny(int depth)
    {
        switch (chance.Below(depth == 0 ? 5 : 14))
        {
            case 0 or 1:
                return new NumberShape(chance.Of(NumberShape.Kinds));
            case 2:
                return new StringShape();
            case 3:
                var labels = chance.Of(Labels);
                return new FlagsShape(labels, Name($"(flags {Quoted(labels)})"));
            case 4:
                var count = chance.Of(Cases);
                return new VariantShape(new Shape?[count], Name($"(enum {Quoted(count)})"), ComponentValueKind.Enum);
            case 5 or 6:
                var element = Make(depth - 1);
                return new ListShape(element, $"(list {element.Text})", isMap: false);
            case 7:
                var fields = MakeSome(depth);
                var text = Joined(fields, (field, index) => $"(field \"{AggregateShape.LabelOf(index)}\" {field.Text})");
                return new AggregateShape(fields, Name($"(record {text})"), AggregateForm.Record);
            case 8:
                var parts = MakeSome(depth);
                return new AggregateShape(parts, $"(tuple {Joined(parts, (part, _) => part.Text)})", AggregateForm.Tuple);
            case 9:
                return MakeVariant(depth);
            case 10:
                var some = Make(depth - 1);
                return new VariantShape([null, some], $"(option {some.Text})", ComponentValueKind.Option);
            case 11:
                var (ok, error) = (MakeOptional(depth), MakeOptional(depth));
                return new VariantShape(
                    [ok, error], $"(result {ok?.Text} {(error is null ? "" : $"(error {error.Text})")})", ComponentValueKind.Result);
            case 12:
                var repeated = Make(depth - 1);
                var length = 1 + chance.Below(6);
                return new AggregateShape(
                    [.. Enumerable.Repeat(repeated, length)], $"(list {repeated.Text} {length})", AggregateForm.FixedList);
            default:
                return MakeRare(depth);
        }
    }

    private Shape MakeRare(int depth)
    {
        if (chance.OneIn(2))
        {
            if (!_names.Contains("r"))
            {
                _names.Add("r");
                _definitions.AppendLine("(import \"r\" (type $r (sub resource)))");
            }

            return new OwnShape(resource);
        }

        var text = chance.Of(Keys);
        Shape key = text == "string"
            ? new StringShape()
            : new NumberShape(Enum.Parse<ComponentValueKind>(text, ignoreCase: true));
        var value = Make(depth - 1);
        var tuple = new AggregateShape([key, value], "", AggregateForm.Tuple);
        return new ListShape(tuple, $"(map {text} {value.Text})", isMap: true);
    }

    private VariantShape MakeVariant(int depth)
    {
        var cases = MakeSome(depth).Append(MakeOptional(depth)).Append(null).ToArray();
        if (chance.OneIn(6))
        {
            cases = [.. cases, .. new Shape?[257 - cases.Length - chance.Below(2)]];
        }

        var text = Joined(cases, (one, index) => $"(case \"{AggregateShape.LabelOf(index)}\" {one?.Text})");
        return new VariantShape(cases, Name($"(variant {text})"), ComponentValueKind.Variant);
    }

    private Shape? MakeOptional(int depth) => chance.OneIn(4) ? null : Make(depth - 1);

    private Shape[] MakeSome(int depth)
    {
        var shapes = new Shape[1 + chance.Below(4)];
        for (var index = 0; index < shapes.Length; index++)
        {
            shapes[index] = Make(depth - 1);
        }

        return shapes;
    }

    private static string Joined<T>(T[] shapes, Func<T, int, string> text) => string.Join(' ', shapes.Select(text));

    private static string Quoted(int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(index => $"\"{AggregateShape.LabelOf(index)}\""));

    private string Name(string definition)
    {
        var name = $"t{_names.Count}";
        _names.Add(name);
        _definitions.AppendLine(
            CultureInfo.InvariantCulture, $"(type ${name}' {definition}) (import \"{name}\" (type ${name} (eq ${name}')))");
        return $"${name}";
    }
}
