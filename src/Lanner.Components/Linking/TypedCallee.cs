using Lanner.Components.CanonicalAbi;

namespace Lanner.Components.Linking;

/// <summary>A function of the host that lifts and lowers its values itself, as generated code does: only guests call it.</summary>
internal abstract class TypedCallee : ComponentCallee
{
    /// <summary>The core function that guests call.</summary>
    internal abstract HostCallback Lower(AbiContext context, ComponentFunctionType type, bool isAsync);

    internal override ComponentValue? CallFromHost(
        Store store, ComponentFunctionType type, ReadOnlySpan<ComponentValue> arguments) =>
        throw new InvalidOperationException(
            "A component exports a function of the host as its own, which is implemented by generated code: call it directly.");
}
