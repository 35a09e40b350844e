using System.Globalization;
using System.Text;
using Lanner.Components;
using Foreign = Wasmtime.Components;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Values as text, by which they are compared: there is one NaN, and floats are their bits.</summary>
internal static class ValueText
{
    internal static string Of(ComponentValue value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    internal static string Of(Foreign.ComponentValue value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    /// <summary>The value for Wasmtime.</summary>
    internal static Foreign.ComponentValue ToForeign(ComponentValue value)
    {
        switch (value.Kind)
        {
            case ComponentValueKind.Bool:
                return Foreign.ComponentValue.Bool(value.AsBool());
            case ComponentValueKind.S8:
                return Foreign.ComponentValue.S8(value.AsS8());
            case ComponentValueKind.U8:
                return Foreign.ComponentValue.U8(value.AsU8());
            case ComponentValueKind.S16:
                return Foreign.ComponentValue.S16(value.AsS16());
            case ComponentValueKind.U16:
                return Foreign.ComponentValue.U16(value.AsU16());
            case ComponentValueKind.S32:
                return Foreign.ComponentValue.S32(value.AsS32());
            case ComponentValueKind.U32:
                return Foreign.ComponentValue.U32(value.AsU32());
            case ComponentValueKind.S64:
                return Foreign.ComponentValue.S64(value.AsS64());
            case ComponentValueKind.U64:
                return Foreign.ComponentValue.U64(value.AsU64());
            case ComponentValueKind.F32:
                return Foreign.ComponentValue.F32(value.AsF32());
            case ComponentValueKind.F64:
                return Foreign.ComponentValue.F64(value.AsF64());
            case ComponentValueKind.Char:
                return Foreign.ComponentValue.Char(value.AsChar());
            case ComponentValueKind.String:
                return Foreign.ComponentValue.String(value.AsString());
            case ComponentValueKind.List:
                return Foreign.ComponentValue.List([.. value.AsList().Select(ToForeign)]);
            case ComponentValueKind.Tuple:
                return Foreign.ComponentValue.Tuple([.. value.AsList().Select(ToForeign)]);
            case ComponentValueKind.Record:
                return Foreign.ComponentValue.Record(
                    [.. value.AsRecord().Select(field => KeyValuePair.Create(field.Label, ToForeign(field.Value)))]);
            case ComponentValueKind.Variant:
                var (label, payload) = value.AsVariant();
                return Foreign.ComponentValue.Variant(label, ToForeign(payload));
            case ComponentValueKind.Enum:
                return Foreign.ComponentValue.Enum(value.AsEnum());
            case ComponentValueKind.Option:
                return value.AsOption() is { } some ? Foreign.ComponentValue.Some(ToForeign(some)) : Foreign.ComponentValue.None();
            case ComponentValueKind.Result:
                var (isError, result) = value.AsResult();
                return isError ? Foreign.ComponentValue.Err(ToForeign(result)) : Foreign.ComponentValue.Ok(ToForeign(result));
            case ComponentValueKind.Flags:
                return Foreign.ComponentValue.Flags([.. value.AsFlags()]);
            default:
                throw new NotSupportedException($"Wasmtime takes no {value.Kind}.");
        }
    }

    private static Foreign.ComponentValue? ToForeign(ComponentValue? value) => value is { } given ? ToForeign(given) : null;

    private static void Append(StringBuilder text, ComponentValue value)
    {
        switch (value.Kind)
        {
            case ComponentValueKind.Bool:
                text.Append(value.AsBool() ? "true" : "false");
                break;
            case ComponentValueKind.F32:
                AppendFloat(text, value.AsF32());
                break;
            case ComponentValueKind.F64:
                AppendFloat(text, value.AsF64());
                break;
            case ComponentValueKind.Char:
                AppendCharacter(text, value.AsChar());
                break;
            case ComponentValueKind.String:
                AppendString(text, value.AsString());
                break;
            case ComponentValueKind.List or ComponentValueKind.Tuple:
                AppendAll(text, value.AsList(), Append);
                break;
            case ComponentValueKind.Record:
                AppendAll(text, value.AsRecord(), (to, field) => Append(to.Append(field.Label).Append(':'), field.Value));
                break;
            case ComponentValueKind.Variant:
                AppendCase(text, value.AsVariant().Label, value.AsVariant().Value);
                break;
            case ComponentValueKind.Enum:
                text.Append(value.AsEnum());
                break;
            case ComponentValueKind.Option:
                AppendCase(text, value.AsOption() is null ? "none" : "some", value.AsOption());
                break;
            case ComponentValueKind.Result:
                AppendCase(text, value.AsResult().IsError ? "error" : "ok", value.AsResult().Value);
                break;
            case ComponentValueKind.Flags:
                AppendAll(text, value.AsFlags(), (to, label) => to.Append(label));
                break;
            case ComponentValueKind.Own or ComponentValueKind.Borrow:
                text.Append(value.Kind).Append(' ').Append(value.AsResource().Value);
                break;
            default:
                text.Append(value);
                break;
        }
    }

    private static void Append(StringBuilder text, Foreign.ComponentValue value)
    {
        switch (value.Kind)
        {
            case Foreign.ComponentValueKind.Bool:
                text.Append(value.AsBool() ? "true" : "false");
                break;
            case Foreign.ComponentValueKind.S8:
                text.Append(value.AsS8());
                break;
            case Foreign.ComponentValueKind.U8:
                text.Append(value.AsU8());
                break;
            case Foreign.ComponentValueKind.S16:
                text.Append(value.AsS16());
                break;
            case Foreign.ComponentValueKind.U16:
                text.Append(value.AsU16());
                break;
            case Foreign.ComponentValueKind.S32:
                text.Append(value.AsS32());
                break;
            case Foreign.ComponentValueKind.U32:
                text.Append(value.AsU32());
                break;
            case Foreign.ComponentValueKind.S64:
                text.Append(value.AsS64());
                break;
            case Foreign.ComponentValueKind.U64:
                text.Append(value.AsU64());
                break;
            case Foreign.ComponentValueKind.F32:
                AppendFloat(text, value.AsF32());
                break;
            case Foreign.ComponentValueKind.F64:
                AppendFloat(text, value.AsF64());
                break;
            case Foreign.ComponentValueKind.Char:
                AppendCharacter(text, value.AsRune());
                break;
            case Foreign.ComponentValueKind.String:
                AppendString(text, value.AsString());
                break;
            case Foreign.ComponentValueKind.List:
                AppendAll(text, value.AsList(), Append);
                break;
            case Foreign.ComponentValueKind.Tuple:
                AppendAll(text, value.AsTuple(), Append);
                break;
            case Foreign.ComponentValueKind.Record:
                AppendAll(text, value.AsRecord(), (to, field) => Append(to.Append(field.Key).Append(':'), field.Value));
                break;
            case Foreign.ComponentValueKind.Variant:
                AppendCase(text, value.AsVariant(), value.Payload);
                break;
            case Foreign.ComponentValueKind.Enum:
                text.Append(value.AsEnum());
                break;
            case Foreign.ComponentValueKind.Option:
                AppendCase(text, value.IsSome ? "some" : "none", value.Payload);
                break;
            case Foreign.ComponentValueKind.Result:
                AppendCase(text, value.IsOk ? "ok" : "error", value.Payload);
                break;
            case Foreign.ComponentValueKind.Flags:
                AppendAll(text, value.AsFlags(), (to, label) => to.Append(label));
                break;
            default:
                throw new NotSupportedException($"Wasmtime gave a {value.Kind}.");
        }
    }

    private static void AppendFloat(StringBuilder text, float value) =>
        text.Append(float.IsNaN(value) ? "nan" : BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture));

    private static void AppendFloat(StringBuilder text, double value) =>
        text.Append(double.IsNaN(value) ? "nan" : BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture));

    private static void AppendCharacter(StringBuilder text, Rune value) => text.Append(CultureInfo.InvariantCulture, $"U+{value.Value:X4}");

    private static void AppendString(StringBuilder text, string value) => text.Append('"').Append(value).Append('"');

    private static void AppendCase(StringBuilder text, string label, ComponentValue? payload)
    {
        text.Append(label);
        if (payload is { } value)
        {
            text.Append('(');
            Append(text, value);
            text.Append(')');
        }
    }

    private static void AppendCase(StringBuilder text, string label, Foreign.ComponentValue? payload)
    {
        text.Append(label);
        if (payload is not null)
        {
            text.Append('(');
            Append(text, payload);
            text.Append(')');
        }
    }

    private static void AppendAll<T>(StringBuilder text, IEnumerable<T> parts, Action<StringBuilder, T> append)
    {
        text.Append('[');
        foreach (var part in parts)
        {
            append(text, part);
            text.Append(", ");
        }

        text.Append(']');
    }
}
