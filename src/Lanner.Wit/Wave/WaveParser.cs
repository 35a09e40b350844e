using System.Globalization;
using Lanner.Wit.Printing;

namespace Lanner.Wit.Waves;

/// <summary>Reads values of WAVE. The type says what may come, so that values are never nested deeper than types.</summary>
internal sealed class WaveParser(WaveLexer lexer)
{
    private const int MaximumValues = 10_000_000;
    private int _values;

    /// <summary>Reads a value, which must be the whole text.</summary>
    internal WaveValue ParseAll(WitType type)
    {
        var value = Parse(type);
        ExpectEnd();
        return value;
    }

    /// <summary>Reads a call, which must be the whole text.</summary>
    /// <param name="find">Finds the function of a name, or returns null.</param>
    /// <param name="mayHaveResult">True if the result may follow.</param>
    internal WaveCall ParseCall(Func<string, WitFunction?> find, bool mayHaveResult = true)
    {
        lexer.SkipSpace();
        var start = lexer.Position;
        var name = lexer.ReadFunctionName();
        var function = find(name.TrimStart('%')) ?? throw lexer.ErrorAt(start, $"there is no function `{name}`");
        lexer.Expect('(');
        var arguments = ParseArguments(function, start);
        WaveValue? result = null;
        if (mayHaveResult && lexer.TryTakeArrow())
        {
            result = ParseResult(function);
        }

        ExpectEnd();
        return new WaveCall(function, arguments, result);
    }

    /// <summary>Reads the arguments of a function in parentheses, which must be the whole text.</summary>
    internal List<WaveValue> ParseAll(WitFunction function)
    {
        lexer.SkipSpace();
        var start = lexer.Position;
        lexer.Expect('(', "`(` and the arguments");
        var arguments = ParseArguments(function, start);
        ExpectEnd();
        return arguments;
    }

    private void ExpectEnd()
    {
        lexer.SkipSpace();
        if (!lexer.IsAtEnd)
        {
            throw lexer.Unexpected("the end");
        }
    }

    private List<WaveValue> ParseArguments(WitFunction function, int start)
    {
        var arguments = new List<WaveValue>();
        while (!lexer.TryTake(')'))
        {
            if (arguments.Count == function.Parameters.Count)
            {
                var count = WaveRules.Count(function.Parameters.Count, "parameter");
                throw lexer.Error($"the function `{function.Name}` has {count}, and gets more");
            }

            arguments.Add(Parse(function.Parameters[arguments.Count].Type));
            if (!lexer.TryTake(','))
            {
                lexer.Expect(')', "`,` or `)`");
                break;
            }
        }

        // Values that are none may be left away at the end.
        while (arguments.Count < function.Parameters.Count)
        {
            if (function.Parameters[arguments.Count].Type.Underlying is not WitOptionType)
            {
                var name = function.Parameters[arguments.Count].Name;
                throw lexer.ErrorAt(start, $"the parameter `{name}` of `{function.Name}` gets no value");
            }

            arguments.Add(WaveVariant.None);
        }

        return arguments;
    }

    private WaveValue? ParseResult(WitFunction function)
    {
        if (function.Result is null)
        {
            lexer.Expect('(', "`()`, since the function has no result");
            lexer.Expect(')');
            return null;
        }

        // A result may have its index before it, in parentheses that a tuple could have as well.
        var start = lexer.Position;
        if (lexer.TryTake('(') && lexer.TryTake('0') && lexer.TryTake(':'))
        {
            var value = Parse(function.Result);
            lexer.Expect(')');
            return value;
        }

        lexer.Position = start;
        return Parse(function.Result);
    }

    private WaveValue Parse(WitType type)
    {
        if (++_values > MaximumValues)
        {
            throw lexer.Error("the text has too many values");
        }

        lexer.SkipSpace();
        return type.Underlying switch
        {
            WitPrimitiveType primitive => ParsePrimitive(primitive.Primitive),
            WitListType list => ParseList(list),
            WitMapType map => new WaveSequence(ParseItems('[', ']', "a list of keys and values", () => ParseTuple([map.Key, map.Value]))),
            WitTupleType tuple => ParseTuple(tuple.Elements),
            WitRecordType record => ParseRecord(record),
            WitVariantType variant => ParseVariant(variant.Name, variant.Cases),
            WitEnumType enumeration => ParseVariant(enumeration.Name, enumeration.Cases),
            WitFlagsType flags => ParseFlags(flags),
            WitOptionType option => ParseOption(option),
            WitResultType result => ParseResult(result),
            _ => throw lexer.Error($"values of `{TypePrinter.Print(type, TypePrinter.ShownLength)}` cannot be written as text"),
        };
    }

