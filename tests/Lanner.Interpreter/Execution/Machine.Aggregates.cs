using Lanner.Interpreter.Numerics;
using Lanner.Interpreter.Objects;
using Lanner.Structure;

namespace Lanner.Interpreter.Execution;

/// <content>Structures, arrays, casts and small integers (specification 4.6.7).</content>
internal sealed partial class Machine
{
    /// <summary>Longer arrays are refused, as an implementation may.</summary>
    private const uint LongestArray = 50_000_000;

    private FunctionInstance? StepAggregate(Frame frame, Operation operation)
    {
        ref var instruction = ref operation.Instruction;
        switch (instruction.Opcode)
        {
            case >= Opcode.StructNew and <= Opcode.StructSet:
                StepStructure(frame, in instruction);
                break;
            case >= Opcode.ArrayNew and <= Opcode.ArrayNewElem:
                MakeArray(frame, in instruction);
                break;
            case >= Opcode.ArrayGet and <= Opcode.ArrayLen:
                StepElement(frame, in instruction);
                break;
            case >= Opcode.ArrayFill and <= Opcode.ArrayInitElem:
                StepRange(frame, in instruction);
                break;
            case Opcode.RefTest or Opcode.RefTestNull:
                _stack.Push(RuntimeValue.OfCondition(References.IsOf(_stack.PopReference(), instruction.Type)));
                break;
            case Opcode.RefCast or Opcode.RefCastNull:
                if (!References.IsOf(_stack.Peek(1)[0].Reference, instruction.Type))
                {
                    throw new GuestTrap(TrapCode.CastFailure);
                }

                break;
            case Opcode.BrOnCast or Opcode.BrOnCastFail:
                if (References.IsOf(_stack.Peek(1)[0].Reference, instruction.Type2) == (instruction.Opcode == Opcode.BrOnCast))
                {
                    Branch(frame, instruction.Index);
                }

                break;
            case Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                break;
            case Opcode.RefI31:
                _stack.Push(new SmallInteger(_stack.Pop32() & 0x7FFF_FFFF));
                break;
            case Opcode.I31GetS or Opcode.I31GetU:
                var bits = (_stack.PopReference() as SmallInteger ?? throw new GuestTrap(TrapCode.NullI31Reference)).Bits;
                _stack.Push(
                    instruction.Opcode == Opcode.I31GetU ? bits : IntegerOperations.Cut((ulong)IntegerOperations.ToSigned(bits, 31), 32));
                break;
            default:
                throw new NotSupportedException($"{operation.Info.Mnemonic} is not run.");
        }

        return null;
    }

    private void StepStructure(Frame frame, in Instruction instruction)
    {
        var type = (StructType)frame.Instance.Module.Types[instruction.Index];
        switch (instruction.Opcode)
        {
            case Opcode.StructNew:
                var fields = _stack.Pop(type.FieldArray.Length);
                for (var index = 0; index < fields.Length; index++)
                {
                    fields[index] = Pack(fields[index], type.FieldArray[index]);
                }

                _stack.Push(new StructureObject(type, fields));
                break;
            case Opcode.StructNewDefault:
                _stack.Push(new StructureObject(type, new RuntimeValue[type.FieldArray.Length]));
                break;
            case Opcode.StructSet:
                var value = Pack(_stack.Pop(), type.FieldArray[instruction.Index2]);
                PopStructure().Fields[instruction.Index2] = value;
                break;
            default:
                _stack.Push(Unpack(
                    PopStructure().Fields[instruction.Index2], type.FieldArray[instruction.Index2],
                    instruction.Opcode == Opcode.StructGetS));
                break;
        }
    }

    private void MakeArray(Frame frame, in Instruction instruction)
    {
        var type = (ArrayType)frame.Instance.Module.Types[instruction.Index];
        RuntimeValue[] elements;
        switch (instruction.Opcode)
        {
            case Opcode.ArrayNew:
                elements = NewElements(_stack.Pop32());
                Array.Fill(elements, Pack(_stack.Pop(), type.Element));
                break;
            case Opcode.ArrayNewDefault:
                elements = NewElements(_stack.Pop32());
                break;
            case Opcode.ArrayNewFixed:
                elements = _stack.Pop((int)instruction.Index2);
                for (var index = 0; index < elements.Length; index++)
                {
                    elements[index] = Pack(elements[index], type.Element);
                }

                break;
            case Opcode.ArrayNewData:
                var (count, source) = (_stack.Pop32(), _stack.Pop32());
                elements = ReadElements(frame.Instance.Data[instruction.Index2], source, count, type.Element);
                break;
            default:
                (count, source) = (_stack.Pop32(), _stack.Pop32());
                elements = ReadElements(frame.Instance.Elements[instruction.Index2], source, count);
                break;
        }

        _stack.Push(new ArrayObject(type, elements));
    }

