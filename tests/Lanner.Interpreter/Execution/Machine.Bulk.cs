using Lanner.Interpreter.Numerics;
using Lanner.Interpreter.Objects;
using Lanner.Structure;

namespace Lanner.Interpreter.Execution;

/// <content>Bulk instructions on memories and tables, wide arithmetic, and references without types (specification 4.6.6 to
/// 4.6.10).</content>
internal sealed partial class Machine
{
    private FunctionInstance? StepBulk(Frame frame, Operation operation)
    {
        ref var instruction = ref operation.Instruction;
        var instance = frame.Instance;
        switch (instruction.Opcode)
        {
            case Opcode.MemoryInit:
                var (count, source, target) = (_stack.Pop64(), _stack.Pop64(), _stack.Pop64());
                CopyIntoMemory(instance.Memories[instruction.Index2], target, instance.Data[instruction.Index], source, count);
                break;
            case Opcode.DataDrop:
                instance.Data[instruction.Index] = [];
                break;
            case Opcode.MemoryCopy:
                (count, source, target) = (_stack.Pop64(), _stack.Pop64(), _stack.Pop64());
                CopyIntoMemory(instance.Memories[instruction.Index], target, instance.Memories[instruction.Index2].Bytes, source, count);
                break;
            case Opcode.MemoryFill:
                (count, var value, target) = (_stack.Pop64(), _stack.Pop64(), _stack.Pop64());
                var memory = instance.Memories[instruction.Index];
                Array.Fill(memory.Bytes, (byte)value, memory.Locate(target, 0, count), (int)count);
                break;
            case Opcode.TableInit:
                (count, source, target) = (_stack.Pop64(), _stack.Pop64(), _stack.Pop64());
                CopyIntoTable(instance.Tables[instruction.Index2], target, instance.Elements[instruction.Index], source, count);
                break;
            case Opcode.ElemDrop:
                instance.Elements[instruction.Index] = [];
                break;
            case Opcode.TableCopy:
                (count, source, target) = (_stack.Pop64(), _stack.Pop64(), _stack.Pop64());
                CopyIntoTable(instance.Tables[instruction.Index], target, instance.Tables[instruction.Index2].Elements, source, count);
                break;
            case Opcode.TableGrow:
                GrowTable(instance.Tables[instruction.Index]);
                break;
            case Opcode.TableSize:
                _stack.Push((ulong)instance.Tables[instruction.Index].Elements.Length);
                break;
            case Opcode.TableFill:
                count = _stack.Pop64();
                var reference = _stack.PopReference();
                target = _stack.Pop64();
                var elements = instance.Tables[instruction.Index].Elements;
                Array.Fill(elements, reference, Locate(target, count, elements.Length, TrapCode.TableOutOfBounds), (int)count);
                break;
            case Opcode.I64Add128 or Opcode.I64Sub128 or Opcode.I64MulWideS or Opcode.I64MulWideU:
                ComputeWide(instruction.Opcode);
                break;
            default:
                throw new NotSupportedException($"{operation.Info.Mnemonic} is not run.");
        }

        return null;
    }

    /// <summary>Returns the start of a range that must lie within so many elements.</summary>
    internal static int Locate(ulong start, ulong count, int length, TrapCode code) =>
        start > (ulong)length || count > (ulong)length - start ? throw new GuestTrap(code) : (int)start;

    internal static void CopyIntoMemory(MemoryInstance memory, ulong target, byte[] source, ulong start, ulong count) => Array.Copy(
        source, Locate(start, count, source.Length, TrapCode.MemoryOutOfBounds), memory.Bytes, memory.Locate(target, 0, count), (int)count);

    internal static void CopyIntoTable(TableInstance table, ulong target, object?[] source, ulong start, ulong count) => Array.Copy(
        source,
        Locate(start, count, source.Length, TrapCode.TableOutOfBounds),
        table.Elements,
        Locate(target, count, table.Elements.Length, TrapCode.TableOutOfBounds),
        (int)count);

    private void GrowTable(TableInstance table)
    {
        var count = _stack.Pop64();
        var element = _stack.PopReference();
        var size = (ulong)table.Elements.Length;
        var minusOne = table.Type.Is64Bit ? ulong.MaxValue : uint.MaxValue;
        _stack.Push(table.Grow(count, element) ? size : minusOne);
    }

    /// <summary>Numbers of 128 bits, as two of 64, the lower first.</summary>
    private void ComputeWide(Opcode opcode)
    {
        UInt128 result;
        if (opcode is Opcode.I64Add128 or Opcode.I64Sub128)
        {
            var operands = _stack.Pop(4);
            var left = new UInt128(operands[1].Low, operands[0].Low);
            var right = new UInt128(operands[3].Low, operands[2].Low);
            result = opcode == Opcode.I64Add128 ? left + right : left - right;
        }
        else
        {
            var (right, left) = (_stack.Pop64(), _stack.Pop64());
            result = (UInt128)left * right;
            if (opcode == Opcode.I64MulWideS)
            {
                // A negative factor was taken for one that is larger by 2^64.
                result -= (long)left < 0 ? new UInt128(right, 0) : 0;
                result -= (long)right < 0 ? new UInt128(left, 0) : 0;
            }
        }

        _stack.Push((ulong)result);
        _stack.Push((ulong)(result >> 64));
    }

    private FunctionInstance? StepPlainReference(Frame frame, Operation operation)
    {
        ref var instruction = ref operation.Instruction;
        switch (instruction.Opcode)
        {
            case Opcode.RefNull:
                _stack.Push((object?)null);
                break;
            case Opcode.RefIsNull:
                _stack.Push(RuntimeValue.OfCondition(_stack.PopReference() is null));
                break;
            case Opcode.RefFunc:
                _stack.Push(frame.Instance.Functions[instruction.Index]);
                break;
            case Opcode.RefEq:
                _stack.Push(RuntimeValue.OfCondition(References.AreSame(_stack.PopReference(), _stack.PopReference())));
                break;
            case Opcode.RefAsNonNull:
                _stack.Push(_stack.PopReference() ?? throw new GuestTrap(TrapCode.NullReference));
                break;
            case Opcode.TableGet:
                _stack.Push(frame.Instance.Tables[instruction.Index][_stack.Pop64()]);
                break;
            case Opcode.TableSet:
                var value = _stack.PopReference();
                frame.Instance.Tables[instruction.Index][_stack.Pop64()] = value;
                break;
            case Opcode.MemorySize:
                _stack.Push(frame.Instance.Memories[instruction.Index].Pages);
                break;
            default:
                var memory = frame.Instance.Memories[instruction.Index];
                var pages = (ulong)memory.Grow(_stack.Pop64());
                _stack.Push(memory.Type.Is64Bit ? pages : IntegerOperations.Cut(pages, 32));
                break;
        }

        return null;
    }
}
