namespace Lanner.Components.Linking;

/// <summary>A function of the host whose values are text in JSON.</summary>
internal sealed class JsonCallee(ComponentJsonCallback callback, ComponentJsonOptions? options) : ComponentCallee
{
    internal override string? MistakeOf(ComponentFunctionType type) => MistakeIn(type);

    /// <summary>Tells why values of a type cannot be written as JSON, or gives null if they can.</summary>
    internal static string? MistakeIn(ComponentFunctionType type) =>
        type.Parameters.Select(parameter => parameter.Type).Append(type.Result).Any(
            part => part?.Shape.Has(TypeTraits.Own | TypeTraits.Borrow | TypeTraits.End) == true)
            ? "it passes handles of resources, streams or futures, which cannot be written as JSON"
            : null;

    internal override ComponentValue? CallFromHost(
        Store store, ComponentFunctionType type, ReadOnlySpan<ComponentValue> arguments) =>
        ReadResult(type, callback(store, ComponentValue.FromTuple(arguments).ToJson(options)));

    /// <summary>Reads what a function has returned.</summary>
    /// <exception cref="InvalidOperationException">It is no result of the type.</exception>
    internal static ComponentValue? ReadResult(ComponentFunctionType type, string? result)
    {
        if (type.Result is not { } resultType)
        {
            return null;
        }

        try
        {
            return ComponentValue.ParseJson(resultType, result ?? "null");
        }
        catch (ComponentTextException error)
        {
            throw new InvalidOperationException($"A host function has returned JSON that is no result of its type: {error.Message}", error);
        }
    }
}
