using System.Text;

namespace Lanner.Components.Bindings;

/// <summary>Types of functions as one line of text, in which only the structure counts, and its hash: what generated code was made for is
/// compared with what a component has. <c>Lanner.Components.Generators</c> writes the same of WIT.</summary>
internal static class TypeSignature
{
    private const ulong HashStart = 14695981039346656037;
    private const ulong HashFactor = 1099511628211;

    internal static string Of(ComponentFunctionType type)
    {
        var text = new StringBuilder(type.IsAsync ? "async(" : "(");
        var separator = "";
        foreach (var parameter in type.Parameters)
        {
            text.Append(separator).Append(parameter.Label).Append(':');
            Write(text, parameter.Type);
            separator = ",";
        }

        text.Append(")->");
        Write(text, type.Result);
        return text.ToString();
    }

    /// <summary>The hash FNV-1a of a signature, by UTF-16 units.</summary>
    internal static ulong HashOf(string signature)
    {
        var hash = HashStart;
        foreach (var unit in signature)
        {
            hash = (hash ^ unit) * HashFactor;
        }

        return hash;
    }

    private static void Write(StringBuilder text, ComponentValueType? type)
    {
        switch (type)
        {
            case null:
                text.Append('_');
                break;
            case PrimitiveType primitive:
                text.Append(PrimitiveType.NameOf(primitive.Primitive));
                break;
            case ListType { Length: { } length } list:
                text.Append("list<");
                Write(text, list.Element);
                text.Append(',').Append(length).Append('>');
                break;
            case ListType list:
                Write(text, "list<", '>', [("", list.Element)]);
                break;
            case MapType map:
                Write(text, "map<", '>', [("", map.Key), ("", map.Value)]);
                break;
            case OptionType option:
                Write(text, "option<", '>', [("", option.Value)]);
                break;
            case ResultType result:
                Write(text, "result<", '>', [("", result.Ok), ("", result.Error)]);
                break;
            case TupleType tuple:
                Write(text, "tuple<", '>', tuple.Types.Select(part => ("", (ComponentValueType?)part)));
                break;
            case RecordType record:
                Write(text, "record{", '}', record.Fields.Select(field => (field.Label + ":", (ComponentValueType?)field.Type)));
                break;
            case VariantType variant:
                Write(text, "variant{", '}', variant.Cases.Select(one => (one.Label + ":", one.Type)));
                break;
            case EnumType labels:
                text.Append("enum{").AppendJoin(',', labels.Labels).Append('}');
                break;
            case FlagsType flags:
                text.Append("flags{").AppendJoin(',', flags.Labels).Append('}');
                break;
            default:
                text.Append(type.Kind);
                break;
        }
    }

    private static void Write(StringBuilder text, string start, char end, IEnumerable<(string Label, ComponentValueType? Type)> parts)
    {
        text.Append(start);
        var separator = "";
        foreach (var (label, type) in parts)
        {
            text.Append(separator).Append(label);
            Write(text, type);
            separator = ",";
        }

        text.Append(end);
    }
}
