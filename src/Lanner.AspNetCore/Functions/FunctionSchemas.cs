using System.Globalization;
using System.Text.Json.Nodes;
using Lanner.Components;
using Microsoft.OpenApi;

namespace Lanner.AspNetCore.Functions;

/// <summary>The schemas of what stands for values in JSON (<see cref="ComponentValue.ParseJson"/>). Types share their parts, so that few
/// bytes of a component ask for many: one that makes too many has schemas that say nothing for the rest.</summary>
internal sealed class FunctionSchemas
{
    /// <summary>The most schemas of a function.</summary>
    internal const int Maximum = 2_000;

    private int _count;

    /// <summary>The schema of a type of numbers.</summary>
    internal static OpenApiSchema Of(WasmValueKind kind) => kind switch
    {
        WasmValueKind.I32 => Integer("int32", int.MinValue, uint.MaxValue),
        WasmValueKind.I64 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
        WasmValueKind.F32 => Float("float"),
        _ => Float("double"),
    };

    /// <summary>The schema of an array with an element of each of several schemas.</summary>
    internal static OpenApiSchema OfTuple(IList<IOpenApiSchema> elements) => new()
    {
        Type = JsonSchemaType.Array,
        MinItems = elements.Count,
        MaxItems = elements.Count,

        // OpenAPI 3.0 has no word for elements of different types in an order.
        Items = elements.Count == 1 ? elements[0] : new OpenApiSchema { AnyOf = elements },
    };

    /// <summary>The schema of problem details (RFC 9457).</summary>
    internal static OpenApiSchema OfProblem() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
        },
    };

    /// <summary>The schema of an object.</summary>
    /// <param name="members">The names, the schemas, and whether each may be left away.</param>
    internal static OpenApiSchema OfObject(IEnumerable<(string Name, IOpenApiSchema Schema, bool IsOptional)> members)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
            Required = new HashSet<string>(StringComparer.Ordinal),
            AdditionalPropertiesAllowed = false,
        };
        foreach (var (name, member, isOptional) in members)
        {
            schema.Properties[name] = member;
            if (!isOptional)
            {
                schema.Required.Add(name);
            }
        }

        return schema;
    }

    /// <summary>The schema of a type.</summary>
    internal OpenApiSchema Of(ComponentValueType type)
    {
        if (++_count > Maximum)
        {
            return new OpenApiSchema { Description = "The type has too many parts to be shown." };
        }

        var schema = type switch
        {
            PrimitiveType primitive => OfPrimitive(primitive.Primitive),
            ListType { Element: PrimitiveType { Primitive: PrimitiveKind.U8 }, Length: null } => OfBytes(),
            ListType list => OfList(list),
            MapType map => new OpenApiSchema
            {
                Type = JsonSchemaType.Array, Items = OfTuple([Of(map.Key), Of(map.Value)]),
            },
            TupleType tuple => OfTuple([.. tuple.Types.Select(Of)]),
            RecordType record => OfObject(record.Fields.Select(
                field => (field.Label, (IOpenApiSchema)Of(field.Type), field.Type is OptionType))),
            VariantType variant => OfVariant(variant),
            EnumType enumeration => OfLabels(enumeration.Labels),
            FlagsType flags => new OpenApiSchema
            {
                Type = JsonSchemaType.Array, UniqueItems = true, Items = OfLabels(flags.Labels),
            },
            OptionType option => OfOption(option),
            ResultType result => new OpenApiSchema { OneOf = [OfCase("ok", result.Ok), OfCase("error", result.Error)] },
            _ => new OpenApiSchema(),
        };
        schema.Title = type.Name;
        return schema;
    }

    private static OpenApiSchema OfPrimitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        PrimitiveKind.S8 => Integer(null, sbyte.MinValue, sbyte.MaxValue),
        PrimitiveKind.U8 => Integer(null, byte.MinValue, byte.MaxValue),
        PrimitiveKind.S16 => Integer(null, short.MinValue, short.MaxValue),
        PrimitiveKind.U16 => Integer(null, ushort.MinValue, ushort.MaxValue),
        PrimitiveKind.S32 => Integer("int32", int.MinValue, int.MaxValue),
        PrimitiveKind.U32 => Integer("int64", uint.MinValue, uint.MaxValue),
        PrimitiveKind.S64 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
        PrimitiveKind.U64 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "uint64", Minimum = "0" },
        PrimitiveKind.F32 => Float("float"),
        PrimitiveKind.F64 => Float("double"),

        // A character may be two of those that JSON Schema counts.
        PrimitiveKind.Char => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 2 },
        _ => new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiSchema Integer(string? format, long least, long greatest) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = format,
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = greatest.ToString(CultureInfo.InvariantCulture),
    };

    private static OpenApiSchema Float(string format) => new()
    {
        AnyOf = [new OpenApiSchema { Type = JsonSchemaType.Number, Format = format }, OfLabels(["NaN", "Infinity", "-Infinity"])],
    };

    private static OpenApiSchema OfLabels(IEnumerable<string> labels) => new()
    {
        Type = JsonSchemaType.String, Enum = [.. labels.Select(label => (JsonNode)JsonValue.Create(label)!)],
    };

    private static OpenApiSchema OfBytes() => new() { Type = JsonSchemaType.String, Format = "byte", Description = "Bytes in base64." };

    private OpenApiSchema OfList(ListType list)
    {
        int? length = list.Length is { } count ? (int)uint.Min(count, int.MaxValue) : null;
        return new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(list.Element), MinItems = length, MaxItems = length };
    }

    private OpenApiSchema OfVariant(VariantType variant)
    {
        var plain = variant.Cases.Where(one => one.Type is null).Select(one => one.Label).ToList();
        var schema = new OpenApiSchema { OneOf = [] };
        if (plain.Count > 0)
        {
            schema.OneOf.Add(OfLabels(plain));
        }

        foreach (var one in variant.Cases.Where(one => one.Type is not null))
        {
            schema.OneOf.Add(OfCase(one.Label, one.Type));
        }

        return schema;
    }

    private OpenApiSchema OfOption(OptionType option) => new()
    {
        AnyOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.Null },
            option.Value is OptionType ? OfCase("some", option.Value) : Of(option.Value),
        ],
    };

    private OpenApiSchema OfCase(string label, ComponentValueType? payload) =>
        OfObject([(label, payload is null ? new OpenApiSchema { Type = JsonSchemaType.Null } : Of(payload), false)]);
}
