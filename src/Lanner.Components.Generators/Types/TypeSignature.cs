using System.Globalization;
using System.Text;
using Lanner.Wit;

namespace Lanner.Components.Generators.Types;

/// <summary>Types of functions as one line of text, and its hash: what <c>Lanner.Components.Bindings.TypeSignature</c> makes of the type
/// that
/// a component has.</summary>
internal static class TypeSignature
{
    private const ulong HashStart = 14695981039346656037;
    private const ulong HashFactor = 1099511628211;

    internal static ulong HashOf(WitFunction function)
    {
        var hash = HashStart;
        foreach (var unit in Of(function))
        {
            hash = unchecked((hash ^ unit) * HashFactor);
        }

        return hash;
    }

    internal static string Of(WitFunction function)
    {
        var text = new StringBuilder(function.IsAsync ? "async(" : "(");
        WriteAll(text, function.Parameters.Select(parameter => (parameter.Name + ":", (WitType?)parameter.Type)));
        Write(text.Append(")->"), function.Result);
        return text.ToString();
    }

    private static void Write(StringBuilder text, WitType? type)
    {
        switch (type?.Underlying)
        {
            case null:
                text.Append('_');
                break;
            case WitListType { Length: { } length } list:
                Write(text.Append("list<"), list.Element);
                text.Append(',').Append(length.ToString(CultureInfo.InvariantCulture)).Append('>');
                break;
            case WitRecordType record:
                WriteAll(text.Append("record{"), record.Fields.Select(field => (field.Name + ":", (WitType?)field.Type)));
                text.Append('}');
                break;
            case WitVariantType variant:
                WriteAll(text.Append("variant{"), variant.Cases.Select(one => (one.Name + ":", one.Type)));
                text.Append('}');
                break;
            case WitEnumType labels:
                text.Append("enum{").Append(string.Join(",", labels.Cases)).Append('}');
                break;
            case WitFlagsType flags:
                text.Append("flags{").Append(string.Join(",", flags.Flags)).Append('}');
                break;
            case WitHandleType handle:
                text.Append(handle.IsBorrow ? "borrow" : "own");
                break;
            case WitPrimitiveType primitive:
                text.Append(primitive);
                break;
            case var other:
                var kind = other switch
                {
                    WitListType => "list",
                    WitMapType => "map",
                    WitOptionType => "option",
                    WitResultType => "result",
                    WitStreamType => "stream",
                    WitFutureType => "future",
                    _ => "tuple",
                };
                WriteAll(text.Append(kind).Append('<'), Shapes.StepsOf(other).Select(part => ("", part)));
                text.Append('>');
                break;
        }
    }

    private static void WriteAll(StringBuilder text, IEnumerable<(string Label, WitType? Type)> parts)
    {
        var separator = "";
        foreach (var (label, type) in parts)
        {
            Write(text.Append(separator).Append(label), type);
            separator = ",";
        }
    }
}
