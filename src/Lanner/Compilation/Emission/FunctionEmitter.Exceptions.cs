using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Platform;

namespace Lanner.Compilation.Emission;

/// <summary>Protected regions, their exits, and throwing. A region is left by <c>leave</c> only (ECMA-335 III.1.7.5); nothing branches into
/// one, since wasm has no branches into blocks.</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>A method with more protected regions than this within each other is not optimised (<see cref="JitQuirks.NestedRegions"/>),
    /// which takes 20 ms for 60 and 50 ms for 240 of them. Compilers nest a few.</summary>
    private const int MostRegionsToOptimize = 16;

    private readonly Sequence<Label> _tryStarts = new();
    private int _mostRegions;

    /// <summary>The targets that a <c>switch</c> goes to by a <c>leave</c>, and the numbers of the labels of those; null when there are
    /// none.</summary>
    private Dictionary<Target, int>? _leaveStubs;

    /// <summary>Tests whether a branch to a target leaves a protected region.</summary>
    private bool NeedsLeave(Target target) => target.RegionDepth < _tryStarts.Count;

    private void EmitLeaveIf(BranchIf branch)
    {
        var stay = _il.DefineLabel();
        EmitBranchIf(branch.Condition, stay, branch.Negated);
        _il.EmitBranch(ILOpCode.Leave, LabelOf(branch.Target));
        _il.MarkLabel(stay);
    }

    /// <summary>A label that a <c>switch</c> may name: that of the target, or of a <c>leave</c> that <see cref="EmitLeaveStubs"/> puts
    /// behind.</summary>
    private Label ReachableLabelOf(Target target)
    {
        if (!NeedsLeave(target))
        {
            return LabelOf(target);
        }

        _leaveStubs ??= [];
        if (!_leaveStubs.TryGetValue(target, out var label))
        {
            label = _il.DefineLabel().Index;
            _leaveStubs.Add(target, label);
        }

        return new Label(label);
    }

    private void EmitLeaveStubs()
    {
        if (_leaveStubs is null)
        {
            return;
        }

        foreach (var (target, label) in _leaveStubs)
        {
            _il.MarkLabel(new Label(label));
            _il.EmitBranch(ILOpCode.Leave, LabelOf(target));
        }

        _leaveStubs = null;
    }

    private void EmitTryStart(ProtectedBlock block)
    {
        // The first instruction of a region belongs to it alone: a loop that starts right before or right inside has a start of its own.
        _il.Emit(ILOpCode.Nop);
        var start = _il.DefineLabel();
        _il.MarkLabel(start);
        _il.Emit(ILOpCode.Nop);
        _tryStarts.Add(start);
        _mostRegions = Math.Max(_mostRegions, _tryStarts.Count);
    }

    private void EmitTryEnd(ProtectedBlock block)
    {
        // Nothing comes here, but code that is never reached may stand before, and no region may be left by falling out of it.
        _il.EmitBranch(ILOpCode.Leave, LabelOf(block.Dispatch));
        var tryStart = _tryStarts.Pop();
        Label tryEnd;
        Label? filterStart = null;
        Label handlerStart;
        if (block.Tags is { } tags)
        {
            tryEnd = MarkedHandler();
            filterStart = tryEnd;
            EmitFilter(tags);
            handlerStart = MarkedHandler();
        }
        else
        {
            tryEnd = handlerStart = MarkedHandler();
        }

        Store(block.Exception);
        EmitReloadFuel();
        _il.EmitBranch(ILOpCode.Leave, LabelOf(block.Dispatch));
        var handlerEnd = MarkedLabel();
        _il.AddProtectedRegion(new ProtectedRegion(
            tryStart, tryEnd, filterStart, handlerStart, handlerEnd,
            filterStart is null ? _metadata.TypeOf(typeof(WasmException)) : default));
    }

    private Label MarkedLabel()
    {
        var label = _il.DefineLabel();
        _il.MarkLabel(label);
        return label;
    }

    private Label MarkedHandler()
    {
        var label = _il.DefineLabel();
        _il.MarkHandler(label);
        return label;
    }

    /// <summary>Says whether the exception on the stack is one of wasm with one of the tags. It runs before anything is unwound, so that
    /// others pass as if there were no handler.</summary>
    private void EmitFilter(HashSet<int> tags)
    {
        var passed = _il.DefineLabel();
        var decided = _il.DefineLabel();
        foreach (var tag in tags)
        {
            _il.Emit(ILOpCode.Dup);
            EmitStateObject(StateObjectKind.Tag, tag);
            Call(RuntimeMembers.ExceptionHasTag);
            _il.EmitBranch(ILOpCode.Brtrue, passed);
        }

        _il.Emit(ILOpCode.Pop);
        _il.EmitConstant(0);
        if (tags.Count > 0)
        {
            _il.EmitBranch(ILOpCode.Br, decided);
            _il.MarkLabel(passed);
            _il.Emit(ILOpCode.Pop);
            _il.EmitConstant(1);
            _il.MarkLabel(decided);
        }

        _il.Emit(ILOpCode.Endfilter);
    }

    private void EmitThrow(Throw thrown)
    {
        Emit(thrown.Exception);
        if (thrown.Exception is NewException)
        {
            _il.Emit(ILOpCode.Throw);
        }
        else
        {
            _il.EmitLoadArgument(0);
            Call(RuntimeMembers.ThrowAgain);
            EmitDeadEnd();
        }
    }

    private void EmitNewException(NewException exception)
    {
        var types = exception.FunctionType.ParameterArray;
        _il.EmitConstant(types.Length);
        _il.EmitToken(ILOpCode.Newarr, _metadata.TypeOf(typeof(Value)));
        for (var index = 0; index < types.Length; index++)
        {
            _il.Emit(ILOpCode.Dup);
            _il.EmitConstant(index);
            _il.EmitToken(ILOpCode.Ldelema, _metadata.TypeOf(typeof(Value)));
            CountOperand(exception.Values[index]);
            Emit(exception.Values[index]);
            Call(Runtime.EmittedValues.Writer(types[index].Kind));
        }

        EmitStateObject(StateObjectKind.Tag, exception.TagIndex);
        _il.EmitLoadArgument(0);
        _il.EmitCall(ILOpCode.Newobj, _metadata.MethodOf(RuntimeMembers.NewException));
        EmitCharge(Runtime.Exceptions.SizeOf(types.Length), RuntimeMembers.Charge);
    }
}
