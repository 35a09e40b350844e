using Lanner.Components.Async;
using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers readable ends of streams and futures (Canonical ABI, <c>lift_async_value</c> and
/// <c>lower_stream</c>).</summary>
internal sealed class EndPlan(ComponentValueType? element, bool isStream) : ValuePlan
{
    internal override int Size => 4;

    internal override int Alignment => 4;

    internal override int FlatCount => 1;

    internal override bool Accepts(in ComponentValue value, AbiContext context) =>
        value.Kind == (isStream ? ComponentValueKind.Stream : ComponentValueKind.Future)
        && HostEnd.Of(value).MayPass(context.Instance.RuntimeTypeOf(element), context.Instance.Store);

    internal override ComponentValue Load(in AbiCall call, ulong address) => Lift(call, call.Memory.Read<uint>((long)address));

    internal override void Store(in AbiCall call, in ComponentValue value, ulong address) =>
        call.Memory.Write((long)address, Lower(call, value));

    internal override ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader) => Lift(call, (uint)reader.Next());

    internal override void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer) => writer.Write(Lower(call, value));

    /// <summary>Finds an end in the hands of a guest.</summary>
    internal static CopyEnd Find(InstanceNode instance, uint index, ComponentValueType? element, bool isStream, bool isReadable)
    {
        var words = CopyEnd.WordsOf(isStream, isReadable);
        var end = instance.Handles.Get<CopyEnd>(index, words);
        return end.IsStream == isStream && end.IsReadable == isReadable && end.HasElementType(instance.RuntimeTypeOf(element))
            ? end
            : throw AbiTraps.Of($"handle index {index} used with the wrong type, expected {words} but found a {end.Description}");
    }

    private ComponentValue Lift(in AbiCall call, uint index)
    {
        call.Context.Charge(HandlePlan.HandleBytes);
        var instance = call.Context.Instance;
        var end = Find(instance, index, element, isStream, isReadable: true);
        end.RequireIdle();
        instance.Handles.Free(index);
        var loop = call.KeepsInMemory ? null : instance.Loop;
        return isStream
            ? ComponentValue.FromStream(new ComponentStream((SharedStream)end.Shared, instance.Store, loop))
            : ComponentValue.FromFuture(new ComponentFuture((SharedFuture)end.Shared, instance.Store, loop));
    }

    private uint Lower(in AbiCall call, in ComponentValue value)
    {
        var instance = call.Context.Instance;
        var end = HostEnd.Of(value);
        var type = instance.RuntimeTypeOf(element);
        if (!end.MayPass(type, instance.Store))
        {
            throw new InvalidOperationException("The host has passed a stream or future on twice, or one of another type or store.");
        }

        return instance.Handles.Add(new CopyEnd(instance, end.PassTo(instance, type), isReadable: true));
    }
}
