using Lanner.Structure;

namespace Lanner.Binary;

/// <summary>Reads constant expressions whose value is the same for every instance.</summary>
internal static class ConstantReader
{
    /// <summary>Reads an expression that is one constant and the same for every instance, as an unsigned number.</summary>
    internal static bool TryReadInteger(ModuleDefinition module, ConstantExpression expression, out ulong value)
    {
        var reader = new InstructionReader(module, expression.Code);
        var isConstant = reader.Read(out var instruction)
            && instruction.Opcode is Opcode.I32Const or Opcode.I64Const
            && reader.Read(out var second)
            && second.Opcode == Opcode.End;
        value = !isConstant ? 0 : instruction.Opcode == Opcode.I32Const ? (uint)instruction.Constant : (ulong)instruction.Constant;
        return isConstant;
    }
}
