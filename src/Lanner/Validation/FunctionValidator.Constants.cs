using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Validation;

/// <content>Constant expressions (specification 3.4.15): the same rules, for few instructions.</content>
internal sealed partial class FunctionValidator
{
    private bool _isConstant;

    /// <summary>The number of the module's globals that the code may name.</summary>
    private int _visibleGlobals;

    /// <summary>Validates a constant expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="type">The type that its value must have.</param>
    /// <param name="visibleGlobals">The number of globals that it may name, counted from the first.</param>
    internal void ValidateConstant(ConstantExpression expression, WasmValueType type, int visibleGlobals)
    {
        StartCounting(expression.Code);
        _isConstant = true;
        _visibleGlobals = visibleGlobals;
        _locals.Reset([], []);
        Start(new BlockType(null, type, HasResult: true));
        var reader = new InstructionReader(_module, expression.Code);
        while (reader.Read(out var instruction))
        {
            _offset = instruction.Offset;
            _opcode = instruction.Opcode;
            RequireConstant(in instruction);
            Validate(in instruction);
        }

        _budget.Spend(_cost);
    }

    private void RequireConstant(in Instruction instruction)
    {
        var isConstant = instruction.Opcode switch
        {
            Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const or Opcode.V128Const or Opcode.RefNull or Opcode.RefFunc
                or Opcode.End =>
                true,
            Opcode.GlobalGet => !GetGlobal(instruction.Index).IsMutable,
            Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul =>
                _module.Features.HasFlag(WasmFeatures.ExtendedConstants),
            Opcode.StructNew or Opcode.StructNewDefault or Opcode.ArrayNew or Opcode.ArrayNewDefault or Opcode.ArrayNewFixed
                or Opcode.RefI31
                or Opcode.AnyConvertExtern or Opcode.ExternConvertAny => true,
            _ => false,
        };
        if (!isConstant)
        {
            throw Invalid(
                "constant expression required: "
                + $"{Mnemonic} {(instruction.Opcode == Opcode.GlobalGet ? "of a mutable global " : "")}is not constant");
        }
    }
}