    private WaveValue ParsePrimitive(WitPrimitive primitive)
    {
        switch (primitive)
        {
            case WitPrimitive.Bool:
                return new WaveBool(ReadBool());
            case WitPrimitive.Char:
                return new WaveChar(lexer.ReadChar());
            case WitPrimitive.String:
                return new WaveString(lexer.ReadString());
            case WitPrimitive.F32 or WitPrimitive.F64:
                return new WaveFloat(ReadFloat(primitive));
            case WitPrimitive.ErrorContext:
                throw lexer.Error("values of `error-context` cannot be written as text");
        }

        var start = lexer.Position;
        if (lexer.Peek() is not ('-' or (>= '0' and <= '9')))
        {
            throw lexer.Unexpected("an integer");
        }

        var text = lexer.ReadNumber(out var isInteger);
        var (least, greatest) = WaveRules.RangeOf(primitive);
        if (!isInteger
            || !Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            || value < least
            || value > greatest)
        {
            throw lexer.ErrorAt(start, $"expected an integer from {least} to {greatest}, found `{WaveRules.Shorten(text)}`");
        }

        return new WaveInteger(value);
    }

    private bool ReadBool()
    {
        var start = lexer.Position;
        var label = lexer.TryReadLabel(out var isEscaped);
        if (isEscaped || label is not ("true" or "false"))
        {
            lexer.Position = start;
            throw lexer.Unexpected("`true` or `false`");
        }

        return label == "true";
    }

    private double ReadFloat(WitPrimitive primitive)
    {
        var start = lexer.Position;
        var isNegative = lexer.Peek() == '-';
        if (isNegative)
        {
            lexer.Position++;
        }

        if (lexer.Peek() is >= 'a' and <= 'z' && lexer.Position == start + (isNegative ? 1 : 0))
        {
            switch (lexer.TryReadLabel(out _))
            {
                case "inf":
                    return isNegative ? double.NegativeInfinity : double.PositiveInfinity;
                case "nan" when !isNegative:
                    return double.NaN;
            }
        }

        lexer.Position = start;
        if (lexer.Peek() is not ('-' or (>= '0' and <= '9')))
        {
            throw lexer.Unexpected("a number");
        }

        var text = lexer.ReadNumber(out _);
        return primitive == WitPrimitive.F32
            ? float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
            : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private WaveSequence ParseList(WitListType list)
    {
        var start = lexer.Position;
        var items = ParseItems('[', ']', "a list", () => Parse(list.Element));
        return list.Length is { } length && items.Count != length
            ? throw lexer.ErrorAt(start, $"the list has {WaveRules.Count(items.Count, "element")}, and needs {length}")
            : new WaveSequence(items);
    }

    private List<WaveValue> ParseItems(char open, char close, string expected, Func<WaveValue> parse)
    {
        lexer.Expect(open, expected);
        var items = new List<WaveValue>();
        while (!lexer.TryTake(close))
        {
            items.Add(parse());
            if (!lexer.TryTake(','))
            {
                lexer.Expect(close, $"`,` or `{close}`");
                break;
            }
        }

        return items;
    }

    private WaveSequence ParseTuple(IReadOnlyList<WitType> types)
    {
        var start = lexer.Position;
        var count = 0;
        var items = ParseItems('(', ')', "a tuple", () => count < types.Count
            ? Parse(types[count++])
            : throw lexer.Error($"the tuple has more than {WaveRules.Count(types.Count, "element")}"));
        return items.Count == types.Count
            ? new WaveSequence(items)
            : throw lexer.ErrorAt(start, $"the tuple has {WaveRules.Count(items.Count, "element")}, and needs {types.Count}");
    }

    private WaveSequence ParseRecord(WitRecordType record)
    {
        var start = lexer.Position;
        var indices = WaveRules.FieldsOf(record);
        var values = new WaveValue?[record.Fields.Count];
        _values += values.Length;
        lexer.Expect('{', $"a record `{record.Name}`");
        if (lexer.TryTake(':'))
        {
            lexer.Expect('}');
        }
        else
        {
            do
            {
                ParseField(record, indices, values);
            }
            while (lexer.TryTake(',') && lexer.Peek() != '}');
            lexer.Expect('}', "`,` or `}`");
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] ??= record.Fields[i].Type.Underlying is WitOptionType
                ? WaveVariant.None
                : throw lexer.ErrorAt(start, $"the field `{record.Fields[i].Name}` of the record `{record.Name}` is missing");
        }

        return new WaveSequence(values!);
    }

