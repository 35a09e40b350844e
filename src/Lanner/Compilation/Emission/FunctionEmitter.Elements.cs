using Lanner.Compilation.Layout;
using Lanner.Compilation.Metadata;
using Lanner.Compilation.Tree;
using Lanner.Platform;

namespace Lanner.Compilation.Emission;

/// <summary>Elements of the CLR's arrays, in which tables and arrays of the GC lie. The CLR's own bounds checks are not used: RyuJIT
/// removes some that are needed (<see cref="JitQuirks.RangeOfIndex"/>).</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>The address of an element. What makes it safe is that the tree has compared the same index with the length of the same
    /// array, as <see cref="ArrayBound"/>: an array never changes its length.</summary>
    private void EmitElementAddress(Expression array, Expression index, Type element)
    {
        Emit(array);
        Call(RuntimeMembers.ArrayData);
        Emit(index);
        _il.Emit(ILOpCode.Conv_u);
        _il.EmitToken(ILOpCode.Sizeof, TokenOf(element));
        _il.Emit(ILOpCode.Mul);
        _il.Emit(ILOpCode.Add);
    }

    /// <summary>The address of an element of the array on the stack, which was just made with more elements.</summary>
    private void EmitElementAddress(int index, Type element)
    {
        Call(RuntimeMembers.ArrayData);
        if (index > 0)
        {
            _il.EmitConstant(index);
            _il.Emit(ILOpCode.Conv_u);
            _il.EmitToken(ILOpCode.Sizeof, TokenOf(element));
            _il.Emit(ILOpCode.Mul);
            _il.Emit(ILOpCode.Add);
        }
    }

    /// <summary>The length of an array through an operation of which the JIT knows neither the range nor what it has to do with the length.
    /// It is one instruction and can be moved out of loops, which a volatile read, where the processor has nothing better,
    /// cannot.</summary>
    private void EmitArrayBound(ArrayBound bound)
    {
        Emit(bound.Array);
        if (Hardware.HasFlag(VectorHardware.Bmi2))
        {
            _il.Emit(ILOpCode.Ldlen);
            _il.Emit(ILOpCode.Conv_u8);
            _il.EmitConstant(32L);
            Call(RuntimeMembers.ZeroHighBits);
        }
        else
        {
            _il.Emit(ILOpCode.Volatile);
            _il.EmitToken(ILOpCode.Ldfld, _metadata.FieldOf(RuntimeMembers.ArrayLength));
            _il.Emit(ILOpCode.Conv_u8);
        }
    }
}
