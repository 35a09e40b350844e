using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Validation;

/// <content>Structures and arrays (specification 3.4.6 and 3.4.7).</content>
internal sealed partial class FunctionValidator
{
    private void ValidateAggregate(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case <= Opcode.StructSet:
                ValidateStructure(GetStructType(instruction.Index), in instruction);
                break;
            case Opcode.ArrayLen:
                Pop(WasmValueType.Reference(new HeapType(HeapTypeKind.Array), isNullable: true));
                Push(WasmValueKind.I32);
                break;
            case <= Opcode.ArrayNewElem:
                ValidateArrayNew(GetArrayType(instruction.Index), in instruction);
                break;
            default:
                ValidateArrayAccess(GetArrayType(instruction.Index), in instruction);
                break;
        }
    }

    private void ValidateStructure(StructType type, in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.StructNew:
                for (var index = type.FieldArray.Length - 1; index >= 0 && !HasAnyOperands; index--)
                {
                    Pop(type.FieldArray[index].Type);
                }

                _cost += type.FieldArray.Length;
                Push(WasmValueType.Reference(new HeapType(type), isNullable: false));
                break;
            case Opcode.StructNewDefault:
                var withoutDefault = type.FirstFieldWithoutDefault;
                if (withoutDefault >= 0)
                {
                    throw Invalid(
                        $"type mismatch: field {withoutDefault} has the type {type.FieldArray[withoutDefault].Type}, "
                        + "which has no default value");
                }

                Push(WasmValueType.Reference(new HeapType(type), isNullable: false));
                break;
            case Opcode.StructSet:
                var target = GetField(type, instruction.Index2);
                if (!target.IsMutable)
                {
                    throw Invalid($"immutable field {instruction.Index2} cannot be set");
                }

                Pop(target.Type);
                Pop(WasmValueType.Reference(new HeapType(type), isNullable: true));
                break;
            default:
                var field = GetField(type, instruction.Index2);
                RequireExtension(field, instruction.Opcode == Opcode.StructGet);
                Pop(WasmValueType.Reference(new HeapType(type), isNullable: true));
                Push(field.Type);
                break;
        }
    }

    private void ValidateArrayNew(ArrayType type, in Instruction instruction)
    {
        var element = type.Element;
        switch (instruction.Opcode)
        {
            case Opcode.ArrayNew:
                Pop(WasmValueKind.I32);
                Pop(element.Type);
                break;
            case Opcode.ArrayNewDefault:
                if (!element.Type.IsDefaultable)
                {
                    throw Invalid($"type mismatch: the elements have the type {element.Type}, which has no default value");
                }

                Pop(WasmValueKind.I32);
                break;
            case Opcode.ArrayNewFixed:
                if (instruction.Index2 > ModuleLimits.FixedArrayElements)
                {
                    throw Invalid(
                        $"too many elements in array.new_fixed: {instruction.Index2} where Lanner takes at most "
                        + $"{ModuleLimits.FixedArrayElements}");
                }

                for (var remaining = instruction.Index2; remaining > 0 && !HasAnyOperands; remaining--)
                {
                    Pop(element.Type);
                }

                break;
            case Opcode.ArrayNewData:
                RequireBytes(element);
                RequireDataSegment(instruction.Index2);
                Pop(WasmValueKind.I32);
                Pop(WasmValueKind.I32);
                break;
            case Opcode.ArrayNewElem:
                RequireElements(element, instruction.Index2);
                Pop(WasmValueKind.I32);
                Pop(WasmValueKind.I32);
                break;
        }

        Push(WasmValueType.Reference(new HeapType(type), isNullable: false));
    }

    private void ValidateArrayAccess(ArrayType type, in Instruction instruction)
    {
        var element = type.Element;
        var array = WasmValueType.Reference(new HeapType(type), isNullable: true);
        if (instruction.Opcode is Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU)
        {
            RequireExtension(element, instruction.Opcode == Opcode.ArrayGet);
            Pop(WasmValueKind.I32);
            Pop(array);
            Push(element.Type);
            return;
        }

        if (!element.IsMutable)
        {
            throw Invalid($"immutable array: {Mnemonic} cannot change the elements of type {instruction.Index}");
        }

        switch (instruction.Opcode)
        {
            case Opcode.ArraySet:
                Pop(element.Type);
                break;
            case Opcode.ArrayFill:
                Pop(WasmValueKind.I32);
                Pop(element.Type);
                break;
            case Opcode.ArrayCopy:
                var source = GetArrayType(instruction.Index2);
                if (!MatchesStorage(source.Element, element))
                {
                    throw Invalid(
                        $"array types do not match: elements of type {instruction.Index2} cannot be copied to an "
                        + $"array of type {instruction.Index}");
                }

                Pop(WasmValueKind.I32);
                Pop(WasmValueKind.I32);
                Pop(WasmValueType.Reference(new HeapType(source), isNullable: true));
                break;
            case Opcode.ArrayInitData:
                RequireBytes(element);
                RequireDataSegment(instruction.Index2);
                Pop(WasmValueKind.I32);
                Pop(WasmValueKind.I32);
                break;
            case Opcode.ArrayInitElem:
                RequireElements(element, instruction.Index2);
                Pop(WasmValueKind.I32);
                Pop(WasmValueKind.I32);
                break;
        }

        Pop(WasmValueKind.I32);
        Pop(array);
    }

    /// <summary>Packed fields are read with an extension, others without one.</summary>
    private void RequireExtension(FieldType field, bool isPlain)
    {
        if (field.Packed == PackedKind.None != isPlain)
        {
            throw Invalid(isPlain
                ? $"field is packed: {Mnemonic} needs a variant that says how to extend it, _s or _u"
                : $"field is unpacked: {Mnemonic} extends packed fields only, but this is {field.Type}");
        }
    }

    private void RequireBytes(FieldType element)
    {
        if (element.Type.IsReference)
        {
            throw Invalid($"array type is not numeric or vector: {Mnemonic} cannot make {element.Type} out of bytes");
        }
    }

    private void RequireElements(FieldType element, uint segmentIndex)
    {
        var segment = GetElementSegment(segmentIndex);
        if (element.Packed != PackedKind.None || !segment.ElementType.IsSubtypeOf(element.Type))
        {
            throw Invalid($"type mismatch: the segment has {segment.ElementType} but the array {element.Type}");
        }
    }

    private static bool MatchesStorage(FieldType field, FieldType other) =>
        field.Packed == other.Packed && field.Type.IsSubtypeOf(other.Type);
}
