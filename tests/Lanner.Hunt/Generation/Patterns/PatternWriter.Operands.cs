using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Constants and equal values as operands, and ways that values take.</content>
internal sealed partial class PatternWriter
{
    /// <summary>An instruction, some of whose operands are special constants.</summary>
    private void ConstantOperands(GeneratedType type, int depth) =>
        Operation(_chance.Of(_plan.Instructions.Computing(type)), depth, (_, operand) =>
    {
        switch (_chance.Below(4))
        {
            case 0 or 1:
                SpecialConstant(operand);
                break;
            case 2:
                Via(operand, depth, () => SpecialConstant(operand));
                break;
            default:
                Value(operand, depth + 1);
                break;
        }
    });

    /// <summary>An instruction with the same value at every operand that can have it.</summary>
    private void EqualOperands(GeneratedType type, int depth)
    {
        var rows = _plan.Instructions.Computing(type)
            .Where(row => row.Operands.Length >= 2 && row.Operands[0] == row.Operands[1]).ToArray();
        uint? local = null;
        var letter = GeneratedType.I32;
        Operation(_chance.Of(rows), depth, (_, operand) =>
        {
            if (local is { } known && operand == letter)
            {
                Emit(Opcode.LocalGet, known);
            }
            else if (local is null)
            {
                letter = operand;
                if (_chance.Below(2) == 0)
                {
                    SpecialConstant(operand);
                }
                else
                {
                    Value(operand, depth + 1);
                }

                local = NewLocal(operand);
                Emit(Opcode.LocalTee, local.Value);
            }
            else
            {
                Value(operand, depth + 1);
            }
        });
    }

    /// <summary>A value that takes a way: through a variable, a field, a block, a call, memory.</summary>
    private void Via(GeneratedType type, int depth, Action write)
    {
        switch (_chance.Below(_isHelper ? 2 : 9))
        {
            case 0:
                write();
                break;
            case 1:
                write();
                Emit(Opcode.LocalGet, StoreInNewLocal(type));
                break;
            case 2 when FindGlobal(global => global.Type == type && global.IsMutable) is { } global and > 0:
                write();
                Emit(Opcode.GlobalSet, (uint)global);
                Emit(Opcode.GlobalGet, (uint)global);
                break;
            case 3:
                ViaField(type, write);
                break;
            case 4:
                Emit(_chance.Below(2) == 0 ? Opcode.Block : Opcode.Loop);
                type.Write(_code);
                write();
                Emit(Opcode.End);
                break;
            case 5:
                Condition(MaximumDepth);
                Emit(Opcode.If);
                type.Write(_code);
                write();
                Emit(Opcode.Else);
                write();
                Emit(Opcode.End);
                break;
            case 6:
                write();
                write();
                Condition(MaximumDepth);
                Emit(Opcode.Select);
                break;
            case 7:
                ViaMemory(type, write);
                break;
            default:
                write();
                Emit(Opcode.Call, (uint)(ModulePlan.Imports.Length + (Array.IndexOf(PatternPlan.NumbersAndVector, type) * 2)));
                break;
        }
    }

    /// <summary>Through the field of a structure, not packed.</summary>
    private void ViaField(GeneratedType type, Action write)
    {
        var field = Array.FindIndex(PatternPlan.Elements, element => element.Type == type && element.PackedBits == 0);
        var structure = NewLocal(new GeneratedType(GeneratedKind.Defined, PatternPlan.Structure));
        Emit(Opcode.StructNewDefault, (uint)PatternPlan.Structure);
        Emit(Opcode.LocalTee, structure);
        write();
        Emit(Opcode.StructSet, (uint)PatternPlan.Structure, (uint)field);
        Emit(Opcode.LocalGet, structure);
        Emit(Opcode.StructGet, (uint)PatternPlan.Structure, (uint)field);
    }

    private void ViaMemory(GeneratedType type, Action write)
    {
        var (store, load) = type.Kind switch
        {
            GeneratedKind.I32 => (Opcode.I32Store, Opcode.I32Load),
            GeneratedKind.I64 => (Opcode.I64Store, Opcode.I64Load),
            GeneratedKind.F32 => (Opcode.F32Store, Opcode.F32Load),
            GeneratedKind.F64 => (Opcode.F64Store, Opcode.F64Load),
            _ => (Opcode.V128Store, Opcode.V128Load),
        };
        Constant(_plan.Memories[0].AddressType, 1024);
        write();
        Emit(store, 0, 0);
        Constant(_plan.Memories[0].AddressType, 1024);
        Emit(load, 0, 0);
    }
}
