using Lanner.Structure;

namespace Lanner.Compilation.Cil;

/// <summary>The CLR's view of an operand: how it lies on the evaluation stack.</summary>
internal enum OperandType : byte
{
    I32,
    I64,
    F32,
    F64,
    V128,
    Reference,

    /// <summary>A native address, used inside expressions only.</summary>
    Address,
}

/// <summary>The operand types of values.</summary>
internal static class OperandTypes
{
    /// <summary>Returns the representation of a value of a type on the evaluation stack.</summary>
    internal static OperandType Of(WasmValueType type) => type.Kind switch
    {
        WasmValueKind.I32 => OperandType.I32,
        WasmValueKind.I64 => OperandType.I64,
        WasmValueKind.F32 => OperandType.F32,
        WasmValueKind.F64 => OperandType.F64,
        WasmValueKind.V128 => OperandType.V128,
        _ => OperandType.Reference,
    };

    /// <summary>The operand type that a letter stands for in an instruction's signature (see <see cref="OpcodeInfo"/>).</summary>
    internal static OperandType Of(char letter) => letter switch
    {
        'i' => OperandType.I32,
        'I' => OperandType.I64,
        'f' => OperandType.F32,
        'F' => OperandType.F64,
        'v' => OperandType.V128,
        _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "Not a letter of an instruction's signature."),
    };
}
