using System.Text;
using Lanner.Wit.Syntax;

namespace Lanner.Wit.Printing;

/// <summary>Writes types as they stand in WIT.</summary>
internal static class TypePrinter
{
    /// <summary>The length to which messages show a type. Types share their parts, so that few bytes of a component can ask for
    /// much.</summary>
    internal const int ShownLength = 10_000;

    /// <summary>The text of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="most">The greatest length; a text that would be longer is cut off there, and ends with an ellipsis.</param>
    internal static string Print(WitType type, int most = int.MaxValue)
    {
        var text = new StringBuilder();
        Write(type, text, most);
        return text.Length > most ? text.ToString(0, most) + "…" : text.ToString();
    }

    private static void Write(WitType type, StringBuilder text, int most)
    {
        if (text.Length > most)
        {
            return;
        }

        switch (type)
        {
            case WitPrimitiveType primitive:
                text.Append(NameOf(primitive.Primitive));
                break;
            case WitDefinedType defined:
                text.Append(Names.Escape(defined.Name));
                break;
            case WitHandleType { IsBorrow: true } handle:
                text.Append("borrow<").Append(Names.Escape(handle.Resource.Name)).Append('>');
                break;
            case WitHandleType handle:
                text.Append(Names.Escape(handle.Resource.Name));
                break;
            case WitListType { Length: { } length } list:
                text.Append("list<");
                Write(list.Element, text, most);
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $", {length}>");
                break;
            case WitListType list:
                Write("list", [list.Element], text, most);
                break;
            case WitMapType map:
                Write("map", [map.Key, map.Value], text, most);
                break;
            case WitOptionType option:
                Write("option", [option.Some], text, most);
                break;
            case WitResultType { Ok: null, Error: null }:
                text.Append("result");
                break;
            case WitResultType { Error: null } result:
                Write("result", [result.Ok], text, most);
                break;
            case WitResultType result:
                Write("result", [result.Ok, result.Error], text, most);
                break;
            case WitTupleType tuple:
                Write("tuple", tuple.Elements, text, most);
                break;
            case WitFutureType future:
                Write("future", future.Element is null ? [] : [future.Element], text, most);
                break;
            case WitStreamType stream:
                Write("stream", stream.Element is null ? [] : [stream.Element], text, most);
                break;
        }
    }

    private static void Write(string keyword, IReadOnlyList<WitType?> parts, StringBuilder text, int most)
    {
        text.Append(keyword);
        for (var i = 0; i < parts.Count && text.Length <= most; i++)
        {
            text.Append(i == 0 ? "<" : ", ");
            if (parts[i] is { } part)
            {
                Write(part, text, most);
            }
            else
            {
                text.Append('_');
            }
        }

        if (parts.Count > 0)
        {
            text.Append('>');
        }
    }

    private static string NameOf(WitPrimitive primitive) =>
        primitive == WitPrimitive.ErrorContext ? "error-context" : primitive.ToString().ToLowerInvariant();
}
