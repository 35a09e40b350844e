using Lanner.Components.Bindings;

namespace Lanner.Components.Linking;

/// <summary>A function of the host that generated code implements for a type: only guests call it.</summary>
/// <param name="signature">The hash of the type.</param>
internal abstract class GeneratedCallee(ulong signature) : ComponentCallee
{
    internal override string? MistakeOf(ComponentFunctionType type)
    {
        var actual = TypeSignature.Of(type);
        return actual.HasHash(signature) ? null : $"the component has another type for it than the world: {actual}";
    }

    internal override ComponentValue? CallFromHost(
        Store store, ComponentFunctionType type, ReadOnlySpan<ComponentValue> arguments) =>
        throw new InvalidOperationException(
            "A component exports a function of the host as its own, which is implemented by generated code: call it directly.");
}