    private void StepElement(Frame frame, in Instruction instruction)
    {
        if (instruction.Opcode == Opcode.ArrayLen)
        {
            _stack.Push((ulong)PopArray().Elements.Length);
            return;
        }

        var type = (ArrayType)frame.Instance.Module.Types[instruction.Index];
        if (instruction.Opcode == Opcode.ArraySet)
        {
            var (value, index) = (_stack.Pop(), _stack.Pop32());
            var array = PopArray();
            array.Elements[Locate(index, 1, array.Elements.Length, TrapCode.ArrayOutOfBounds)] = Pack(value, type.Element);
        }
        else
        {
            var index = _stack.Pop32();
            var array = PopArray();
            var value = array.Elements[Locate(index, 1, array.Elements.Length, TrapCode.ArrayOutOfBounds)];
            _stack.Push(Unpack(value, type.Element, instruction.Opcode == Opcode.ArrayGetS));
        }
    }

    private void StepRange(Frame frame, in Instruction instruction)
    {
        var type = (ArrayType)frame.Instance.Module.Types[instruction.Index];
        var count = _stack.Pop32();
        switch (instruction.Opcode)
        {
            case Opcode.ArrayFill:
                var value = Pack(_stack.Pop(), type.Element);
                var target = _stack.Pop32();
                var array = PopArray();
                Array.Fill(array.Elements, value, Locate(target, count, array.Elements.Length, TrapCode.ArrayOutOfBounds), (int)count);
                break;
            case Opcode.ArrayCopy:
                var start = _stack.Pop32();
                var source = _stack.PopReference() as ArrayObject;
                target = _stack.Pop32();
                array = PopArray();
                source = source ?? throw new GuestTrap(TrapCode.NullArrayReference);
                target = (uint)Locate(target, count, array.Elements.Length, TrapCode.ArrayOutOfBounds);
                Array.Copy(
                    source.Elements, Locate(start, count, source.Elements.Length, TrapCode.ArrayOutOfBounds),
                    array.Elements, (int)target, (int)count);
                break;
            default:
                start = _stack.Pop32();
                target = _stack.Pop32();
                array = PopArray();
                target = (uint)Locate(target, count, array.Elements.Length, TrapCode.ArrayOutOfBounds);
                (instruction.Opcode == Opcode.ArrayInitData
                    ? ReadElements(frame.Instance.Data[instruction.Index2], start, count, type.Element)
                    : ReadElements(frame.Instance.Elements[instruction.Index2], start, count)).CopyTo(array.Elements, target);
                break;
        }
    }

    private static RuntimeValue[] NewElements(uint count) =>
        count > LongestArray ? throw new GuestTrap(TrapCode.AllocationTooLarge) : new RuntimeValue[count];

    private static RuntimeValue[] ReadElements(byte[] data, uint start, uint count, FieldType element)
    {
        var bytes = element.Packed switch
        {
            PackedKind.I8 => 1,
            PackedKind.I16 => 2,
            _ => element.Type.Kind switch
            {
                WasmValueKind.I32 or WasmValueKind.F32 => 4,
                WasmValueKind.V128 => 16,
                _ => 8,
            },
        };
        var position = Locate(start, (ulong)count * (ulong)bytes, data.Length, TrapCode.MemoryOutOfBounds);
        var elements = new RuntimeValue[count];
        for (var index = 0; index < elements.Length; index++)
        {
            for (var part = 0; part < bytes; part++)
            {
                elements[index].SetLane(part, 8, data[position++]);
            }
        }

        return elements;
    }

    private static RuntimeValue[] ReadElements(object?[] segment, uint start, uint count)
    {
        var position = Locate(start, count, segment.Length, TrapCode.TableOutOfBounds);
        return Array.ConvertAll(segment[position..(position + (int)count)], RuntimeValue.OfReference);
    }

    private StructureObject PopStructure() =>
        _stack.PopReference() as StructureObject ?? throw new GuestTrap(TrapCode.NullStructureReference);

    private ArrayObject PopArray() => _stack.PopReference() as ArrayObject ?? throw new GuestTrap(TrapCode.NullArrayReference);

    private static int PackedBits(FieldType field) => field.Packed == PackedKind.I8 ? 8 : 16;

    private static RuntimeValue Pack(RuntimeValue value, FieldType field) =>
        field.Packed == PackedKind.None ? value : RuntimeValue.OfBits(IntegerOperations.Cut(value.Low, PackedBits(field)));

    private static RuntimeValue Unpack(RuntimeValue value, FieldType field, bool isSigned) =>
        isSigned ? RuntimeValue.OfBits(IntegerOperations.Cut((ulong)IntegerOperations.ToSigned(value.Low, PackedBits(field)), 32)) : value;
}
