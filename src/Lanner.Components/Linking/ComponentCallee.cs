namespace Lanner.Components.Linking;

/// <summary>A function of a component at run time: a guest's or the host's.</summary>
internal abstract class ComponentCallee
{
    /// <summary>Calls the function as the host.</summary>
    /// <param name="store">The store, which was entered.</param>
    /// <param name="type">The type as the caller knows it.</param>
    /// <param name="arguments">The arguments.</param>
    internal abstract ComponentValue? CallFromHost(
        Store store, ComponentFunctionType type, ReadOnlySpan<ComponentValue> arguments);
}

/// <summary>A function of the host.</summary>
internal sealed class HostCallee(ComponentCallback callback) : ComponentCallee
{
    internal override ComponentValue? CallFromHost(
        Store store, ComponentFunctionType type, ReadOnlySpan<ComponentValue> arguments) => callback(store, arguments);
}

/// <summary>A function of the host whose values are text in JSON.</summary>
internal sealed class JsonCallee(ComponentJsonCallback callback, ComponentJsonOptions? options) : ComponentCallee
{
    internal override ComponentValue? CallFromHost(
        Store store, ComponentFunctionType type, ReadOnlySpan<ComponentValue> arguments)
    {
        var result = callback(store, ComponentValue.FromTuple(arguments).ToJson(options));
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
