using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanner.Compilation.Cil;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Something that has a value when evaluated. Operands are evaluated left to right.</summary>
internal abstract class Expression(OperandType type, Effects effects)
{
    internal OperandType Type { get; } = type;

    internal Effects Effects { get; } = effects;

    /// <summary>The length of the longest path to a leaf. The builder keeps it small, since emitter and JIT walk trees by
    /// recursion.</summary>
    internal int Depth { get; init; } = 1;

    /// <summary>The offset of the instruction in the module, or 0 when it is never used.</summary>
    internal int Offset { get; init; }

    /// <summary>True if this is a reference that is known not to be null.</summary>
    internal bool IsNonNull { get; init; }

    /// <summary>True if the JIT may know the value.</summary>
    internal bool MayBeConstant { get; init; }

    /// <summary>Tells the visitor what evaluating this does, in the order of evaluation.</summary>
    internal abstract void Accept(TreeVisitor visitor);
}

/// <summary>A constant number.</summary>
internal sealed class Literal : Expression
{
    internal Literal(OperandType type, long bits)
        : base(type, Effects.None)
    {
        Bits = bits;
        MayBeConstant = true;
    }

    /// <summary>The bits of its type, a 32-bit integer sign-extended.</summary>
    internal long Bits { get; }

    internal static Literal I32(int value) => new(OperandType.I32, value);

    internal static Literal I64(long value) => new(OperandType.I64, value);

    internal override void Accept(TreeVisitor visitor)
    {
    }
}

/// <summary>A constant vector.</summary>
internal sealed class VectorLiteral : Expression
{
    private readonly VectorBits _value;

    internal VectorLiteral(Vector128<byte> value)
        : base(OperandType.V128, Effects.None)
    {
        _value = VectorBits.Of(value);
        MayBeConstant = true;
    }

    internal Vector128<byte> Value => _value.ToVector();

    internal override void Accept(TreeVisitor visitor)
    {
    }
}

