using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Platform;

namespace Lanner.Compilation.Emission;

/// <summary>Writes the CIL of one function from its tree. The CLR's evaluation stack is empty between statements.</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>The index of the first WebAssembly parameter among the arguments: the state comes first.</summary>
    internal const int FirstParameter = 1;

    /// <summary>A function that calls nothing and has fewer variables than this does not check the stack: its frame is small beside the
    /// reserve below the limit.</summary>
    private const int SmallFrame = 64;

    /// <summary>With more locals than this the CLR is asked to clear them; each that is written before it is read still costs nothing,
    /// since the JIT knows.</summary>
    private const int ManyLocals = 48;

    /// <summary>The number of statements that are emitted between two checks for cancellation.</summary>
    private const int StatementsBetweenPolls = 1024;

    private readonly AssemblyWriter _assembly;
    private readonly ModuleLayout _layout;
    private readonly MetadataWriter _metadata;
    private readonly FunctionTree _tree;
    private readonly EmissionState _state;
    private readonly IlWriter _il = new();
    private readonly Sequence<LocalSlot> _slots = new();

    /// <summary>The locals for tuples of results, by what they hold.</summary>
    private readonly Dictionary<WasmValueType[], int> _tuples = [];

    /// <summary>Locals that are free again, by type; null where none was yet. The last comes first.</summary>
    private readonly List<int>?[] _free = new List<int>?[(int)OperandType.Address + 1 + (int)LaneType.F64];
    private readonly Dictionary<int, int> _memoryBases = [];
    private readonly Sequence<OffsetMark> _offsets = new();
    private int _lastOffset;
    private CilSize[]? _sizes;
    private Statement? _next;

    /// <summary>The entry of <see cref="_offsets"/> for the statement that is being emitted, until a call in it has taken its
    /// place.</summary>
    private int _statementMark = -1;

    /// <summary>A place in the CIL and where it comes from in the module.</summary>
    private readonly record struct OffsetMark(int Mark, int Offset);

    private FunctionEmitter(AssemblyWriter assembly, FunctionTree tree, EmissionState state)
    {
        _assembly = assembly;
        _layout = assembly.Layout;
        _metadata = assembly.Metadata;
        _tree = tree;
        _state = state;
        state.Begin(tree);
    }

    /// <summary>Emits a function.</summary>
    internal static EmittedFunction Emit(AssemblyWriter assembly, FunctionTree tree, EmissionState state)
    {
        var mark = assembly.Mark();
        try
        {
            var emitted = new FunctionEmitter(assembly, tree, state).Emit();
            if (!HasTooManyRegions(emitted))
            {
                return emitted;
            }

            assembly.TakeBack(mark);
            return EmitRefusal(assembly);
        }
        catch (TooManySlotsException)
        {
            assembly.TakeBack(mark);
            return EmitRefusal(assembly);
        }
    }

    /// <summary>Tells how large the code before each statement is and, last, all of it. What that adds to the assembly is taken
    /// back.</summary>
    /// <returns>Null when it has more locals than a method can have.</returns>
    internal static CilSize[]? Measure(AssemblyWriter assembly, FunctionTree tree, EmissionState state)
    {
        var mark = assembly.Mark();
        var emitter = new FunctionEmitter(assembly, tree, state) { _sizes = new CilSize[tree.Body.Count + 1] };
        try
        {
            emitter._sizes[^1] = emitter.Emit().Size;
            return emitter._sizes;
        }
        catch (TooManySlotsException)
        {
            return null;
        }
        finally
        {
            assembly.TakeBack(mark);
        }
    }

    private EmittedFunction Emit()
    {
        var clearLocals = EmitPrologue();
        for (var index = 0; index < _tree.Body.Count; index++)
        {
            if (index % StatementsBetweenPolls == 0)
            {
                _assembly.Cancellation.ThrowIfCancellationRequested();
            }

            if (_sizes is not null)
            {
                _sizes[index] = _il.Size;
            }

            _next = index + 1 < _tree.Body.Count ? _tree.Body[index + 1] : null;
            EmitStatement(_tree.Body[index]);
        }

        var body = _il.Finish();
        var map = new (int Il, int Module)[_offsets.Count];
        for (var index = 0; index < map.Length; index++)
        {
            map[index] = (body.Positions.OfMark(_offsets[index].Mark), _offsets[index].Offset);
        }

        var size = _il.Size with { Bytes = body.Code.Length, Variables = _slots.Count + FirstParameter + _tree.ParameterCount };
        return new EmittedFunction(body, _metadata.LocalSignature(_slots), clearLocals, size, map, EstimateFrame())
        {
            IsOptimized = _mostRegions <= MostRegionsToOptimize
                && size.Dominators <= _assembly.Layout.Options.MethodLimits.Method.Dominators,
        };
    }

    /// <summary>Variables, stack check and memory bases. Returns whether the CLR is to clear the locals.</summary>
    private bool EmitPrologue()
    {
        // The first four locals take one byte to load, the next 252 two, all others four: bases and busy locals come first.
        for (var index = 0; index < _state.Memories.Count; index++)
        {
            _memoryBases.Add(_state.Memories[index], NewSlot(OperandType.Address));
        }

        EmitFuelPrologue();
        var locals = _state.LocalsByReads();
        var startAtZero = _tree.OutlinedFunction is null;
        var clearLocals = startAtZero && locals.Length > ManyLocals;
        foreach (var local in locals)
        {
            ref var state = ref _state[local];
            state.Slot = NewSlot(local.Type, LanesOf(local));

            // Of a number that the CLR clears the JIT knows that it is 0 (JitQuirks.ArithmeticIdentity).
            if (startAtZero
                && (!clearLocals || (local.Type is OperandType.F32 or OperandType.F64 or OperandType.V128 && state.ReadsLeft > 0)))
            {
                EmitDefault(local);
                _il.EmitStoreLocal(state.Slot);
            }
        }

        AddReturnAreas();

        if (_state.HasCalls || _tree.ParameterCount + locals.Length > SmallFrame)
        {
            EmitStackCheck();
        }

        for (var index = 0; index < _state.Memories.Count; index++)
        {
            _il.EmitLoadArgument(0);
            _il.EmitToken(ILOpCode.Ldfld, _assembly.MemoryBaseField(_state.Memories[index]));
            _il.EmitStoreLocal(_memoryBases[_state.Memories[index]]);
        }

        return clearLocals;
    }

    /// <summary>The address of a local stands for the stack pointer.</summary>
    private void EmitStackCheck()
    {
        var marker = NewSlot(OperandType.I32);
        var enough = _il.DefineLabel();
        _il.EmitLoadLocalAddress(marker);
        _il.Emit(ILOpCode.Conv_u);
        _il.EmitLoadArgument(0);
        if (_tree.Body.Exists(statement => statement is TailCall))
        {
            // The JIT makes a loop of a function that calls itself in tail position, and would read the limit before the loop
            // (JitQuirks.LimitBeforeLoop).
            _il.Emit(ILOpCode.Volatile);
        }

        _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.StackLimit));
        _il.EmitBranch(ILOpCode.Bge_un, enough);
        _il.EmitLoadArgument(0);
        Call(RuntimeMembers.StackCheckFailed);
        _il.MarkLabel(enough);
    }

    private int NewSlot(OperandType type, LaneType lanes = LaneType.U8)
    {
        if (_slots.Count >= MaximumSlots)
        {
            throw new TooManySlotsException();
        }

        _slots.Add(new LocalSlot(type, null, lanes));
        return _slots.Count - 1;
    }

    private int AllocateSlot(OperandType type, LaneType lanes = LaneType.U8)
    {
        if (_free[FreeIndex(type, lanes)] is not { Count: > 0 } free)
        {
            return NewSlot(type, lanes);
        }

        var slot = free[^1];
        free.RemoveAt(free.Count - 1);
        return slot;
    }

    private void ReleaseSlot(OperandType type, int slot, LaneType lanes = LaneType.U8) => (_free[FreeIndex(type, lanes)] ??= []).Add(slot);

    private static int FreeIndex(OperandType type, LaneType lanes) =>
        lanes == LaneType.U8 ? (int)type : (int)OperandType.Address + (int)lanes;

    private void Release(Variable variable, ref VariableState state)
    {
        ReleaseSlot(variable.Type, state.Slot, LanesOf(variable));
        state.Slot = -1;
    }

    /// <summary>Releases the slot of a temporary when nothing reads it any more.</summary>
    private void ReleaseUnread(Variable variable, ref VariableState state)
    {
        if (state is { ReadsLeft: 0, IsArgument: false }
            && variable is { Kind: VariableKind.Temporary, IsLoopCarried: false, IsSlotFixed: false })
        {
            Release(variable, ref state);
        }
    }

    private void EmitDefault(Variable local)
    {
        switch (local.Type)
        {
            case OperandType.I32:
                _il.EmitConstant(0);
                break;
            case OperandType.I64:
                _il.EmitConstant(0L);
                break;
            case OperandType.F32 or OperandType.F64:
                EmitNeutral(local.Type, 0);
                break;
            case OperandType.V128:
                EmitNeutralZero(LanesOf(local));
                break;
            default:
                _il.Emit(ILOpCode.Ldnull);
                break;
        }
    }

    private void Load(Variable variable)
    {
        ref var state = ref _state[variable];
        if (state.IsArgument)
        {
            _il.EmitLoadArgument(state.Slot);
        }
        else
        {
            if (state.Slot < 0)
            {
                state.Slot = AllocateSlot(variable.Type, LanesOf(variable));
            }

            _il.EmitLoadLocal(state.Slot);
        }

        state.ReadsLeft--;
        ReleaseUnread(variable, ref state);
    }

    private void Store(Variable variable)
    {
        if (variable.Type == OperandType.V128)
        {
            EmitView(LaneType.U8, LanesOf(variable));
        }

        StoreLanes(variable);
    }

    /// <summary>Stores what is on the stack in the variable's own lanes, if it is a vector.</summary>
    private void StoreLanes(Variable variable)
    {
        ref var state = ref _state[variable];
        if (state.IsArgument)
        {
            _il.EmitStoreArgument(state.Slot);
            return;
        }

        if (state.Slot < 0)
        {
            state.Slot = AllocateSlot(variable.Type, LanesOf(variable));
        }

        _il.EmitStoreLocal(state.Slot);

        // Results that are dropped are never read.
        ReleaseUnread(variable, ref state);
    }

    /// <summary>Says where the code of a statement comes from.</summary>
    private void MarkStatement(int offset)
    {
        _statementMark = -1;
        if (offset != 0)
        {
            _statementMark = _offsets.Count;
            _offsets.Add(new OffsetMark(_il.Mark(), offset));
            _lastOffset = offset;
        }
    }

    /// <summary>The JIT knows places by the beginnings of statements (<see cref="JitQuirks.StatementOffsets"/>). When a function was called
    /// from the midst of one, the call is what the place stands for.</summary>
    private void MarkCall(int offset)
    {
        MarkOffset(offset);
        if (_statementMark >= 0 && offset != 0)
        {
            _offsets[_statementMark] = new OffsetMark(_offsets[_statementMark].Mark, offset);
            _statementMark = -1;
        }
    }

    private void MarkOffset(int offset)
    {
        if (offset != 0 && offset != _lastOffset)
        {
            _offsets.Add(new OffsetMark(_il.Mark(), offset));
            _lastOffset = offset;
        }
    }

    private void Call(System.Reflection.MethodBase method) => _il.EmitCall(ILOpCode.Call, _metadata.MethodOf(method));
}
