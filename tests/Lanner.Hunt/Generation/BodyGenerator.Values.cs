using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <content>Code that leaves one value.</content>
internal sealed partial class BodyGenerator
{
    private protected override void Value(GeneratedType type, int depth)
    {
        if (--_budget <= 0 || depth >= MaximumDepth)
        {
            Leaf(type);
            return;
        }

        switch (_chance.Below(16))
        {
            case 0:
                Leaf(type);
                break;
            case 1:
                Block(type, depth);
                break;
            case 2:
                IfElse(type, depth);
                break;
            case 3:
                Select(type, depth);
                break;
            case 4:
                if (!CallGiving(type, depth))
                {
                    Leaf(type);
                }

                break;
            case 5:
                Loop(type, depth);
                break;
            case 6:
                Tee(type, depth);
                break;
            case 7 when _plan.HasExceptions:
                Try(type, depth);
                break;
            case 8 when _chance.OneIn(4):
                Leave(depth);
                if (_chance.Below(2) == 1)
                {
                    Value(type, depth + 1);
                }

                break;
            default:
                if (type.IsReference)
                {
                    Reference(type, depth);
                }
                else
                {
                    Number(type, depth);
                }

                break;
        }
    }

    /// <summary>A constant or a variable.</summary>
    private void Leaf(GeneratedType type)
    {
        switch (_chance.Below(4))
        {
            case 1 or 2 when FindLocal(local => _plan.IsSubtype(local, type)) is { } local:
                Emit(Opcode.LocalGet, (uint)local);
                break;
            case 3 when FindGlobal(global => _plan.IsSubtype(global.Type, type)) is { } global:
                Emit(Opcode.GlobalGet, (uint)global);
                break;
            default:
                if (type.IsReference)
                {
                    Default(type);
                }
                else
                {
                    Constant(type, _chance.Bits());
                }

                break;
        }
    }

    private void Number(GeneratedType type, int depth)
    {
        switch (_chance.Below(8))
        {
            case 0 or 1:
                Operation(_chance.Of(_plan.Instructions.Reading(type)), depth);
                break;
            case 2 when type.Kind is GeneratedKind.I32 or GeneratedKind.I64:
                CountOrTest(type, depth);
                break;
            case 3:
                if (!ReadAggregate(type, depth))
                {
                    Leaf(type);
                }

                break;
            default:
                Operation(_chance.Of(_plan.Instructions.Computing(type)), depth);
                break;
        }
    }

    private void Select(GeneratedType type, int depth)
    {
        Value(type, depth + 1);
        Value(type, depth + 1);
        Value(GeneratedType.I32, depth + 1);
        if (type.IsReference || _chance.Below(2) == 1)
        {
            Emit(Opcode.SelectTyped, 1);
            type.Write(_code);
        }
        else
        {
            Emit(Opcode.Select);
        }
    }

    private void Tee(GeneratedType type, int depth)
    {
        Value(type, depth + 1);
        if (FindLocal(local => local == type) is { } local)
        {
            Emit(Opcode.LocalTee, (uint)local);
        }
    }

    /// <summary>Integers that do not come from arithmetic.</summary>
    private void CountOrTest(GeneratedType type, int depth)
    {
        if (type == GeneratedType.I64)
        {
            Value(GeneratedType.I32, depth + 1);
            Emit(Opcode.I64ExtendI32U);
            return;
        }

        switch (_chance.Below(_plan.HasObjects ? 7 : 4))
        {
            case 0:
                var memory = _chance.Below(_plan.Memories.Count);
                Emit(Opcode.MemorySize, (uint)memory);
                Narrow(_plan.Memories[memory]);
                break;
            case 1:
                memory = _chance.Below(_plan.Memories.Count);
                Constant(_plan.Memories[memory].AddressType, (ulong)_chance.Below(3));
                Emit(Opcode.MemoryGrow, (uint)memory);
                Narrow(_plan.Memories[memory]);
                break;
            case 2:
                Emit(Opcode.TableSize, (uint)_chance.Below(_plan.Tables.Count));
                break;
            case 3:
                Value(ReferenceType(), depth + 1);
                Emit(Opcode.RefIsNull);
                break;
            case 4:
                Value(new GeneratedType(GeneratedKind.Equatable), depth + 1);
                Value(new GeneratedType(GeneratedKind.Equatable), depth + 1);
                Emit(Opcode.RefEq);
                break;
            case 5:
                Value(GeneratedType.Any, depth + 1);
                Emit(_chance.Below(2) == 0 ? Opcode.RefTest : Opcode.RefTestNull);
                InternalType().WriteHeapType(_code);
                break;
            default:
                Value(GeneratedType.I32, depth + 1);
                Emit(Opcode.RefI31);
                Emit(_chance.Below(2) == 0 ? Opcode.I31GetS : Opcode.I31GetU);
                break;
        }
    }

    private void Narrow(GeneratedMemory memory)
    {
        if (memory.Is64Bit)
        {
            Emit(Opcode.I32WrapI64);
        }
    }
}
