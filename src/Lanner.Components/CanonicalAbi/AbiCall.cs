using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi;

/// <summary>One side of a call while its values are lifted or lowered (Canonical ABI, <c>LiftLowerContext</c>).</summary>
/// <param name="Context">The options.</param>
/// <param name="Scope">The loans of the call; null when no type of the function has any.</param>
/// <param name="KeepsInMemory">True if what is lifted is lowered at once, so that strings and lists of numbers may stay in the memory of
/// their guest until then.</param>
internal readonly record struct AbiCall(AbiContext Context, CallScope? Scope, bool KeepsInMemory = false)
{
    internal Memory Memory => Context.Memory;
}
