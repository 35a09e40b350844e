using Lanner.Wit.Printing;

namespace Lanner.Wit.Waves;

/// <summary>Writes values of WAVE, and sees that they are of their types.</summary>
internal sealed class WavePrinter
{
    private readonly WaveWriter _writer = new();

    public override string ToString() => _writer.ToString();

    internal void Print(WaveCall call)
    {
        var parameters = call.Function.Parameters;
        if (call.Arguments.Count != parameters.Count)
        {
            throw new WitException($"the function `{call.Function.Name}` has {parameters.Count} parameters, not {call.Arguments.Count}");
        }

        _writer.Write(call.Function.Name);
        PrintAll('(', ')', call.Arguments, index => parameters[index].Type);
        if (call.Result is null)
        {
            return;
        }

        _writer.Write(" -> ");
        Print(call.Result, call.Function.Result ?? throw new WitException($"the function `{call.Function.Name}` has no result"));
    }

    internal void Print(WaveValue value, WitType type)
    {
        switch (value, type.Underlying)
        {
            case (WaveBool boolean, WitPrimitiveType { Primitive: WitPrimitive.Bool }):
                _writer.WriteBool(boolean.Value);
                break;
            case (WaveChar character, WitPrimitiveType { Primitive: WitPrimitive.Char }):
                _writer.WriteChar(character.Value);
                break;
            case (WaveString text, WitPrimitiveType { Primitive: WitPrimitive.String }):
                _writer.WriteString(text.Value);
                break;
            case (WaveFloat number, WitPrimitiveType { Primitive: WitPrimitive.F32 }):
                _writer.WriteFloat32(number.Value);
                break;
            case (WaveFloat number, WitPrimitiveType { Primitive: WitPrimitive.F64 }):
                _writer.WriteFloat64(number.Value);
                break;
            case (WaveInteger integer, WitPrimitiveType { Primitive: <= WitPrimitive.U64 and not WitPrimitive.Bool } primitive):
                PrintInteger(integer.Value, primitive.Primitive);
                break;
            case (WaveSequence items, WitListType list) when list.Length is null || list.Length == items.Items.Count:
                PrintAll('[', ']', items.Items, _ => list.Element);
                break;
            case (WaveSequence items, WitMapType map):
                var entry = new WitTupleType([map.Key, map.Value]);
                PrintAll('[', ']', items.Items, _ => entry);
                break;
            case (WaveSequence items, WitTupleType tuple) when tuple.Elements.Count == items.Items.Count:
                PrintAll('(', ')', items.Items, index => tuple.Elements[index]);
                break;
            case (WaveSequence items, WitRecordType record) when record.Fields.Count == items.Items.Count:
                PrintRecord(items.Items, record.Fields);
                break;
            case (WaveFlags names, WitFlagsType flags) when names.Names.All(WaveRules.FlagsOf(flags).Contains):
                _writer.WriteFlags(names.Names);
                break;
            case (WaveVariant variant, var underlying):
                PrintVariant(variant, underlying);
                break;
            default:
                throw new WitException($"the value is none of the type `{TypePrinter.Print(type, TypePrinter.ShownLength)}`");
        }
    }

    private void PrintAll(char open, char close, IReadOnlyList<WaveValue> values, Func<int, WitType> typeOf) =>
        _writer.WriteItems(open, close, values.Count, index => Print(values[index], typeOf(index)));

    private void PrintRecord(IReadOnlyList<WaveValue> values, IReadOnlyList<WitField> fields) => _writer.WriteRecord(
        values.Count,
        index => fields[index].Type.Underlying is WitOptionType && values[index] is WaveVariant { Case: "none", Payload: null }
            ? null
            : fields[index].Name,
        index => Print(values[index], fields[index].Type));

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
            throw new WitException($"the value is none of the type `{TypePrinter.Print(type, TypePrinter.ShownLength)}`");
        }

        Action? write = payload is null ? null : () => Print(variant.Payload!, payload);
        if (type is WitVariantType or WitEnumType)
        {
            _writer.WriteCase(variant.Case, write);
        }
        else
        {
            _writer.WriteKeyword(variant.Case, write);
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

        _writer.WriteInteger(value);
    }
}
