using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers handles (Canonical ABI, <c>lift_own</c> and those around it).</summary>
internal sealed class HandlePlan(ResourceIdentity resource, bool isOwn) : ValuePlan
{
    /// <summary>The bytes that a handle takes in the host's memory.</summary>
    internal const int HandleBytes = 64;

    internal ResourceIdentity Resource => resource;

    internal bool IsOwn => isOwn;

    internal override int Size => 4;

    internal override int Alignment => 4;

    internal override int FlatCount => 1;

    internal override bool Accepts(in ComponentValue value, AbiContext context)
    {
        if (value.Kind != (isOwn ? ComponentValueKind.Own : ComponentValueKind.Borrow))
        {
            return false;
        }

        var given = value.AsResource();
        return given.Type == context.Instance.Resolve(resource) && (isOwn ? given.MayPass : given.IsValid);
    }

    internal override ComponentValue Load(in AbiCall call, ulong address) => Lift(call, call.Memory.Read<uint>((long)address));

    internal override void Store(in AbiCall call, in ComponentValue value, ulong address) =>
        call.Memory.Write((long)address, (uint)Lower(call, value));

    internal override ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader) => Lift(call, (uint)reader.Next());

    internal override void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer) => writer.Write(Lower(call, value));

    /// <summary>Lifts a handle of a type of resources.</summary>
    internal static ComponentResource Lift(in AbiCall call, RuntimeResource type, bool isOwn, uint index)
    {
        call.Context.Charge(HandleBytes);
        var instance = call.Context.Instance;
        if (isOwn)
        {
            var removed = instance.Handles.RemoveOwned(index, type);
            return new ComponentResource(type, removed.Representation, removed.HostValue, isOwned: true);
        }

        var entry = instance.Handles.Get(index, type);
        call.Scope!.AddLender(entry);
        var lent = new ComponentResource(type, entry.Representation, entry.HostValue, isOwned: false);
        call.Scope.AddHostBorrow(lent);
        return lent;
    }

    /// <summary>Lowers a handle of a type of resources.</summary>
    internal static ulong Lower(in AbiCall call, RuntimeResource type, bool isOwn, ComponentResource given)
    {
        var instance = call.Context.Instance;
        if (given.Type != type)
        {
            throw AbiTraps.Of($"a handle was passed of another type than {type.Description}");
        }

        // What guests pass was lifted for this call, so that it is valid.
        if (isOwn ? !given.MayPass : !given.IsValid)
        {
            throw new InvalidOperationException("The host has passed a handle that it does not have any more: one can be passed on once.");
        }

        if (isOwn)
        {
            given.End();
            return instance.Handles.Add(new HandleEntry(type, given.Representation, given.HostValue, borrowScope: null));
        }

        if (given.IsOwned)
        {
            call.Scope!.AddLender(given);
        }

        if (type.Owner == instance)
        {
            return given.Representation;
        }

        call.Scope!.Borrows++;
        return instance.Handles.Add(new HandleEntry(type, given.Representation, given.HostValue, call.Scope));
    }

    private ComponentValue Lift(in AbiCall call, uint index)
    {
        var lifted = Lift(call, call.Context.Instance.Resolve(resource), isOwn, index);
        return isOwn ? ComponentValue.FromOwn(lifted) : ComponentValue.FromBorrow(lifted);
    }

    private ulong Lower(in AbiCall call, in ComponentValue value) =>
        Lower(call, call.Context.Instance.Resolve(resource), isOwn, value.AsResource());
}
