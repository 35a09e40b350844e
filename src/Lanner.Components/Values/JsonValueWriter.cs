using System.Text.Json;

namespace Lanner.Components;

/// <summary>Writes values as JSON.</summary>
internal static class JsonValueWriter
{
    /// <summary>The greatest integer up to which floating-point numbers hold them all.</summary>
    private const long GreatestExact = (1L << 53) - 1;

    internal static void Write(Utf8JsonWriter writer, in ComponentValue value, ComponentJsonOptions options)
    {
        switch (value.Kind)
        {
            case ComponentValueKind.Bool:
                writer.WriteBooleanValue(value.AsBool());
                break;
            case ComponentValueKind.S8 or ComponentValueKind.S16 or ComponentValueKind.S32 or ComponentValueKind.S64:
                WriteInteger(writer, (long)value.Bits, options);
                break;
            case ComponentValueKind.F32 when float.IsFinite(value.AsF32()):
                writer.WriteNumberValue(value.AsF32());
                break;
            case ComponentValueKind.F64 when double.IsFinite(value.AsF64()):
                writer.WriteNumberValue(value.AsF64());
                break;
            case ComponentValueKind.F32:
                writer.WriteStringValue(NameOf(value.AsF32()));
                break;
            case ComponentValueKind.F64:
                writer.WriteStringValue(NameOf(value.AsF64()));
                break;
            case ComponentValueKind.Char:
                writer.WriteStringValue(value.AsChar().ToString());
                break;
            case ComponentValueKind.String:
                writer.WriteStringValue(value.AsString());
                break;
            case ComponentValueKind.List when options.BytesAsBase64 && value.IsNumbersOf(ComponentValueKind.U8):
                writer.WriteBase64StringValue((byte[])value.Payload!);
                break;
            case ComponentValueKind.List or ComponentValueKind.Tuple:
                WriteElements(writer, value, options);
                break;
            case ComponentValueKind.Record:
                WriteFields(writer, (RecordPayload)value.Payload!, options);
                break;
            case ComponentValueKind.Variant when value.AsVariant() is (var label, { } payload):
                WriteCase(writer, label, payload, options);
                break;
            case ComponentValueKind.Variant:
                writer.WriteStringValue(value.AsVariant().Label);
                break;
            case ComponentValueKind.Enum:
                writer.WriteStringValue(value.AsEnum());
                break;
            case ComponentValueKind.Option:
                WriteOption(writer, value.AsOption(), options);
                break;
            case ComponentValueKind.Result:
                WriteCase(writer, value.AsResult().IsError ? "error" : "ok", value.AsResult().Value, options);
                break;
            case ComponentValueKind.Flags:
                writer.WriteStartArray();
                foreach (var label in value.AsFlags())
                {
                    writer.WriteStringValue(label);
                }

                writer.WriteEndArray();
                break;
            case ComponentValueKind.Own or ComponentValueKind.Borrow or ComponentValueKind.Stream or ComponentValueKind.Future
                or ComponentValueKind.ErrorContext:
                throw new InvalidOperationException(
                    $"A value of the kind {value.Kind} cannot be written as JSON: it means something in its store only.");
            default:
                WriteInteger(writer, value.Bits, options);
                break;
        }
    }

    private static void WriteInteger(Utf8JsonWriter writer, Int128 value, ComponentJsonOptions options)
    {
        if (options.LargeIntegersAsStrings && (value > GreatestExact || value < -GreatestExact))
        {
            writer.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (value < 0)
        {
            writer.WriteNumberValue((long)value);
        }
        else
        {
            writer.WriteNumberValue((ulong)value);
        }
    }

    private static string NameOf(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private static void WriteElements(Utf8JsonWriter writer, in ComponentValue value, ComponentJsonOptions options)
    {
        writer.WriteStartArray();
        for (var index = 0; index < value.Count; index++)
        {
            Write(writer, value.ElementAt(index), options);
        }

        writer.WriteEndArray();
    }

    private static void WriteFields(Utf8JsonWriter writer, RecordPayload record, ComponentJsonOptions options)
    {
        writer.WriteStartObject();
        for (var index = 0; index < record.Labels.Length; index++)
        {
            writer.WritePropertyName(record.Labels[index]);
            Write(writer, record.Values[index], options);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes an option. One in another has a mark around it, so that none of the inner one differs from none of the
    /// outer.</summary>
    private static void WriteOption(Utf8JsonWriter writer, ComponentValue? value, ComponentJsonOptions options)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case { Kind: ComponentValueKind.Option } inner:
                WriteCase(writer, "some", inner, options);
                break;
            case { } some:
                Write(writer, some, options);
                break;
        }
    }

    private static void WriteCase(Utf8JsonWriter writer, string label, ComponentValue? value, ComponentJsonOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(label);
        if (value is { } payload)
        {
            Write(writer, payload, options);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteEndObject();
    }
}
