using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lanner.Components;

/// <summary>Describes imports and exports in JSON.</summary>
internal sealed class InterfaceDescription(Utf8JsonWriter writer)
{
    /// <summary>The greatest number of bytes. Types share their parts, so that few bytes of a component can ask for many here.</summary>
    private const long MaximumBytes = 64 << 20;

    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the description of a component, or, without imports, of an instance.</summary>
    internal static string Write(IReadOnlyList<ComponentExtern>? imports, IReadOnlyList<ComponentExtern> exports)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Form))
        {
            writer.WriteStartObject();
            new InterfaceDescription(writer).WriteScope(imports, exports);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteScope(IReadOnlyList<ComponentExtern>? imports, IReadOnlyList<ComponentExtern> exports)
    {
        if (imports is not null)
        {
            WriteArray("imports", imports, WriteItem);
        }

        WriteArray("exports", exports, WriteItem);
    }

    private void WriteItem(ComponentExtern item)
    {
        if (writer.BytesCommitted + writer.BytesPending > MaximumBytes)
        {
            throw new ResourceLimitException($"The description of the interface is longer than {MaximumBytes >> 20} MiB.");
        }

        writer.WriteStartObject();
        writer.WriteString("name", item.Name);
        switch (item.Type)
        {
            case ComponentFunctionType function:
                WriteFunction(function);
                break;
            case ComponentInstanceType instance:
                writer.WriteString("kind", "instance");
                WriteScope(imports: null, instance.Exports);
                break;
            case ComponentType component:
                writer.WriteString("kind", "component");
                WriteScope(component.Imports, component.Exports);
                break;
            case CoreModuleType:
                writer.WriteString("kind", "module");
                break;
            case ComponentValueType type when item.Kind == ComponentExternKind.Value:
                writer.WriteString("kind", "value");
                writer.WriteString("type", TextOf(type));
                break;
            default:
                writer.WriteString("kind", "type");
                WriteDefinition(item.Type);
                break;
        }

        writer.WriteEndObject();
    }

    private void WriteFunction(ComponentFunctionType function)
    {
        writer.WriteString("kind", "function");
        writer.WriteBoolean("async", function.IsAsync);
        WriteArray("parameters", function.Parameters, parameter => WriteLabeled(parameter.Label, parameter.Type));
        writer.WriteString("result", TextOf(function.Result));
        writer.WriteBoolean("returnsResult", function.Result is ResultType);
    }

    private void WriteDefinition(DefinitionType type)
    {
        writer.WriteString("type", type is ComponentValueType plain ? DefinitionOf(plain) : type.Kind);
        switch (type)
        {
            case RecordType record:
                WriteArray("fields", record.Fields, field => WriteLabeled(field.Label, field.Type));
                break;
            case VariantType variant:
                WriteArray("cases", variant.Cases, one => WriteLabeled(one.Label, one.Type));
                break;
            case EnumType enumeration:
                WriteArray("labels", enumeration.Labels, writer.WriteStringValue);
                break;
            case FlagsType flags:
                WriteArray("labels", flags.Labels, writer.WriteStringValue);
                break;
        }
    }

    private void WriteLabeled(string label, ComponentValueType? type)
    {
        writer.WriteStartObject();
        writer.WriteString("name", label);
        writer.WriteString("type", TextOf(type));
        writer.WriteEndObject();
    }

    private void WriteArray<T>(string name, IReadOnlyList<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
        }

        writer.WriteEndArray();
    }

    private static string? TextOf(ComponentValueType? type) => type?.ToString();

    /// <summary>The thing that a name stands for, of a type that is no record or the like.</summary>
    private static string DefinitionOf(ComponentValueType type) => WitTypes.Of(type) switch
    {
        Wit.WitAliasType alias => alias.Target.ToString()!,
        Wit.WitDefinedType => type.Kind,
        var other => other.ToString()!,
    };
}
