using Lanner.Compilation.Cil;

namespace Lanner.Compilation.Tree;

/// <summary>A new structure. Without <paramref name="values"/> every field has its default.</summary>
internal sealed class NewStructure(StructType type, Expression[]? values, Effects effects) : Expression(OperandType.Reference, effects)
{
    internal StructType StructType { get; } = type;

    internal Expression[]? Values { get; } = values;

    internal override void Accept(TreeVisitor visitor) => visitor.Visit(Values ?? []);
}

/// <summary>A field of a structure that is known not to be null.</summary>
internal sealed class StructureFieldRead(StructType type, int field, OperandType valueType, bool isSigned, Expression target)
    : Expression(valueType, target.Effects | Effects.OfState(type.FieldArray[field].IsMutable ? StateEffects.Reads : StateEffects.None))
{
    internal StructType StructType { get; } = type;

    internal int Field { get; } = field;

    /// <summary>True if a packed field is extended with its sign.</summary>
    internal bool IsSigned { get; } = isSigned;

    internal Expression Target { get; } = target;

    internal override void Accept(TreeVisitor visitor) => Target.Accept(visitor);
}

/// <summary>Assigns a field of a structure that is known not to be null.</summary>
internal sealed class StructureFieldWrite(StructType type, int field, Expression target, Expression value) : Statement
{
    internal StructType StructType { get; } = type;

    internal int Field { get; } = field;

    internal Expression Target { get; } = target;

    internal Expression Value { get; } = value;

    internal override void Accept(TreeVisitor visitor)
    {
        Target.Accept(visitor);
        Value.Accept(visitor);
    }
}

/// <summary>A new array of default values.</summary>
internal sealed class NewArray(ArrayType type, Expression length)
    : Expression(OperandType.Reference, length.Effects | Effects.OfState(StateEffects.Traps))
{
    internal ArrayType ArrayType { get; } = type;

    internal Expression Length { get; } = length;

    internal override void Accept(TreeVisitor visitor) => Length.Accept(visitor);
}

/// <summary>A new array of given values.</summary>
internal sealed class NewFixedArray(ArrayType type, Expression[] values, Effects effects) : Expression(OperandType.Reference, effects)
{
    internal ArrayType ArrayType { get; } = type;

    internal Expression[] Values { get; } = values;

    internal override void Accept(TreeVisitor visitor) => visitor.Visit(Values);
}

/// <summary>An element of an array that is known not to be null, at an index of 64 bits that has been compared with its length.</summary>
internal sealed class ArrayElementRead(ArrayType type, OperandType valueType, bool isSigned, Expression array, Expression index)
    : Expression(
        valueType,
        array.Effects | index.Effects | Effects.OfState(type.Element.IsMutable ? StateEffects.Reads : StateEffects.None))
{
    internal ArrayType ArrayType { get; } = type;

    /// <summary>True if a packed element is extended with its sign.</summary>
    internal bool IsSigned { get; } = isSigned;

    internal Expression Array { get; } = array;

    internal Expression Index { get; } = index;

    internal override void Accept(TreeVisitor visitor)
    {
        Array.Accept(visitor);
        Index.Accept(visitor);
    }
}

/// <summary>Assigns an element of an array that is known not to be null, at an index of 64 bits that has been compared with its
/// length.</summary>
internal sealed class ArrayElementWrite(ArrayType type, Expression array, Expression index, Expression value) : Statement
{
    internal ArrayType ArrayType { get; } = type;

    internal Expression Array { get; } = array;

    internal Expression Index { get; } = index;

    internal Expression Value { get; } = value;

    internal override void Accept(TreeVisitor visitor)
    {
        Array.Accept(visitor);
        Index.Accept(visitor);
        Value.Accept(visitor);
    }
}

/// <summary>Tests whether a reference is of a heap type, as 0 or 1. Null is not, unless the reference stands there a second time as
/// <see cref="Again"/>.</summary>
internal sealed class TypeTest(HeapType type, Expression reference, Expression? again) : Expression(OperandType.I32, reference.Effects)
{
    internal HeapType HeapType { get; } = type;

    internal Expression Reference { get; } = reference;

    internal Expression? Again { get; } = again;

    internal override void Accept(TreeVisitor visitor)
    {
        Reference.Accept(visitor);
        Again?.Accept(visitor);
    }
}
