using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi;

/// <summary>Stands for streams, futures and error contexts, which come with asynchronous calls.</summary>
internal sealed class AsynchronousPlan(string name) : ValuePlan
{
    internal override int Size => 4;

    internal override int Alignment => 4;

    internal override int FlatCount => 1;

    internal override bool Accepts(in ComponentValue value, AbiContext context) => false;

    internal override ComponentValue Load(in AbiCall call, ulong address) => throw NotSupported();

    internal override void Store(in AbiCall call, in ComponentValue value, ulong address) => throw NotSupported();

    internal override ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader) => throw NotSupported();

    internal override void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer) => throw NotSupported();

    private TrapException NotSupported() => AbiTraps.Of($"values of the type {name} are not supported");
}
