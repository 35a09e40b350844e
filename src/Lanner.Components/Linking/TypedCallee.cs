using Lanner.Components.CanonicalAbi;

namespace Lanner.Components.Linking;

/// <summary>A function of the host that lifts and lowers its values itself.</summary>
internal abstract class TypedCallee : GeneratedCallee
{
    /// <summary>The core function that guests call.</summary>
    internal abstract HostCallback Lower(AbiContext context, ComponentFunctionType type);
}
