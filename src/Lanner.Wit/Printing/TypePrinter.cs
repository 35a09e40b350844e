using System.Text;
using Lanner.Wit.Syntax;

namespace Lanner.Wit.Printing;

/// <summary>Writes types as they stand in WIT.</summary>
internal static class TypePrinter
{
    internal static string Print(WitType type)
    {
        var text = new StringBuilder();
        Write(type, text);
        return text.ToString();
    }

    private static void Write(WitType type, StringBuilder text)
    {
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
                Write(list.Element, text);
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $", {length}>");
                break;
            case WitListType list:
                Write("list", [list.Element], text);
                break;
            case WitMapType map:
                Write("map", [map.Key, map.Value], text);
                break;
            case WitOptionType option:
                Write("option", [option.Some], text);
                break;
            case WitResultType { Ok: null, Error: null }:
                text.Append("result");
                break;
            case WitResultType { Error: null } result:
                Write("result", [result.Ok], text);
                break;
            case WitResultType result:
                Write("result", [result.Ok, result.Error], text);
                break;
            case WitTupleType tuple:
                Write("tuple", tuple.Elements, text);
                break;
            case WitFutureType future:
                Write("future", future.Element is null ? [] : [future.Element], text);
                break;
            case WitStreamType stream:
                Write("stream", stream.Element is null ? [] : [stream.Element], text);
                break;
        }
    }

    private static void Write(string keyword, IReadOnlyList<WitType?> parts, StringBuilder text)
    {
        text.Append(keyword);
        for (var i = 0; i < parts.Count; i++)
        {
            text.Append(i == 0 ? "<" : ", ");
            if (parts[i] is { } part)
            {
                Write(part, text);
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