/// <summary>A vector in a class. A field of type <see cref="Vector128{T}"/> would keep ReadyToRun from holding any code that touches the
/// class, and the JIT would compile it before the first guest.</summary>
internal readonly struct VectorBits(ulong low, ulong high)
{
    private readonly ulong _low = low;
    private readonly ulong _high = high;

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static VectorBits Of(Vector128<byte> vector) => new(vector.AsUInt64()[0], vector.AsUInt64()[1]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Vector128<byte> ToVector() => Vector128.Create(_low, _high).AsByte();
}

/// <summary>The null reference.</summary>
internal sealed class NullLiteral() : Expression(OperandType.Reference, Effects.None)
{
    internal override void Accept(TreeVisitor visitor)
    {
    }
}

/// <summary>The value of a variable.</summary>
internal sealed class VariableRead : Expression
{
    internal VariableRead(Variable variable)
        : base(variable.Type, Effects.Reading(variable))
    {
        Variable = variable;
        IsNonNull = variable.IsNonNull;
        MayBeConstant = variable.MayBeConstant;
        variable.Reads++;
    }

    internal Variable Variable { get; }

    internal override void Accept(TreeVisitor visitor) => visitor.OnRead(Variable);
}

/// <summary>Assigns a variable and has the value assigned.</summary>
internal sealed class VariableTee : Expression
{
    internal VariableTee(Variable variable, Expression value, Effects effects)
        : base(variable.Type, value.Effects | Effects.Writing(variable) | effects)
    {
        Variable = variable;
        Value = value;
        IsNonNull = value.IsNonNull || variable.IsNonNull;
        MayBeConstant = value.MayBeConstant;
        variable.Reads++;
    }

    internal Variable Variable { get; }

    internal Expression Value { get; set; }

    /// <summary>The value is stored and loaded again.</summary>
    internal override void Accept(TreeVisitor visitor)
    {
        Value.Accept(visitor);
        visitor.OnAssign(Variable, Value);
        visitor.OnWrite(Variable);
        visitor.OnRead(Variable);
    }
}

/// <summary>A numeric or vector instruction on one to three operands, or a conversion.</summary>
internal sealed class NumericOperation : Expression
{
    internal NumericOperation(Opcode opcode, OperandType type, Effects effects, Expression first, Expression? second, Expression? third)
        : base(type, effects)
    {
        Opcode = opcode;
        First = first;
        Second = second;
        Third = third;
        MayBeConstant = JitConstants.MayBeConstant(opcode, first, second);
    }

    internal Opcode Opcode { get; }

    internal Expression First { get; set; }

    internal Expression? Second { get; set; }

    internal Expression? Third { get; }

    /// <summary>True if the result is the first operand, and the operation hides it from the JIT.</summary>
    internal bool HidesFirst { get; init; }

    /// <summary>True if some user needs only a part of the result.</summary>
    internal bool IsNarrowable { get; set; }

    /// <summary>The lane of an instruction on one lane.</summary>
    internal int Lane { get; init; }

    /// <summary>The lanes of a shuffle.</summary>
    internal VectorBits Shuffle { get; init; }

    internal override void Accept(TreeVisitor visitor)
    {
        First.Accept(visitor);
        Second?.Accept(visitor);
        Third?.Accept(visitor);
    }
}

/// <summary>The address of a memory access: base, index and constant offset. Whether the range was checked before is the builder's
/// business.</summary>
internal sealed class MemoryLocation(int memoryIndex, Expression address, ulong offset)
{
    internal int MemoryIndex { get; } = memoryIndex;

    /// <summary>The address operand, <c>i32</c> or <c>i64</c>.</summary>
    internal Expression Address { get; } = address;

    internal ulong Offset { get; } = offset;

    internal void Accept(TreeVisitor visitor)
    {
        visitor.OnMemory(MemoryIndex);
        Address.Accept(visitor);
    }
}

/// <summary>A load.</summary>
internal sealed class MemoryLoad(Opcode opcode, OperandType type, MemoryLocation location, Effects effects) : Expression(type, effects)
{
    internal Opcode Opcode { get; } = opcode;

    internal MemoryLocation Location { get; } = location;

    /// <summary>True if some user needs only a part of the value.</summary>
    internal bool IsNarrowable { get; set; }

    /// <summary>True if the value may be unused.</summary>
    internal bool IsDropped { get; set; }

    internal override void Accept(TreeVisitor visitor) => Location.Accept(visitor);
}

/// <summary>The native address of a memory location, for helpers that take one.</summary>
internal sealed class LocationAddress(MemoryLocation location) : Expression(OperandType.Address, location.Address.Effects)
{
    internal MemoryLocation Location { get; } = location;

    internal override void Accept(TreeVisitor visitor) => Location.Accept(visitor);
}

/// <summary>The native address of a memory's byte 0.</summary>
internal sealed class MemoryBase(int memoryIndex) : Expression(OperandType.Address, Effects.None)
{
    internal int MemoryIndex { get; } = memoryIndex;

    internal override void Accept(TreeVisitor visitor) => visitor.OnMemory(MemoryIndex);
}

/// <summary>The current size of a memory in bytes, as an <c>i64</c>.</summary>
internal sealed class MemorySize(int memoryIndex) : Expression(OperandType.I64, Effects.OfState(StateEffects.Reads))
{
    internal int MemoryIndex { get; } = memoryIndex;

    internal override void Accept(TreeVisitor visitor) => visitor.OnMemory(MemoryIndex);
}

/// <summary>The state of the instance.</summary>
internal sealed class StateRead() : Expression(OperandType.Reference, Effects.None)
{
    internal override void Accept(TreeVisitor visitor)
    {
    }
}

/// <summary>One of the objects that the state points to for the whole life of the instance.</summary>
internal sealed class StateObject(StateObjectKind kind, int index) : Expression(OperandType.Reference, Effects.None)
{
    internal StateObjectKind Kind { get; } = kind;

    internal int Index { get; } = index;

    internal override void Accept(TreeVisitor visitor)
    {
    }
}

/// <summary>The value of a global.</summary>
internal sealed class GlobalRead(int index, OperandType type, bool isMutable)
    : Expression(type, isMutable ? Effects.OfState(StateEffects.Reads) : Effects.None)
{
    internal int Index { get; } = index;

    internal override void Accept(TreeVisitor visitor)
    {
    }
}

/// <summary>One of two values, by a condition; both are evaluated.</summary>
internal sealed class Select : Expression
{
    internal Select(Expression whenTrue, Expression whenFalse, Expression condition)
        : base(whenTrue.Type, whenTrue.Effects | whenFalse.Effects | condition.Effects)
    {
        WhenTrue = whenTrue;
        WhenFalse = whenFalse;
        Condition = condition;
        MayBeConstant = whenTrue.MayBeConstant || whenFalse.MayBeConstant;
    }

    internal Expression WhenTrue { get; }

    internal Expression WhenFalse { get; }

    internal Expression Condition { get; set; }

    /// <summary>True if it is inside a loop of its function.</summary>
    internal bool IsInLoop { get; init; }

    internal override void Accept(TreeVisitor visitor)
    {
        WhenTrue.Accept(visitor);
        WhenFalse.Accept(visitor);
        Condition.Accept(visitor);
    }
}

/// <summary>A call of a static method or accessor of the runtime library.</summary>
internal sealed class RuntimeCall(MethodInfo method, OperandType type, Expression[] arguments, Effects effects) : Expression(type, effects)
{
    internal MethodInfo Method { get; } = method;

    internal Expression[] Arguments { get; } = arguments;

    /// <summary>True if the method may take fuel for what it does.</summary>
    internal bool TakesFuel { get; init; }

    internal override void Accept(TreeVisitor visitor) => visitor.Visit(Arguments);
}

/// <summary>A field of an object of the runtime library.</summary>
internal sealed class FieldRead(
    FieldInfo field, OperandType type, Expression target, Effects effects) : Expression(type, effects | target.Effects)
{
    internal FieldInfo Field { get; } = field;

    internal Expression Target { get; } = target;

    /// <summary>True if each read may give something else to the JIT.</summary>
    internal bool IsVolatile { get; init; }

    internal override void Accept(TreeVisitor visitor) => Target.Accept(visitor);
}

/// <summary>The number of elements of an array of references, or one of them; bounds have been checked.</summary>
internal sealed class ElementRead(Expression array, Expression index, Effects effects) : Expression(OperandType.Reference, effects)
{
    internal Expression Array { get; } = array;

    internal Expression Index { get; } = index;

    internal override void Accept(TreeVisitor visitor)
    {
        Array.Accept(visitor);
        Index.Accept(visitor);
    }
}

/// <summary>The length of a CLR array, as an <c>i32</c>.</summary>
internal sealed class ArrayLength(Expression array) : Expression(OperandType.I32, array.Effects | Effects.OfState(StateEffects.Reads))
{
    internal Expression Array { get; } = array;

    internal override void Accept(TreeVisitor visitor) => Array.Accept(visitor);
}

/// <summary>The number of elements of a CLR array as an <c>i64</c>, for the comparison with an index: the JIT knows nothing of it, so that
/// no analysis of ranges can conclude that the comparison is not needed.</summary>
internal sealed class ArrayBound(Expression array) : Expression(OperandType.I64, array.Effects | Effects.OfState(StateEffects.Reads))
{
    internal Expression Array { get; } = array;

    internal override void Accept(TreeVisitor visitor) => Array.Accept(visitor);
}

/// <summary>Tests whether two references are the same object, as 0 or 1.</summary>
internal sealed class ReferenceEquality(Expression left, Expression right) : Expression(OperandType.I32, left.Effects | right.Effects)
{
    internal Expression Left { get; } = left;

    internal Expression Right { get; } = right;

    internal override void Accept(TreeVisitor visitor)
    {
        Left.Accept(visitor);
        Right.Accept(visitor);
    }
}

/// <summary>A value of which the JIT knows nothing: <see cref="JitQuirks.ArithmeticIdentity"/>. It costs a load from memory, and if the
/// value is not a literal a store as well.</summary>
internal sealed class Opaque(Expression value) : Expression(value.Type, value.Effects)
{
    internal Expression Value { get; } = value;

    internal override void Accept(TreeVisitor visitor) => Value.Accept(visitor);
}

/// <summary>A new exception; <paramref name="values"/> are what it carries.</summary>
internal sealed class NewException(
    int tagIndex, FunctionType type, Expression[] values, Effects effects) : Expression(OperandType.Reference, effects)
{
    internal int TagIndex { get; } = tagIndex;

    internal FunctionType FunctionType { get; } = type;

    internal Expression[] Values { get; } = values;

    internal override void Accept(TreeVisitor visitor) => visitor.Visit(Values);
}

/// <summary>A call of a wasm function: one of this module by its index, or, where there is a target, a <see cref="Function"/> object that
/// is known not to be null and to have the type.</summary>
internal sealed class Call : Expression
{
    internal Call(FunctionType functionType, int functionIndex, Variable? target, Expression[] arguments, OperandType type, Effects effects)
        : base(type, effects)
    {
        FunctionType = functionType;
        FunctionIndex = functionIndex;
        Target = target;
        Arguments = arguments;

        // Once for the state and once for the code.
        target?.Reads += 2;
    }

    internal FunctionType FunctionType { get; }

    internal int FunctionIndex { get; }

    internal Variable? Target { get; }

    internal Expression[] Arguments { get; }

    /// <summary>By argument, whether it is computed before the others are passed; null if they are passed in their order.</summary>
    internal bool[]? IsComputedAhead { get; set; }

    /// <summary>The same call with other arguments.</summary>
    internal Call With(Expression[] arguments)
    {
        var call = new Call(FunctionType, FunctionIndex, Target, arguments, Type, Effects) { Offset = Offset };
        if (IsComputedAhead is not null)
        {
            call.IsComputedAhead = new bool[arguments.Length];
            Array.Fill(call.IsComputedAhead, true);
        }

        return call;
    }

    internal override void Accept(TreeVisitor visitor)
    {
        // Once for the state and once for the code.
        if (Target is not null)
        {
            visitor.OnRead(Target);
        }

        visitor.Visit(Arguments);
        if (Target is not null)
        {
            visitor.OnRead(Target);
        }

        visitor.OnCall();
    }
}
