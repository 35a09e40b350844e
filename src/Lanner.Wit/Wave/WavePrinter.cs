using System.Globalization;
using System.Text;

namespace Lanner.Wit.Waves;

/// <summary>Writes values of WAVE, always in the same form.</summary>
internal sealed class WavePrinter
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    internal void Print(WaveCall call)
    {
        var parameters = call.Function.Parameters;
        if (call.Arguments.Count != parameters.Count)
        {
            throw new WitException($"the function `{call.Function.Name}` has {parameters.Count} parameters, not {call.Arguments.Count}");
        }

        _text.Append(call.Function.Name).Append('(');
        PrintAll(call.Arguments, index => parameters[index].Type);
        _text.Append(')');
        if (call.Result is null)
        {
            return;
        }

        _text.Append(" -> ");
        Print(call.Result, call.Function.Result ?? throw new WitException($"the function `{call.Function.Name}` has no result"));
    }

    internal void Print(WaveValue value, WitType type)
    {
        switch (value, type.Underlying)
        {
            case (WaveBool boolean, WitPrimitiveType { Primitive: WitPrimitive.Bool }):
                _text.Append(boolean.Value ? "true" : "false");
                break;
            case (WaveChar character, WitPrimitiveType { Primitive: WitPrimitive.Char }):
                _text.Append('\'');
                PrintCharacter(character.Value, '\'');
                _text.Append('\'');
                break;
            case (WaveString text, WitPrimitiveType { Primitive: WitPrimitive.String }):
                PrintString(text.Value);
                break;
            case (WaveFloat number, WitPrimitiveType { Primitive: WitPrimitive.F32 }):
                _text.Append(Number(number.Value, ((float)number.Value).ToString("R", CultureInfo.InvariantCulture)));
                break;
            case (WaveFloat number, WitPrimitiveType { Primitive: WitPrimitive.F64 }):
                _text.Append(Number(number.Value, number.Value.ToString("R", CultureInfo.InvariantCulture)));
                break;
            case (WaveInteger integer, WitPrimitiveType { Primitive: <= WitPrimitive.U64 and not WitPrimitive.Bool } primitive):
                PrintInteger(integer.Value, primitive.Primitive);
                break;
            case (WaveSequence items, WitListType list) when list.Length is null || list.Length == items.Items.Count:
                _text.Append('[');
                PrintAll(items.Items, _ => list.Element);
                _text.Append(']');
                break;
            case (WaveSequence items, WitMapType map):
                var entry = new WitTupleType([map.Key, map.Value]);
                _text.Append('[');
                PrintAll(items.Items, _ => entry);
                _text.Append(']');
                break;
            case (WaveSequence items, WitTupleType tuple) when tuple.Elements.Count == items.Items.Count:
                _text.Append('(');
                PrintAll(items.Items, index => tuple.Elements[index]);
                _text.Append(')');
                break;
            case (WaveSequence items, WitRecordType record) when record.Fields.Count == items.Items.Count:
                PrintRecord(items.Items, record);
                break;
            case (WaveFlags names, WitFlagsType flags) when names.Names.All(WaveRules.FlagsOf(flags).Contains):
                _text.Append('{').AppendJoin(", ", names.Names).Append('}');
                break;
            case (WaveVariant variant, var underlying):
                PrintVariant(variant, underlying);
                break;
            default:
                throw new WitException($"the value is none of the type `{type}`");
        }
    }

    private void PrintAll(IReadOnlyList<WaveValue> values, Func<int, WitType> typeOf)
    {
        for (var i = 0; i < values.Count; i++)
        {
            _text.Append(i == 0 ? "" : ", ");
            Print(values[i], typeOf(i));
        }
    }

    /// <summary>Writes a record without the fields that are none, which readers put in.</summary>
    private void PrintRecord(IReadOnlyList<WaveValue> values, WitRecordType record)
    {
        var separator = "{";
        for (var i = 0; i < values.Count; i++)
        {
            if (record.Fields[i].Type.Underlying is WitOptionType && values[i] is WaveVariant { Case: "none", Payload: null })
            {
                continue;
            }

            _text.Append(separator).Append(record.Fields[i].Name).Append(": ");
            Print(values[i], record.Fields[i].Type);
            separator = ", ";
        }

        _text.Append(separator == "{" ? "{:}" : "}");
    }

    private void PrintVariant(WaveVariant variant, WitType type)
    {
        var (isKnown, payload) = type switch
        {
            WitVariantType { Cases: var cases } => Find(cases, variant.Case),
            WitEnumType { Cases: var cases } => Find(cases, variant.Case),
            WitOptionType option => (variant.Case is "some" or "none", variant.Case == "some" ? option.Some : null),
            WitResultType result => (variant.Case is "ok" or "err", variant.Case == "ok" ? result.Ok : result.Error),
            _ => (false, null),
        };
        if (!isKnown || payload is null != variant.Payload is null)
        {
            throw new WitException($"the value is none of the type `{type}`");
        }

        var isOwn = type is WitVariantType or WitEnumType;
        _text.Append(isOwn && WaveRules.Keywords.Contains(variant.Case) ? "%" : "").Append(variant.Case);
        if (payload is not null)
        {
            _text.Append('(');
            Print(variant.Payload!, payload);
            _text.Append(')');
        }
    }

    private static (bool IsKnown, WitType? Payload) Find(IReadOnlyList<WitCase> cases, string name)
    {
        var found = cases.FirstOrDefault(each => each.Name == name);
        return (found is not null, found?.Type);
    }

    private void PrintInteger(Int128 value, WitPrimitive primitive)
    {
        var (least, greatest) = WaveRules.RangeOf(primitive);
        if (value < least || value > greatest)
        {
            throw new WitException($"{value} is not from {least} to {greatest}");
        }

        _text.Append(value.ToString(CultureInfo.InvariantCulture));
    }

    private static string Number(double value, string text) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ when double.IsNaN(value) => "nan",
        _ => text.Replace('E', 'e') switch
        {
            // A number that f32 cannot hold.
            "Infinity" or "∞" => "inf",
            "-Infinity" or "-∞" => "-inf",
            var number => number,
        },
    };

    private void PrintString(string value)
    {
        _text.Append('"');
        for (var i = 0; i < value.Length;)
        {
            if (!Rune.TryGetRuneAt(value, i, out var rune))
            {
                throw new WitException("half a surrogate pair is no character");
            }

            PrintCharacter(rune, '"');
            i += rune.Utf16SequenceLength;
        }

        _text.Append('"');
    }

    private void PrintCharacter(Rune character, char quote)
    {
        _ = character.Value switch
        {
            '\n' => _text.Append("\\n"),
            '\r' => _text.Append("\\r"),
            '\t' => _text.Append("\\t"),
            '\\' => _text.Append("\\\\"),
            _ when character.Value == quote => _text.Append('\\').Append(quote),
            _ when Rune.IsControl(character) => _text.Append(CultureInfo.InvariantCulture, $"\\u{{{character.Value:x}}}"),
            _ => _text.Append(character.ToString()),
        };
    }
}
