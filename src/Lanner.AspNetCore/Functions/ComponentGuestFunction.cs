using System.Text.Json;
using Lanner.Components;
using Lanner.Hosting;
using Microsoft.OpenApi;

namespace Lanner.AspNetCore.Functions;

/// <summary>A function that a component exports. Its result, where it is a <c>result</c> of WIT, is that of its success, or an error.</summary>
/// <param name="path">The name by which the instance has it.</param>
/// <param name="type">The type.</param>
internal sealed class ComponentGuestFunction(string path, ComponentFunctionType type)
    : GuestFunction(path, [.. type.Parameters.Select(parameter => ParameterOf(parameter))])
{
    private static readonly ComponentJsonOptions JsonForm = new() { BytesAsBase64 = true };

    internal override bool ReturnsBytes => IsBytes(type.Result is ResultType result ? result.Ok : type.Result);

    /// <summary>Tests whether values of a type can be written: handles mean something in their store only, and streams and futures
    /// something while the call is under way.</summary>
    internal static bool IsData(ComponentFunctionType type) =>
        type.Parameters.All(parameter => IsData(parameter.Type)) && IsData(type.Result);

    internal override FunctionArguments NewArguments() => new Values(type.Parameters);

    internal override async Task<FunctionResult> CallAsync(GuestLease lease, FunctionArguments arguments)
    {
        var function = lease.Component!.GetFunction(Path);
        var value = await function.CallAsync(((Values)arguments).All, lease.Scheduler, lease.Cancellation).ConfigureAwait(false);
        var (isError, result, resultType) = (false, value, type.Result);
        if (type.Result is ResultType either)
        {
            (isError, result) = value!.Value.AsResult();
            resultType = isError ? either.Error : either.Ok;
        }

        return new FunctionResult(
            isError,
            IsBytes(resultType) ? result!.Value.AsNumbers<byte>() : null,
            result is { } there ? writer => there.WriteJson(writer, JsonForm) : null);
    }

    internal override OpenApiSchema SchemaOf(FunctionSchemas schemas, int index) => schemas.Of(type.Parameters[index].Type);

    internal override OpenApiSchema? SchemaOfResult(FunctionSchemas schemas) =>
        (type.Result is ResultType result ? result.Ok : type.Result) is { } there ? schemas.Of(there) : null;

    internal override OpenApiSchema? SchemaOfError(FunctionSchemas schemas) =>
        type.Result is ResultType result ? result.Error is { } error ? schemas.Of(error) : new OpenApiSchema() : null;

    private static FunctionParameter ParameterOf(LabeledType parameter) => new(
        parameter.Label,
        IsBytes(parameter.Type) ? ArgumentForm.Bytes
            : parameter.Type is PrimitiveType { Primitive: PrimitiveKind.String } ? ArgumentForm.Text : ArgumentForm.Json,
        parameter.Type is OptionType);

    private static bool IsBytes(ComponentValueType? type) =>
        type is ListType { Length: null, Element: PrimitiveType { Primitive: PrimitiveKind.U8 } };

    /// <summary>Types are at most 100 deep, and share their parts: each is looked at once.</summary>
    private static bool IsData(ComponentValueType? type) => type is null || new DataTypes().Includes(type);

    private sealed class Values(IReadOnlyList<LabeledType> parameters) : FunctionArguments
    {
        /// <summary>What is not set is an option.</summary>
        internal ComponentValue[] All { get; } = Enumerable.Repeat(ComponentValue.None, parameters.Count).ToArray();

        internal override void Set(int index, JsonElement value)
        {
            try
            {
                All[index] = ComponentValue.ParseJson(parameters[index].Type, value.GetRawText());
            }
            catch (ComponentTextException error)
            {
                throw new ArgumentValueException(error.Reason);
            }
        }

        internal override void Set(int index, ReadOnlySpan<byte> bytes) => All[index] = ComponentValue.FromNumbers(bytes);

        internal override void Set(int index, string text) => All[index] = ComponentValue.FromString(text);
    }
}
