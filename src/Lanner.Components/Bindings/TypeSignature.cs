using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Lanner.Components.Bindings;

/// <summary>A type of functions as one line of text, in which only the structure counts: generated code has the hash of the one that it was
/// made for. <c>Lanner.Components.Generators</c> writes the same of WIT. Immutable and thread-safe.</summary>
internal sealed class TypeSignature
{
    private const ulong HashStart = 14695981039346656037;
    private const ulong HashFactor = 1099511628211;

    /// <summary>The greatest length. Types share their parts, so that few bytes of a component can ask for much; no generated code is for a
    /// type that is longer.</summary>
    private const int MostUnits = 16 << 20;

    /// <summary>The length to which messages show it.</summary>
    private const int ShownUnits = 2000;

    private static readonly ConditionalWeakTable<ComponentFunctionType, TypeSignature> Known = [];

    private readonly StringBuilder _shown = new();
    private ulong _hash = HashStart;
    private int _left = MostUnits;

    private TypeSignature(ComponentFunctionType type)
    {
        Append(type.IsAsync ? "async" : "");
        Write("(", ")->", type.Parameters.Select(parameter => (parameter.Label + ":", (ComponentValueType?)parameter.Type)));
        Write(type.Result);
    }

    internal static TypeSignature Of(ComponentFunctionType type) => Known.GetValue(type, static one => new TypeSignature(one));

    /// <summary>The description of why a type that a component has is not the one that code was generated for, or null.</summary>
    internal static string? MistakeOf(ComponentFunctionType type, ulong hash)
    {
        var actual = Of(type);
        return actual.HasHash(hash) ? null : $"the component has another type for it than the world: {actual}";
    }

    /// <summary>Tests whether the type has a hash: FNV-1a of the line, by UTF-16 units.</summary>
    internal bool HasHash(ulong hash) => !IsTooLong && _hash == hash;

    /// <summary>The line, or its beginning.</summary>
    public override string ToString() => _left < MostUnits - _shown.Length ? $"{_shown}…" : _shown.ToString();

    private bool IsTooLong => _left < 0;

    private void Append(string part)
    {
        if (IsTooLong)
        {
            return;
        }

        _left -= part.Length;
        foreach (var unit in part)
        {
            _hash = (_hash ^ unit) * HashFactor;
        }

        _shown.Append(part.AsSpan(0, int.Min(part.Length, ShownUnits - _shown.Length)));
    }

    private void Write(ComponentValueType? type)
    {
        switch (type)
        {
            case null:
                Append("_");
                break;
            case PrimitiveType primitive:
                Append(PrimitiveType.NameOf(primitive.Primitive));
                break;
            case ListType { Length: { } length } list:
                Append("list<");
                Write(list.Element);
                Append(string.Create(CultureInfo.InvariantCulture, $",{length}>"));
                break;
            case ListType list:
                Write("list<", ">", [("", list.Element)]);
                break;
            case MapType map:
                Write("map<", ">", [("", map.Key), ("", map.Value)]);
                break;
            case OptionType option:
                Write("option<", ">", [("", option.Value)]);
                break;
            case ResultType result:
                Write("result<", ">", [("", result.Ok), ("", result.Error)]);
                break;
            case TupleType tuple:
                Write("tuple<", ">", tuple.Types.Select(part => ("", (ComponentValueType?)part)));
                break;
            case StreamType stream:
                Write("stream<", ">", [("", stream.Element)]);
                break;
            case FutureType future:
                Write("future<", ">", [("", future.Element)]);
                break;
            case RecordType record:
                Write("record{", "}", record.Fields.Select(field => (field.Label + ":", (ComponentValueType?)field.Type)));
                break;
            case VariantType variant:
                Write("variant{", "}", variant.Cases.Select(one => (one.Label + ":", one.Type)));
                break;
            case EnumType labels:
                WriteLabels("enum{", labels.Labels);
                break;
            case FlagsType flags:
                WriteLabels("flags{", flags.Labels);
                break;
            default:
                Append(type.Kind);
                break;
        }
    }

    private void Write(string start, string end, IEnumerable<(string Label, ComponentValueType? Type)> parts)
    {
        Append(start);
        var separator = "";
        foreach (var (label, type) in parts)
        {
            if (IsTooLong)
            {
                return;
            }

            Append(separator);
            Append(label);
            Write(type);
            separator = ",";
        }

        Append(end);
    }

    private void WriteLabels(string start, IReadOnlyList<string> labels)
    {
        Append(start);
        for (var index = 0; index < labels.Count && !IsTooLong; index++)
        {
            Append(index == 0 ? "" : ",");
            Append(labels[index]);
        }

        Append("}");
    }
}
