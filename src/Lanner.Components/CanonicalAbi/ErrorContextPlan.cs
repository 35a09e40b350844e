using Lanner.Components.Async;
using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers error contexts (Canonical ABI, <c>lift_error_context</c> and <c>lower_error_context</c>).</summary>
internal sealed class ErrorContextPlan : ValuePlan
{
    internal override int Size => 4;

    internal override int Alignment => 4;

    internal override int FlatCount => 1;

    internal override bool Accepts(in ComponentValue value, AbiContext context) => value.Kind == ComponentValueKind.ErrorContext;

    internal override ComponentValue Load(in AbiCall call, ulong address) => Lift(call, call.Memory.Read<uint>((long)address));

    internal override void Store(in AbiCall call, in ComponentValue value, ulong address) =>
        call.Memory.Write((long)address, Lower(call, value));

    internal override ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader) => Lift(call, (uint)reader.Next());

    internal override void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer) => writer.Write(Lower(call, value));

    private static ComponentValue Lift(in AbiCall call, uint index)
    {
        call.Context.Charge(HandlePlan.HandleBytes);
        return ComponentValue.FromErrorContext(
            call.Context.Instance.Handles.Get<ErrorContext>(index, ErrorContext.Words).Message);
    }

    private static uint Lower(in AbiCall call, in ComponentValue value) =>
        call.Context.Instance.Handles.Add(new ErrorContext((string)value.Payload!));
}
