using System.Globalization;
using System.Text;
using System.Text.Json;
using Lanner.Wit;
using Lanner.Wit.Waves;

namespace Lanner.Components;

/// <summary>Reads values from JSON. The type says what may come, so that values are never nested deeper than types.</summary>
internal ref partial struct JsonValueReader
{
    /// <summary>The greatest number of values in a text. Few characters can ask for many: the fields of a record that are left
    /// away.</summary>
    private const int MaximumValues = 10_000_000;

    /// <summary>Deeper texts are values of no type: twice <see cref="Binary.ComponentLimits.TypeDepth"/>, since a map is an array of
    /// arrays, and the array of arguments.</summary>
    private const int MaximumDepth = 202;

    private readonly ReadOnlySpan<byte> _text;
    private Utf8JsonReader _reader;
    private int _values;

    private JsonValueReader(ReadOnlySpan<byte> text)
    {
        _text = text;
        _reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaximumDepth });
    }

    /// <summary>Reads a value, which must be the whole text.</summary>
    internal static ComponentValue Read(ReadOnlySpan<byte> text, ComponentValueType type)
    {
        var reader = new JsonValueReader(text);
        reader.Advance();
        var value = reader.Read(type);
        reader.ExpectEnd();
        return value;
    }

    /// <summary>Reads an array of the arguments of a function, which must be the whole text.</summary>
    internal static ComponentValue[] ReadArguments(ReadOnlySpan<byte> text, ComponentFunctionType type)
    {
        var reader = new JsonValueReader(text);
        reader.Advance();
        var arguments = reader.ReadParts(
            type.Parameters.Count, index => type.Parameters[index].Type, "an array of arguments", "parameter");
        reader.ExpectEnd();
        return arguments;
    }

    /// <summary>The bytes of a text.</summary>
    /// <exception cref="ComponentTextException">It has half a surrogate pair.</exception>
    internal static byte[] Encode(string text)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetBytes(text);
        }
        catch (EncoderFallbackException error)
        {
            var before = text.AsSpan(0, error.Index);
            throw new ComponentTextException(
                "half a surrogate pair is no character", before.Count('\n') + 1, error.Index - before.LastIndexOf('\n'));
        }
    }

    private ComponentValue Read(ComponentValueType type)
    {
        Count();
        return type switch
        {
            PrimitiveType primitive => ReadPrimitive(primitive.Primitive),
            ListType list => ReadList(list),
            MapType map => ReadMap(map),
            TupleType tuple => ComponentValue.OfTuple(ReadParts(
                tuple.Types.Count, index => tuple.Types[index], "an array, for a tuple", "element")),
            RecordType record => ReadRecord(record),
            VariantType variant => ReadVariant(variant),
            EnumType enumeration => ComponentValue.FromEnum(enumeration.Labels[ReadLabel(enumeration)]),
            FlagsType flags => ReadFlags(flags),
            OptionType option => ReadOption(option),
            ResultType result => ReadResult(result),
            _ => throw Error($"values of the type `{type}` cannot be written as JSON"),
        };
    }

    private ComponentValue ReadPrimitive(PrimitiveKind kind)
    {
        switch (kind)
        {
            case PrimitiveKind.Bool:
                return _reader.TokenType is JsonTokenType.True or JsonTokenType.False
                    ? ComponentValue.FromBool(_reader.TokenType == JsonTokenType.True)
                    : throw Unexpected("`true` or `false`");
            case PrimitiveKind.String:
                return ComponentValue.FromString(ReadText("a string"));
            case PrimitiveKind.Char:
                var text = ReadText("a string of one character");
                return text.Length > 0 && Rune.TryGetRuneAt(text, 0, out var rune) && rune.Utf16SequenceLength == text.Length
                    ? ComponentValue.FromChar(rune)
                    : throw Unexpected("a string of one character");
            case PrimitiveKind.F32:
                return ComponentValue.FromF32((float)ReadFloat("f32", static number =>
                    float.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture)));
            case PrimitiveKind.F64:
                return ComponentValue.FromF64(ReadFloat("f64", static number =>
                    double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture)));
            case PrimitiveKind.ErrorContext:
                throw Error("values of the type `error-context` cannot be written as JSON");
            default:
                return ComponentValue.OfInteger(kind, ReadInteger(kind));
        }
    }

    private Int128 ReadInteger(PrimitiveKind kind)
    {
        var (least, greatest) = WaveRules.RangeOf((WitPrimitive)kind);
        var isText = _reader.TokenType == JsonTokenType.String && kind is PrimitiveKind.S64 or PrimitiveKind.U64;
        return (isText || _reader.TokenType == JsonTokenType.Number)
            && Int128.TryParse(_reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least
            && value <= greatest
            ? value
            : throw Unexpected($"an integer from {least} to {greatest}");
    }

    private double ReadFloat(string type, Func<ReadOnlySpan<byte>, double> parse)
    {
        if (_reader.TokenType == JsonTokenType.String)
        {
            return ReadText("a number") switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                _ => throw Unexpected("a number, or \"NaN\", \"Infinity\" or \"-Infinity\""),
            };
        }

        var number = _reader.TokenType == JsonTokenType.Number ? parse(_reader.ValueSpan) : throw Unexpected("a number");
        return double.IsFinite(number) ? number : throw Unexpected($"a number that an {type} can hold");
    }

    private ComponentValue ReadList(ListType list)
    {
        var start = _reader.TokenStartIndex;
        ComponentValue value;
        if (_reader.TokenType == JsonTokenType.String && list.Element is PrimitiveType { Primitive: PrimitiveKind.U8 })
        {
            value = _reader.TryGetBytesFromBase64(out var bytes)
                ? ComponentValue.OfNumbers(bytes, ComponentValueKind.U8)
                : throw Unexpected("an array, or bytes in base64");
        }
        else
        {
            value = ComponentValue.OfElements(list.Element, ReadElements(list.Element));
        }

        return list.Length is { } length && value.Count != length
            ? throw ErrorAt(start, $"expected a list of {length} elements, found {value.Count}")
            : value;
    }

    private ComponentValue[] ReadElements(ComponentValueType element)
    {
        Expect(JsonTokenType.StartArray, "an array, for a list");
        var elements = new List<ComponentValue>();
        for (Advance(); _reader.TokenType != JsonTokenType.EndArray; Advance())
        {
            elements.Add(Read(element));
        }

        return [.. elements];
    }

    private ComponentValue ReadMap(MapType map)
    {
        Expect(JsonTokenType.StartArray, "an array of pairs of keys and values");
        var pairs = new List<ComponentValue>();
        for (Advance(); _reader.TokenType != JsonTokenType.EndArray; Advance())
        {
            pairs.Add(ComponentValue.OfTuple(ReadParts(
                2, index => index == 0 ? map.Key : map.Value, "an array of a key and a value", "element")));
        }

        return ComponentValue.OfList([.. pairs]);
    }

    /// <summary>Reads an array of so many values.</summary>
    private ComponentValue[] ReadParts(int count, Func<int, ComponentValueType> typeOf, string expected, string noun)
    {
        Expect(JsonTokenType.StartArray, expected);
        var start = _reader.TokenStartIndex;
        var parts = new List<ComponentValue>();
        for (Advance(); _reader.TokenType != JsonTokenType.EndArray; Advance())
        {
            parts.Add(parts.Count < count
                ? Read(typeOf(parts.Count))
                : throw Error($"expected the end of the array after {WaveRules.Count(count, noun)}, found {Found()}"));
        }

        return parts.Count == count
            ? [.. parts]
            : throw ErrorAt(start, $"expected an array of {WaveRules.Count(count, noun)}, found {parts.Count}");
    }

    private ComponentValue ReadRecord(RecordType record)
    {
        Expect(JsonTokenType.StartObject, $"an object, for the record `{WitTypes.Of(record)}`");
        var start = _reader.TokenStartIndex;
        var labels = LabelIndex.Of(record);
        var values = new ComponentValue?[labels.Labels.Length];
        Count(values.Length);
        for (Advance(); _reader.TokenType != JsonTokenType.EndObject; Advance())
        {
            var label = ReadText("the name of a field");
            var index = labels.Find(label);
            if (index < 0 || values[index] is not null)
            {
                throw Error(index < 0
                    ? $"the record `{WitTypes.Of(record)}` has no field {Quoted(label)}"
                    : $"the field {Quoted(label)} is there twice");
            }

            Advance();
            values[index] = Read(record.Fields[index].Type);
        }

        for (var index = 0; index < values.Length; index++)
        {
            values[index] ??= record.Fields[index].Type is OptionType
                ? ComponentValue.None
                : throw ErrorAt(start, $"the field `{labels.Labels[index]}` of the record `{WitTypes.Of(record)}` is missing");
        }

        return ComponentValue.OfRecord(labels.Labels, Array.ConvertAll(values, static value => value!.Value));
    }

    private ComponentValue ReadVariant(VariantType variant)
    {
        var isObject = _reader.TokenType == JsonTokenType.StartObject;
        if (isObject)
        {
            Advance();
        }

        var (label, payload) = variant.Cases[ReadLabel(variant)];
        if (!isObject)
        {
            return payload is null
                ? ComponentValue.FromVariant(label)
                : throw Error($"expected {{\"{label}\": …}}, since the case has a value, found {Found()}");
        }

        return ComponentValue.FromVariant(label, ReadPayload(payload));
    }

    private ComponentValue ReadOption(OptionType option)
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return ComponentValue.None;
        }

        if (option.Value is not OptionType)
        {
            return ComponentValue.Some(Read(option.Value));
        }

        const string form = "null or {\"some\": …}, for an option of an option";
        Expect(JsonTokenType.StartObject, form);
        Advance();
        return _reader.TokenType == JsonTokenType.PropertyName && _reader.ValueTextEquals("some"u8)
            ? ComponentValue.Some(ReadPayload(option.Value)!.Value)
            : throw Unexpected(form);
    }

    private ComponentValue ReadResult(ResultType result)
    {
        const string form = "{\"ok\": …} or {\"error\": …}";
        Expect(JsonTokenType.StartObject, form);
        Advance();
        var isError = _reader.TokenType == JsonTokenType.PropertyName && _reader.ValueTextEquals("error"u8);
        return isError || (_reader.TokenType == JsonTokenType.PropertyName && _reader.ValueTextEquals("ok"u8))
            ? ComponentValue.OfResult(isError, ReadPayload(isError ? result.Error : result.Ok))
            : throw Unexpected(form);
    }

    /// <summary>Reads what goes with the one name of an object, and the object's end.</summary>
    /// <param name="type">The type, or null where there is nothing, which is null.</param>
    private ComponentValue? ReadPayload(ComponentValueType? type)
    {
        Advance();
        ComponentValue? payload = null;
        if (type is not null)
        {
            payload = Read(type);
        }
        else
        {
            Expect(JsonTokenType.Null, "null, since there is no value");
        }

        Advance();
        Expect(JsonTokenType.EndObject, "the end of the object");
        return payload;
    }

    private ComponentValue ReadFlags(FlagsType flags)
    {
        Expect(JsonTokenType.StartArray, $"an array of the labels of `{WitTypes.Of(flags)}`");
        var labels = LabelIndex.Of(flags).Labels;
        var bits = 0UL;
        for (Advance(); _reader.TokenType != JsonTokenType.EndArray; Advance())
        {
            var index = ReadLabel(flags);
            var bit = 1UL << index;
            bits |= (bits & bit) == 0 ? bit : throw Error($"the flag {Quoted(labels[index])} is there twice");
        }

        return ComponentValue.OfFlags(labels, bits);
    }

    /// <summary>Reads a label of a variant, an enum or flags.</summary>
    /// <returns>Its position.</returns>
    private int ReadLabel(ComponentValueType type)
    {
        var label = ReadText($"a label of `{WitTypes.Of(type)}`");
        var index = LabelIndex.Of(type).Find(label);
        return index >= 0
            ? index
            : throw Error($"the {type.Kind} `{WitTypes.Of(type)}` has no {(type is FlagsType ? "flag" : "case")} {Quoted(label)}");
    }
}
