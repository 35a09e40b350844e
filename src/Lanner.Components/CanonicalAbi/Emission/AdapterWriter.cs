using System.Diagnostics.CodeAnalysis;
using Lanner.Abi;
using Lanner.Calls;
using Lanner.Compilation.Metadata;
using Lanner.Components.Resources;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Components.CanonicalAbi.Emission;

/// <summary>Writes an adapter: the code of a core function that guests call with its own signature, and that calls the core function of
/// another guest (Canonical ABI, <c>canon_lower</c> and <c>canon_lift</c> in one). Each argument is lifted and lowered before the next is
/// lifted, and so are the parts of the result.</summary>
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal sealed class AdapterWriter : MethodWriter
{
    private readonly FunctionPlan _caller;
    private readonly FunctionPlan _callee;
    private readonly int _call;
    private readonly int _scope = -1;

    /// <param name="caller">The plan for the function's type as the guest sees it that calls.</param>
    /// <param name="callee">The plan as the guest sees it that is called.</param>
    /// <param name="shape">The result of comparing them.</param>
    internal AdapterWriter(FunctionPlan caller, FunctionPlan callee, AdapterShape shape)
        : base(metadata: null)
    {
        _caller = caller;
        _callee = callee;
        Shape = shape;
        var own = typeof(AdapterWriter).Assembly;
        References.Add(own.GetName().Name!, own);
        _call = AddLocal(typeof(FusedCall));
        if (caller.HasBorrows)
        {
            _scope = AddLocal(typeof(CallScope));
        }
    }

    internal AdapterShape Shape { get; }

    /// <summary>Writes the code.</summary>
    /// <param name="lowered">The type of the core function that the code is.</param>
    /// <param name="lifted">The type of the core function that it calls.</param>
    internal Thunk Write(FunctionType lowered, FunctionType lifted)
    {
        Il.EmitLoadArgument(0);
        Call(typeof(FusedCall), nameof(FusedCall.Of));
        Il.EmitStoreLocal(_call);
        var suspended = AddLocal(typeof(SuspendedCall));
        LoadCall();
        Il.EmitLoadLocalAddress(suspended);
        Call(typeof(FusedCall), nameof(FusedCall.Begin));
        BeginLoans();
        var arguments = PassParameters();
        var results = AddLocals(_callee.ResultKinds);
        EmitCoreCall(nameof(FusedCall.Core), lifted, arguments, results);
        EndUseOfLoans();
        var returned = PassResult(lowered, results);
        EmitPostReturn(results);
        LoadCall();
        Il.EmitLoadLocalAddress(suspended);
        Call(typeof(FusedCall), nameof(FusedCall.End));
        EndLoans();
        LoadSlots(returned);
        Il.Emit(ILOpCode.Ret);
        return Finish(
            "Lanner.Adapter", CallingConvention.ReturnTypeOf(lowered), CallingConvention.ParametersOf(lowered, typeof(InstanceState)));
    }

    /// <summary>Pushes the <see cref="FusedCall"/>.</summary>
    internal void LoadCall() => Il.EmitLoadLocal(_call);

    /// <summary>Pushes the loans of the call.</summary>
    internal void LoadScope() => Il.EmitLoadLocal(_scope);

    /// <summary>Pushes the side of the caller or that of the callee.</summary>
    internal void LoadContext(bool isCaller)
    {
        LoadCall();
        LoadField(typeof(FusedCall), isCaller ? nameof(FusedCall.Caller) : nameof(FusedCall.Callee));
    }

    /// <summary>Emits what ends the guests if they are to stop, as in the loops of guests.</summary>
    internal void EmitPoll()
    {
        var goOn = Il.DefineLabel();
        LoadFunctionField(nameof(FusedCall.Core), nameof(Function.State));
        Il.Emit(ILOpCode.Volatile);
        LoadField(typeof(InstanceState), nameof(InstanceState.Interrupt));
        Il.EmitBranch(ILOpCode.Brfalse, goOn);
        LoadFunctionField(nameof(FusedCall.Core), nameof(Function.State));
        Call(typeof(Traps), nameof(Traps.PollFailed));
        Il.MarkLabel(goOn);
    }

    /// <summary>Emits what passes the parameters.</summary>
    /// <returns>The core values for the callee.</returns>
    private CoreSlot[] PassParameters()
    {
        var slots = new CoreSlot[_caller.ParameterKinds.Length];
        for (var index = 0; index < slots.Length; index++)
        {
            slots[index] = new CoreSlot(IsArgument: true, index + 1, _caller.ParameterKinds[index]);
        }

        var arguments = AddLocals(_callee.ParameterKinds);
        var values = new ValueEmitter(this, fromCaller: true);
        if (!_caller.SpillsParameters)
        {
            values.Pass(_caller.Parameters, _callee.Parameters, ValuePlace.OfCore(slots), ValuePlace.OfCore(arguments));
            return arguments;
        }

        var source = values.Locate(_caller.Parameters, slots[0]);
        var target = values.Allocate(_callee.Parameters, out var address);
        values.Pass(_caller.Parameters, _callee.Parameters, source, target);
        values.StorePointer(ValuePlace.OfCore(arguments), address, arguments[0].Kind == WasmValueKind.I64);
        return arguments;
    }

    /// <summary>Emits what passes the result.</summary>
    /// <returns>The core values for the caller.</returns>
    private CoreSlot[] PassResult(FunctionType lowered, CoreSlot[] results)
    {
        if (_caller.Result is null)
        {
            return [];
        }

        var values = new ValueEmitter(this, fromCaller: false);
        if (_caller.SpillsResult)
        {
            var last = lowered.ParameterArray.Length;
            var source = values.Locate(_callee.Result!, results[0]);
            var target = values.LocateInTarget(
                _caller.Result, new CoreSlot(IsArgument: true, last, lowered.ParameterArray[last - 1].Kind));
            values.Pass(_callee.Result!, _caller.Result, source, target);
            return [];
        }

        var returned = AddLocals(_caller.ResultKinds);
        values.Pass(_callee.Result!, _caller.Result, ValuePlace.OfCore(results), ValuePlace.OfCore(returned));
        return returned;
    }

    /// <summary>Emits the call of a core function. Its exceptions become traps (Canonical ABI, <c>call_and_trap_on_throw</c>).</summary>
    private void EmitCoreCall(string function, FunctionType type, CoreSlot[] arguments, CoreSlot[] results)
    {
        var end = Il.DefineLabel();
        var start = MarkedLabel();
        LoadFunctionField(function, nameof(Function.State));
        LoadSlots(arguments);
        LoadFunctionField(function, nameof(Function.Code));
        Il.EmitCall(ILOpCode.Calli, Metadata.CallSite(type));
        if (results.Length > 0)
        {
            Il.EmitStoreLocal(results[0].Index);
        }

        Il.EmitBranch(ILOpCode.Leave, end);
        var handler = MarkedHandler();
        Call(typeof(CoreCalls), nameof(CoreCalls.Uncaught));
        Il.Emit(ILOpCode.Throw);
        Il.MarkLabel(end);
        Il.AddProtectedRegion(
            new Compilation.Cil.ProtectedRegion(start, handler, null, handler, end, Metadata.TypeOf(typeof(WasmException))));
    }

    private void EmitPostReturn(CoreSlot[] results)
    {
        var skip = Il.DefineLabel();
        LoadCall();
        LoadField(typeof(FusedCall), nameof(FusedCall.PostReturn));
        Il.EmitBranch(ILOpCode.Brfalse, skip);
        LoadCall();
        Call(typeof(FusedCall), nameof(FusedCall.BeginPostReturn));
        var type = FunctionType.Create(Array.ConvertAll(results, slot => WasmValueType.OfKind(slot.Kind)), []);
        EmitCoreCall(nameof(FusedCall.PostReturn), type, results, []);
        LoadCall();
        Call(typeof(FusedCall), nameof(FusedCall.EndPostReturn));
        Il.MarkLabel(skip);
    }

    private void LoadFunctionField(string function, string field)
    {
        LoadCall();
        LoadField(typeof(FusedCall), function);
        LoadField(typeof(Function), field);
    }

    private void LoadSlots(CoreSlot[] slots)
    {
        foreach (var slot in slots)
        {
            Il.EmitLoadLocal(slot.Index);
        }
    }

    private void BeginLoans()
    {
        if (Shape.Handles.Count > 0)
        {
            LoadContext(isCaller: true);
            Call(typeof(AbiContext), nameof(AbiContext.BeginLift));
            LoadContext(isCaller: false);
            Call(typeof(AbiContext), nameof(AbiContext.BeginLift));
        }

        if (_scope >= 0)
        {
            LoadCall();
            Call(typeof(FusedCall), nameof(FusedCall.BeginScope));
            Il.EmitStoreLocal(_scope);
        }
    }

    private void EndUseOfLoans()
    {
        if (Shape.Handles.Count > 0)
        {
            LoadContext(isCaller: false);
            Call(typeof(AbiContext), nameof(AbiContext.BeginLift));
        }

        if (_scope >= 0)
        {
            LoadScope();
            Call(typeof(CallScope), nameof(CallScope.RequireReturned));
        }
    }

    private void EndLoans()
    {
        if (_scope >= 0)
        {
            LoadCall();
            LoadScope();
            Call(typeof(FusedCall), nameof(FusedCall.EndScope));
        }
    }

    private CoreSlot[] AddLocals(ReadOnlySpan<WasmValueKind> kinds)
    {
        var slots = new CoreSlot[kinds.Length];
        for (var index = 0; index < slots.Length; index++)
        {
            slots[index] = new CoreSlot(
                IsArgument: false, AddLocal(CallingConvention.TypeOf(WasmValueType.OfKind(kinds[index]))), kinds[index]);
        }

        return slots;
    }
}
