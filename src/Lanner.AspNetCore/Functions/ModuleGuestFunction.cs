using System.Globalization;
using System.Text.Json;
using Lanner.Hosting;
using Microsoft.OpenApi;

namespace Lanner.AspNetCore.Functions;

/// <summary>A function that a module exports. Its parameters have no names: they are <c>p0</c>, <c>p1</c> and so on.</summary>
/// <param name="name">The name.</param>
/// <param name="type">The type, of numbers only.</param>
internal sealed class ModuleGuestFunction(string name, FunctionType type)
    : GuestFunction(name, [.. type.Parameters.Select((_, index) => new FunctionParameter($"p{index}", ArgumentForm.Json, false))])
{
    /// <summary>Tests whether all values of a type are numbers.</summary>
    internal static bool IsData(FunctionType type) => type.Parameters.Concat(type.Results).All(
        part => part.Kind is WasmValueKind.I32 or WasmValueKind.I64 or WasmValueKind.F32 or WasmValueKind.F64);

    internal override FunctionArguments NewArguments() => new Values(type.Parameters);

    internal override async Task<FunctionResult> CallAsync(GuestLease lease, FunctionArguments arguments)
    {
        var function = lease.Module!.GetFunction(Path);
        var values = ((Values)arguments).All;
        var results = await lease.Store.RunAsync(() => function.Invoke(values), lease.Scheduler, lease.Cancellation).ConfigureAwait(false);
        return new FunctionResult(false, null, results.Length == 0 ? null : writer => Write(writer, results));
    }

    internal override OpenApiSchema SchemaOf(FunctionSchemas schemas, int index) => FunctionSchemas.Of(type.Parameters[index].Kind);

    internal override OpenApiSchema? SchemaOfResult(FunctionSchemas schemas) => type.Results.Count switch
    {
        0 => null,
        1 => FunctionSchemas.Of(type.Results[0].Kind),
        _ => FunctionSchemas.OfTuple([.. type.Results.Select(result => FunctionSchemas.Of(result.Kind))]),
    };

    private static void Write(Utf8JsonWriter writer, Value[] results)
    {
        if (results.Length == 1)
        {
            Write(writer, results[0]);
            return;
        }

        writer.WriteStartArray();
        foreach (var result in results)
        {
            Write(writer, result);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value.Kind)
        {
            case WasmValueKind.I32:
                writer.WriteNumberValue(value.AsInt32());
                break;
            case WasmValueKind.I64:
                writer.WriteNumberValue(value.AsInt64());
                break;
            case WasmValueKind.F32 when float.IsFinite(value.AsSingle()):
                writer.WriteNumberValue(value.AsSingle());
                break;
            case WasmValueKind.F64 when double.IsFinite(value.AsDouble()):
                writer.WriteNumberValue(value.AsDouble());
                break;
            default:
                var number = value.Kind == WasmValueKind.F32 ? value.AsSingle() : value.AsDouble();
                writer.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
                break;
        }
    }

    private sealed class Values(IReadOnlyList<WasmValueType> parameters) : FunctionArguments
    {
        internal Value[] All { get; } = new Value[parameters.Count];

        internal override void Set(int index, JsonElement value) => All[index] = parameters[index].Kind switch
        {
            WasmValueKind.I32 => ReadInt32(value),
            WasmValueKind.I64 => ReadInt64(value),
            WasmValueKind.F32 => (Value)(float)ReadFloat(value),
            _ => (Value)ReadFloat(value),
        };

        internal override void Set(int index, ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

        internal override void Set(int index, string text) => throw new NotSupportedException();

        private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number;

        private static Value ReadInt32(JsonElement value)
        {
            if (IsNumber(value) && value.TryGetInt32(out var signed))
            {
                return signed;
            }

            return IsNumber(value) && value.TryGetUInt32(out var unsigned) ? unsigned : throw Unexpected("an integer of 32 bits", value);
        }

        private static Value ReadInt64(JsonElement value)
        {
            if (IsNumber(value) && value.TryGetInt64(out var signed))
            {
                return signed;
            }

            return IsNumber(value) && value.TryGetUInt64(out var unsigned) ? unsigned : throw Unexpected("an integer of 64 bits", value);
        }

        private static double ReadFloat(JsonElement value) =>
            IsNumber(value) && value.TryGetDouble(out var number) ? number
                : value.ValueKind == JsonValueKind.String && value.GetString() is "NaN" or "Infinity" or "-Infinity"
                    ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
                    : throw Unexpected("a number, or \"NaN\", \"Infinity\" or \"-Infinity\"", value);

        private static ArgumentValueException Unexpected(string expected, JsonElement value) =>
            new($"expected {expected}, found {value.ValueKind switch
            {
                JsonValueKind.Object => "an object",
                JsonValueKind.Array => "an array",
                _ => value.GetRawText() is { Length: <= 40 } text ? text : $"{value.GetRawText()[..40]}…",
            }}");
    }
}
