using Lanner.Wit;
using Lanner.Wit.Syntax;
using Lanner.Wit.Waves;

namespace Lanner.Components;

/// <summary>Values and WAVE: the library for WIT reads texts, and knows how each part is written.</summary>
internal static class WaveValues
{
    /// <summary>Longer texts are cut where they are for messages.</summary>
    private const int MostCharacters = 4096;

    /// <summary>Reads a value.</summary>
    /// <exception cref="ComponentTextException">The text is no value of the type.</exception>
    internal static ComponentValue Parse(ComponentValueType type, string text)
    {
        try
        {
            return Convert(Wave.Parse(text, WitTypes.Of(type)), type);
        }
        catch (WitException error)
        {
            throw ComponentTextException.Of(error);
        }
    }

    /// <summary>Reads a call such as <c>add(1, 2)</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="find">Finds the function of a name, or returns null.</param>
    /// <exception cref="ComponentTextException">The text is no call of a function that is there.</exception>
    internal static (ComponentFunction Function, ComponentValue[] Arguments) ParseCall(string text, Func<string, ComponentFunction?> find)
    {
        ComponentFunction? found = null;
        try
        {
            var parser = new WaveParser(new WaveLexer(new SourceFile("call", text)));
            var call = parser.ParseCall(
                name => (found = find(name)) is null ? null : WitTypes.Of(name, found.Type), mayHaveResult: false);
            return (found!, ConvertAll(call.Arguments, index => found!.Type.Parameters[index].Type));
        }
        catch (WitException error)
        {
            throw ComponentTextException.Of(error);
        }
    }

    /// <summary>Reads the arguments of a function, such as <c>(1, 2)</c>.</summary>
    /// <exception cref="ComponentTextException">The text is not that.</exception>
    internal static ComponentValue[] ParseArguments(string text, ComponentFunction function)
    {
        try
        {
            var parser = new WaveParser(new WaveLexer(new SourceFile("arguments", text)));
            var values = parser.ParseAll(WitTypes.Of(function.Name, function.Type));
            return ConvertAll(values, index => function.Type.Parameters[index].Type);
        }
        catch (WitException error)
        {
            throw ComponentTextException.Of(error);
        }
    }

    /// <summary>Writes a value.</summary>
    /// <exception cref="InvalidOperationException">It holds a handle.</exception>
    internal static string Print(in ComponentValue value)
    {
        var writer = new WaveWriter();
        Write(writer, value, static handle => throw new InvalidOperationException(
            $"A value of the kind {handle.Kind} cannot be written as text: it means something in its store only."));
        return writer.ToString();
    }

    /// <summary>Writes a value for messages: handles by their kind, and of a long text the beginning.</summary>
    internal static string Describe(in ComponentValue value)
    {
        var writer = new WaveWriter(MostCharacters);
        Write(writer, value, static handle => handle.Kind switch
        {
            ComponentValueKind.Own => "own",
            ComponentValueKind.Borrow => "borrow",
            ComponentValueKind.Stream => "stream",
            ComponentValueKind.Future => "future",
            _ => "error-context",
        });
        var text = writer.ToString();
        return text.Length <= MostCharacters ? text : string.Concat(text.AsSpan(0, MostCharacters), "…");
    }

