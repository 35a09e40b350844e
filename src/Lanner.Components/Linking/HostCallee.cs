namespace Lanner.Components.Linking;

/// <summary>A function of the host.</summary>
internal sealed class HostCallee(ComponentCallback callback) : ComponentCallee
{
    internal override ComponentValue? CallFromHost(
        Store store, ComponentFunctionType type, ReadOnlySpan<ComponentValue> arguments) => callback(store, arguments);
}
