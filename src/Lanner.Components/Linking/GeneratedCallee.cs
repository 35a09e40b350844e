namespace Lanner.Components.Linking;

/// <summary>A function of the host that generated code implements: only guests call it.</summary>
internal abstract class GeneratedCallee : ComponentCallee
{
    internal override ComponentValue? CallFromHost(
        Store store, ComponentFunctionType type, ReadOnlySpan<ComponentValue> arguments) =>
        throw new InvalidOperationException(
            "A component exports a function of the host as its own, which is implemented by generated code: call it directly.");
}