    private static void Write(WaveWriter writer, ComponentValue value, Func<ComponentValue, string> handleText)
    {
        switch (value.Kind)
        {
            case ComponentValueKind.Bool:
                writer.WriteBool(value.AsBool());
                break;
            case ComponentValueKind.S8 or ComponentValueKind.S16 or ComponentValueKind.S32 or ComponentValueKind.S64:
                writer.WriteInteger((long)value.Bits);
                break;
            case ComponentValueKind.F32:
                writer.WriteFloat32(value.AsF32());
                break;
            case ComponentValueKind.F64:
                writer.WriteFloat64(value.AsF64());
                break;
            case ComponentValueKind.Char:
                writer.WriteChar(value.AsChar());
                break;
            case ComponentValueKind.String:
                writer.WriteString(value.AsString());
                break;
            case ComponentValueKind.List:
                writer.WriteItems('[', ']', value.Count, index => Write(writer, value.ElementAt(index), handleText));
                break;
            case ComponentValueKind.Tuple:
                writer.WriteItems('(', ')', value.Count, index => Write(writer, value.ElementAt(index), handleText));
                break;
            case ComponentValueKind.Record:
                var record = (RecordPayload)value.Payload!;
                writer.WriteRecord(
                    record.Labels.Length,
                    index => record.Values[index] is { Kind: ComponentValueKind.Option, Payload: null } ? null : record.Labels[index],
                    index => Write(writer, record.Values[index], handleText));
                break;
            case ComponentValueKind.Variant:
                writer.WriteCase(value.AsVariant().Label, PayloadOf(value.AsVariant().Value));
                break;
            case ComponentValueKind.Enum:
                writer.WriteCase(value.AsEnum(), null);
                break;
            case ComponentValueKind.Option:
                writer.WriteKeyword(value.Payload is null ? "none" : "some", PayloadOf(value.AsOption()));
                break;
            case ComponentValueKind.Result:
                writer.WriteKeyword(value.AsResult().IsError ? "err" : "ok", PayloadOf(value.AsResult().Value));
                break;
            case ComponentValueKind.Flags:
                writer.WriteFlags(value.AsFlags());
                break;
            case ComponentValueKind.Own or ComponentValueKind.Borrow or ComponentValueKind.Stream or ComponentValueKind.Future
                or ComponentValueKind.ErrorContext:
                writer.Write(handleText(value));
                break;
            default:
                writer.WriteInteger(value.Bits);
                break;
        }

        Action? PayloadOf(ComponentValue? payload) => payload is { } given ? () => Write(writer, given, handleText) : null;
    }

    /// <summary>The value that the library for WIT has read for a type.</summary>
    private static ComponentValue Convert(WaveValue value, ComponentValueType type) => (value, type) switch
    {
        (WaveBool { Value: var truth }, _) => ComponentValue.FromBool(truth),
        (WaveChar { Value: var character }, _) => ComponentValue.FromChar(character),
        (WaveString { Value: var text }, _) => ComponentValue.FromString(text),
        (WaveFloat { Value: var number }, PrimitiveType { Primitive: PrimitiveKind.F32 }) => ComponentValue.FromF32((float)number),
        (WaveFloat { Value: var number }, _) => ComponentValue.FromF64(number),
        (WaveInteger { Value: var number }, PrimitiveType integer) => ComponentValue.OfInteger(integer.Primitive, number),
        (WaveFlags { Names: var names }, _) => ComponentValue.FromFlags([.. names]),
        (WaveSequence { Items: var items }, ListType list) => ComponentValue.OfElements(list.Element, ConvertAll(items, _ => list.Element)),
        (WaveSequence { Items: var items }, MapType map) => ComponentValue.OfList(
            [.. items.Select(item => ComponentValue.OfTuple(
                ConvertAll(((WaveSequence)item).Items, index => index == 0 ? map.Key : map.Value)))]),
        (WaveSequence { Items: var items }, TupleType tuple) => ComponentValue.OfTuple(ConvertAll(items, index => tuple.Types[index])),
        (WaveSequence { Items: var items }, RecordType record) => ComponentValue.OfRecord(
            LabelIndex.Of(record).Labels, ConvertAll(items, index => record.Fields[index].Type)),
        (WaveVariant chosen, EnumType) => ComponentValue.FromEnum(chosen.Case),
        (WaveVariant chosen, VariantType variant) => ComponentValue.FromVariant(
            chosen.Case,
            ConvertOptional(chosen.Payload, chosen.Payload is null ? null : variant.Cases[LabelIndex.Of(variant).Find(chosen.Case)].Type)),
        (WaveVariant chosen, OptionType option) => ConvertOptional(chosen.Payload, option.Value) is { } some
            ? ComponentValue.Some(some)
            : ComponentValue.None,
        (WaveVariant chosen, ResultType result) => chosen.Case == "ok"
            ? ComponentValue.Ok(ConvertOptional(chosen.Payload, result.Ok))
            : ComponentValue.Error(ConvertOptional(chosen.Payload, result.Error)),
        _ => throw new InvalidOperationException($"{value.GetType()} is no value of a {type.Kind}."),
    };

    private static ComponentValue? ConvertOptional(WaveValue? value, ComponentValueType? type) =>
        value is null ? null : Convert(value, type!);

    private static ComponentValue[] ConvertAll(IReadOnlyList<WaveValue> values, Func<int, ComponentValueType> typeOf)
    {
        var converted = new ComponentValue[values.Count];
        for (var index = 0; index < converted.Length; index++)
        {
            converted[index] = Convert(values[index], typeOf(index));
        }

        return converted;
    }
}