    private void ParseField(WitRecordType record, Dictionary<string, int> indices, WaveValue?[] values)
    {
        lexer.SkipSpace();
        var start = lexer.Position;
        var name = lexer.TryReadLabel(out _) ?? throw lexer.Unexpected("the name of a field");
        if (!indices.TryGetValue(name, out var index))
        {
            throw lexer.ErrorAt(start, $"the record `{record.Name}` has no field `{name}`");
        }

        if (values[index] is not null)
        {
            throw lexer.ErrorAt(start, $"the field `{name}` is there twice");
        }

        lexer.Expect(':');
        values[index] = Parse(record.Fields[index].Type);
    }

    private WaveVariant ParseVariant(string name, IReadOnlyList<WitCase> cases)
    {
        lexer.SkipSpace();
        var start = lexer.Position;
        var label = lexer.TryReadLabel(out var isEscaped) ?? throw lexer.Unexpected($"a case of `{name}`");
        if (!isEscaped && WaveRules.Keywords.Contains(label))
        {
            throw lexer.ErrorAt(start, $"`{label}` is a keyword; a case of that name is written `%{label}`");
        }

        var found = cases.FirstOrDefault(each => each.Name == label)
            ?? throw lexer.ErrorAt(start, $"`{name}` has no case `{label}`");
        return new WaveVariant(label, ParsePayload(label, found.Type));
    }

    private WaveValue? ParsePayload(string label, WitType? type)
    {
        if (type is null)
        {
            return lexer.Peek() == '(' ? throw lexer.Error($"`{label}` has no value") : null;
        }

        lexer.Expect('(', $"`(` and the value of `{label}`");
        var value = Parse(type);
        lexer.Expect(')');
        return value;
    }

    private WaveFlags ParseFlags(WitFlagsType flags)
    {
        lexer.Expect('{', $"flags of `{flags.Name}`");
        var seen = new HashSet<string>();
        while (!lexer.TryTake('}'))
        {
            lexer.SkipSpace();
            var start = lexer.Position;
            var label = lexer.TryReadLabel(out _) ?? throw lexer.Unexpected("the name of a flag");
            if (!WaveRules.FlagsOf(flags).Contains(label))
            {
                throw lexer.ErrorAt(start, $"`{flags.Name}` has no flag `{label}`");
            }

            if (!seen.Add(label))
            {
                throw lexer.ErrorAt(start, $"the flag `{label}` is there twice");
            }

            if (!lexer.TryTake(','))
            {
                lexer.Expect('}', "`,` or `}`");
                break;
            }
        }

        return new WaveFlags([.. flags.Flags.Select(flag => flag.Name).Where(seen.Contains)]);
    }

    private WaveVariant ParseOption(WitOptionType option)
    {
        switch (TryReadKeyword("some", "none"))
        {
            case "some":
                return new WaveVariant("some", ParsePayload("some", option.Some));
            case "none":
                return lexer.Peek() == '(' ? throw lexer.Error("`none` has no value") : WaveVariant.None;
        }

        return WaveRules.CanBeFlat(option.Some)
            ? new WaveVariant("some", Parse(option.Some))
            : throw lexer.Unexpected("`some` or `none`");
    }

    private WaveVariant ParseResult(WitResultType result)
    {
        switch (TryReadKeyword("ok", "err"))
        {
            case "ok":
                return new WaveVariant("ok", ParsePayload("ok", result.Ok));
            case "err":
                return new WaveVariant("err", ParsePayload("err", result.Error));
        }

        return result.Ok is not null && WaveRules.CanBeFlat(result.Ok)
            ? new WaveVariant("ok", Parse(result.Ok))
            : throw lexer.Unexpected("`ok` or `err`");
    }

    /// <summary>Reads one of two keywords if it stands here.</summary>
    private string? TryReadKeyword(string first, string second)
    {
        lexer.SkipSpace();
        var start = lexer.Position;
        var label = lexer.Peek() is >= 'a' and <= 'z' ? lexer.TryReadLabel(out _) : null;
        if (label == first || label == second)
        {
            return label;
        }

        lexer.Position = start;
        return null;
    }
}
