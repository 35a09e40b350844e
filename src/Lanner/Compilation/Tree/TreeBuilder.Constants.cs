using Lanner.Binary;
using Lanner.Compilation.Cil;
using Lanner.Platform;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Hides floating-point literals from the JIT, and vectors that it could compute from constants
/// (<see cref="JitQuirks.ArithmeticIdentity"/>).</summary>
internal sealed partial class TreeBuilder
{
    /// <summary>True if a global, field or element may hold a constant that the JIT finds again when it is read.</summary>
    private bool _heapMayBeConstant;

    private bool? _hasFloatVectors;

    /// <summary>Prepares a value to be stored in a variable, a global, a field or an element, where the JIT would find it again.</summary>
    private Expression ToStorable(Expression value) => value switch
    {
        Literal literal when JitFloats.IsNeutral(literal) => new Opaque(literal),
        VectorLiteral literal when JitFloats.IsNeutral(literal) && HasFloatVectors => new Opaque(literal),
        _ => Conceal(value),
    };

    /// <summary>A vector that the JIT could compute from constants, hidden from it.</summary>
    private Expression Conceal(Expression value) =>
        value is NumericOperation { Type: OperandType.V128 } && value.MayBeConstant && HasFloatVectors
            ? new Opaque(value) { Depth = DepthOf(value) }
            : value;

    /// <summary>True if the body computes floating-point numbers in vectors. If not, the JIT may know every constant: what it computes of
    /// integers is right, and hiding a vector costs a store and a load (simd-chacha20 took 1.8 times as long).</summary>
    private bool HasFloatVectors => _hasFloatVectors ??= FindFloatVectors();

    private bool FindFloatVectors()
    {
        if (_functionIndex < 0)
        {
            return true;
        }

        var reader = FunctionBody.Open(_module, in _module.Functions[_functionIndex], out _);
        while (reader.Read(out var instruction))
        {
            if (JitFloats.IsFloatVector(instruction.Opcode))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Records whether a variable may be a constant. Where a function is not in any block, what it was before is past.</summary>
    private void NoteConstant(Variable variable, Expression value) =>
        variable.MayBeConstant = value.MayBeConstant || (_scopes.Count > 1 && variable.MayBeConstant);

    /// <summary>The operands of an instruction that puts them into an object.</summary>
    private Expression[] PopStorable(int count)
    {
        var values = Pop(count);
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = ToStorable(values[index]);
        }

        NoteHeap(values);
        return values;
    }

    /// <summary>Records a value that is written to a global, a field or an element.</summary>
    private void NoteHeap(params ReadOnlySpan<Expression> values)
    {
        foreach (var value in values)
        {
            _heapMayBeConstant |= value.MayBeConstant;
        }
    }
}
