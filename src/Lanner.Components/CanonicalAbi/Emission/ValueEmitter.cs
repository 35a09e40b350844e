using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi.Emission;

/// <summary>Emits what passes values from one side of a call to the other: both are core values, or both are in memory.</summary>
/// <param name="writer">The adapter.</param>
/// <param name="fromCaller">True for parameters, false for a result.</param>
internal sealed partial class ValueEmitter(AdapterWriter writer, bool fromCaller)
{
    /// <summary>Values up to this size are not worth a block copy.</summary>
    private const int SmallBlock = 8;

    private readonly ScalarAccess _scalars = new(writer);

    private IlWriter Il => writer.Il;

    /// <summary>Emits what passes a value.</summary>
    /// <param name="from">The plan of the side that has it.</param>
    /// <param name="to">The plan of the side that gets it.</param>
    /// <param name="source">The place that it has.</param>
    /// <param name="target">The place that it gets.</param>
    internal void Pass(ValuePlan from, ValuePlan to, in ValuePlace source, in ValuePlace target)
    {
        if (from is { IsPlain: true, Size: > SmallBlock } && source.Slots is null)
        {
            PassBlock(from.Size, source, target);
            return;
        }

        switch (from, to)
        {
            case (NumberPlan number, _):
                PassNumber(number.Kind, source, target);
                break;
            case (FlagsPlan flags, _):
                PassFlags(flags, source, target);
                break;
            case (HandlePlan handle, HandlePlan other):
                PassHandle(handle, other, source, target);
                break;
            case (StringPlan, _):
                PassString(from.Size, to.Size, source, target);
                break;
            case (ListPlan list, ListPlan other):
                PassList(list, other, source, target);
                break;
            case (FixedListPlan list, FixedListPlan other):
                PassFixedList(list, other, source, target);
                break;
            case (AggregatePlan parts, AggregatePlan others):
                PassParts(parts, others, source, target);
                break;
            case (VariantPlan variant, VariantPlan other):
                PassVariant(variant, other, source, target);
                break;
            default:
                throw new InvalidOperationException($"No adapter passes values by a {from.GetType().Name}.");
        }
    }

    private void PassBlock(int size, in ValuePlace source, in ValuePlace target)
    {
        _scalars.LoadAddress(target);
        _scalars.LoadAddress(source);
        Il.EmitConstant(size);
        Il.Emit(ILOpCode.Cpblk);
    }

    private void PassNumber(ComponentValueKind kind, in ValuePlace source, in ValuePlace target)
    {
        var scalar = Scalar.Of(kind);
        _scalars.BeginStore(target);
        if (kind == ComponentValueKind.Bool)
        {
            // All bits of a core value count, those that a byte does not have too.
            _scalars.Load(source, source.Slots is null ? scalar : Scalar.Unsigned(4));
            Il.EmitConstant(0);
            Il.Emit(ILOpCode.Cgt_un);
        }
        else
        {
            _scalars.Load(source, scalar);
        }

        if (kind == ComponentValueKind.Char)
        {
            writer.Call(typeof(AbiTraps), nameof(AbiTraps.RequireChar));
        }

        _scalars.EndStore(target, scalar);
    }

    private void PassFlags(FlagsPlan flags, in ValuePlace source, in ValuePlace target)
    {
        var scalar = Scalar.Unsigned(flags.Size);
        _scalars.BeginStore(target);
        _scalars.Load(source, scalar);
        Il.EmitConstant((int)flags.Mask);
        Il.Emit(ILOpCode.And);
        _scalars.EndStore(target, scalar);
    }

    private void PassHandle(HandlePlan from, HandlePlan to, in ValuePlace source, in ValuePlace target)
    {
        var handle = Scalar.Unsigned(4);
        _scalars.BeginStore(target);
        writer.LoadCall();
        _scalars.Load(source, handle);
        Il.EmitConstant(writer.Shape.Handles.IndexOf(fromCaller ? (from.Resource, to.Resource) : (to.Resource, from.Resource)));
        if (!from.IsOwn)
        {
            writer.LoadScope();
        }

        writer.Call(typeof(FusedCall), !from.IsOwn ? nameof(FusedCall.PassBorrow)
            : fromCaller ? nameof(FusedCall.PassOwn)
            : nameof(FusedCall.ReturnOwn));
        _scalars.EndStore(target, handle);
    }

    private void PassParts(AggregatePlan from, AggregatePlan to, in ValuePlace source, in ValuePlace target)
    {
        var cores = 0;
        for (var index = 0; index < from.Count; index++)
        {
            Pass(
                from.PartAt(index),
                to.PartAt(index),
                source.Part(from.OffsetAt(index), cores),
                target.Part(to.OffsetAt(index), cores));
            cores += from.PartAt(index).FlatCount;
        }
    }

    private void PassVariant(VariantPlan from, VariantPlan to, in ValuePlace source, in ValuePlace target)
    {
        var count = from.Labels.Length;
        var index = writer.AddLocal(typeof(int));
        _scalars.Load(source, Scalar.Unsigned(source.Slots is null ? from.DiscriminantSize : 4));
        Il.EmitConstant(count);
        writer.Call(typeof(AbiTraps), nameof(AbiTraps.RequireCase));
        Il.EmitStoreLocal(index);
        _scalars.BeginStore(target);
        Il.EmitLoadLocal(index);
        _scalars.EndStore(target, Scalar.Unsigned(to.DiscriminantSize));
        var last = count - 1;
        while (last >= 0 && from.PayloadAt(last) is null)
        {
            last--;
        }

        if (last < 0)
        {
            return;
        }

        var end = Il.DefineLabel();
        var cases = new Label[last + 1];
        for (var one = 0; one <= last; one++)
        {
            cases[one] = from.PayloadAt(one) is null ? end : Il.DefineLabel();
        }

        Il.EmitLoadLocal(index);
        Il.EmitSwitch(cases);
        Il.EmitBranch(ILOpCode.Br, end);
        for (var one = 0; one <= last; one++)
        {
            if (from.PayloadAt(one) is { } payload)
            {
                // The core values that the case does not use are still zero, as locals are at first.
                Il.MarkLabel(cases[one]);
                Pass(payload, to.PayloadAt(one)!, source.Part(from.PayloadOffset, 1), target.Part(to.PayloadOffset, 1));
                Il.EmitBranch(ILOpCode.Br, end);
            }
        }

        Il.MarkLabel(end);
    }
}
