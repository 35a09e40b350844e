using System.Runtime.Intrinsics;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Compilation;

/// <summary>Evaluates the constant expressions that nearly every module has without compiling anything: a single constant, null, function, or shared global.
/// All others become methods of the module's first assembly.</summary>
internal static class ConstantEvaluator
{
    /// <summary>Whether the expression is one of the simple ones.</summary>
    internal static bool IsSimple(ModuleLayout layout, ConstantExpression expression) => TryReadSimple(layout, expression, out _);

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

    private static bool TryReadSimple(ModuleLayout layout, ConstantExpression expression, out Instruction instruction)
    {
        var reader = new InstructionReader(layout.Module, expression.Code);
        return reader.Read(out instruction)
            && reader.Read(out var second)
            && second.Opcode == Opcode.End
            && (instruction.Opcode is Opcode.I32Const or Opcode.I64Const or Opcode.RefNull or Opcode.RefFunc
                || (instruction.Opcode == Opcode.GlobalGet && layout.IsGlobalShared((int)instruction.Index)));
    }

    /// <summary>The value of a simple expression that is an integer, as an unsigned number.</summary>
    internal static bool TryEvaluateOffset(ModuleLayout layout, ConstantExpression expression, InstanceState state, out ulong value)
    {
        value = 0;
        if (!TryReadSimple(layout, expression, out var instruction))
        {
            return false;
        }

        switch (instruction.Opcode)
        {
            case Opcode.I32Const:
                value = (uint)instruction.Constant;
                break;
            case Opcode.I64Const:
                value = (ulong)instruction.Constant;
                break;
            default:
                var global = state.Globals[instruction.Index]!;
                var bits = global.Bits.AsUInt64()[0];
                value = global.Type.Value.Kind == WasmValueKind.I32 ? (uint)bits : bits;
                break;
        }

        return true;
    }

    /// <summary>The value of a simple expression that is a reference.</summary>
    internal static bool TryEvaluateReference(ModuleLayout layout, ConstantExpression expression, InstanceState state, out object? value)
    {
        value = null;
        if (!TryReadSimple(layout, expression, out var instruction))
        {
            return false;
        }

        value = instruction.Opcode switch
        {
            Opcode.RefFunc => FunctionReferences.GetFunction(state, (int)instruction.Index),
            Opcode.GlobalGet => state.Globals[instruction.Index]!.Reference,
            _ => null,
        };
        return true;
    }
}
