using Lanner.Components.CanonicalAbi;

namespace Lanner.Components.Linking;

/// <summary>A function of the host that lifts and lowers its values itself.</summary>
/// <param name="signature">The hash of the type.</param>
internal abstract class TypedCallee(ulong signature) : GeneratedCallee(signature)
{
    /// <summary>The core function that guests call.</summary>
    internal abstract HostCallback Lower(AbiContext context, ComponentFunctionType type);
}
