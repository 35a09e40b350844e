using Lanner.Compilation.Cil;
using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>Says in which lanes values come about.</summary>
internal static class NaturalLanes
{
    /// <summary>The lanes in which a value comes about, or null when any will do: in those a variable that holds it is kept.</summary>
    internal static LaneType? Of(Expression value) => value switch
    {
        VariableRead read => read.Variable.Lanes,
        VariableTee tee => tee.Variable.Lanes,
        NumericOperation { Type: OperandType.V128 } operation when !IsBitwise(operation.Opcode) => ResultOf(operation.Opcode),
        _ => null,
    };

    /// <summary>Tests whether an instruction works on the bits, so that any lane type will do.</summary>
    internal static bool IsBitwise(Opcode opcode) => opcode is >= Opcode.V128Not and <= Opcode.V128Bitselect;

    private static LaneType ResultOf(Opcode opcode)
    {
        var mnemonic = OpcodeTable.Get(opcode).Mnemonic.AsSpan();
        return LaneTypes.OfShape(mnemonic[..mnemonic.IndexOf('.')]);
    }
}
