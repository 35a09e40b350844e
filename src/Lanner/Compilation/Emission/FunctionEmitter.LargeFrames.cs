using Lanner.Abi;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Outlining;
using Lanner.Compilation.Tree;
using Lanner.Platform;

namespace Lanner.Compilation.Emission;

/// <summary>Functions with large frames (<see cref="JitQuirks.FrameBeforeCheck"/>). The JIT takes the whole frame, touching each of its
/// pages, before the first instruction can check the stack: a frame larger than the reserve of the thread would end the process. So such a
/// function checks first, and then calls a method that holds its body.</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>Frames up to here are small beside the reserve below the limit, which is at least 128 KiB.</summary>
    internal const int LargeFrame = 16 << 10;

    /// <summary>The bytes that the JIT needs in a frame besides locals: saved registers, and its own spills.</summary>
    private const int FrameOverhead = 1 << 10;

    private int _mostArguments;

    /// <summary>The bytes that the JIT may need between instructions: it takes a local of its own for each operand that waits during a
    /// call, and for each structure that is returned or made, and never uses its slot for another.</summary>
    private long _temporaryBytes;

    /// <summary>Returns an upper bound of the frame's size in bytes: copies of the parameters, every local, what the JIT adds for itself
    /// with a quarter to spare, and the arguments of the call that has most of them on the stack.</summary>
    private int EstimateFrame()
    {
        var bytes = FrameOverhead + (_temporaryBytes * 5 / 4) + (16L * (_mostArguments + _tree.ParameterCount));
        for (var index = 0; index < _slots.Count; index++)
        {
            ref readonly var slot = ref _slots[index];
            bytes += slot switch
            {
                { Results: { } results } => 16L * results.Length,
                { ClrSize: > 0 and var size } => size,
                { Type: OperandType.V128 } => 16,
                _ => 8,
            };
        }

        return (int)Math.Min(bytes, int.MaxValue);
    }

    private void CountCall(Call call)
    {
        _temporaryBytes += 16 * Math.Max(1, call.FunctionType.ResultArray.Length);
        _mostArguments = Math.Max(_mostArguments, call.Arguments.Length);
        foreach (var argument in call.Arguments)
        {
            CountOperand(argument);
        }
    }

    /// <summary>Counts an operand that waits for others. Vectors count as they are: some conventions pass the address of a copy.</summary>
    private void CountOperand(Expression operand)
    {
        if (operand is not (Literal or NullLiteral or VariableRead { Type: not OperandType.V128 }))
        {
            _temporaryBytes += 16;
        }
    }

    /// <summary>Emits what stands for a function with a large frame: it makes sure that there is room for the frame, and goes on in the
    /// method that has the body.</summary>
    internal static EmittedFunction EmitStackGuard(AssemblyWriter assembly, FunctionType type, int frameBytes, MethodReference body)
    {
        var metadata = assembly.Metadata;
        var il = new IlWriter();
        var slots = new Sequence<LocalSlot>();
        slots.Add(new LocalSlot(OperandType.I32, null));
        var enough = il.DefineLabel();
        il.EmitLoadLocalAddress(0);
        il.Emit(ILOpCode.Conv_u);
        il.EmitConstant(frameBytes);
        il.Emit(ILOpCode.Conv_u);
        il.Emit(ILOpCode.Sub);
        il.EmitLoadArgument(0);
        il.EmitToken(ILOpCode.Ldfld, metadata.FieldOf(RuntimeMembers.StackLimit));
        il.EmitBranch(ILOpCode.Bge_un, enough);
        il.EmitLoadArgument(0);
        il.EmitCall(ILOpCode.Call, metadata.MethodOf(RuntimeMembers.StackCheckFailed));
        il.MarkLabel(enough);
        for (var index = 0; index < CallingConvention.ParameterCount(type); index++)
        {
            il.EmitLoadArgument(index);
        }

        // So that calls in tail position take no stack, as in other functions.
        il.Emit(ILOpCode.Tail);
        il.EmitCall(ILOpCode.Call, body);
        il.Emit(ILOpCode.Ret);
        return new EmittedFunction(il.Finish(), metadata.LocalSignature(slots), false, il.Size, [], 0);
    }

    /// <summary>The CLR numbers the locals of a method with 16 bits; some are kept for tuples.</summary>
    private const int MaximumSlots = 64_000;

    /// <summary>Of a function with too many locals to be cut the JIT takes 0.1 µs for each in each protected region, in one step: 22 s for
    /// 17,000 of either. No compiler makes one.</summary>
    private const long MostRegionsTimesVariables = 4_000_000;

    private static bool HasTooManyRegions(EmittedFunction function) =>
        function.Size.Variables > FunctionOutliner.MostLocals
        && (long)function.Body.Handlers.Length * function.Size.Variables > MostRegionsTimesVariables;

    /// <summary>A function that has more locals and operands at once than a method of the CLR can have. The rest of the module is none the
    /// worse for it: calling the function says what is wrong.</summary>
    private static EmittedFunction EmitRefusal(AssemblyWriter assembly)
    {
        var il = new IlWriter();
        il.EmitCall(ILOpCode.Call, assembly.Metadata.MethodOf(RuntimeMembers.FunctionTooLarge));
        il.Emit(ILOpCode.Ldnull);
        il.Emit(ILOpCode.Throw);
        return new EmittedFunction(il.Finish(), default, false, il.Size, [], 0);
    }

    private sealed class TooManySlotsException : Exception;
}
