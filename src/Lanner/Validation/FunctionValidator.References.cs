using Lanner.Structure;

namespace Lanner.Validation;

/// <content>References and casts (specification 3.4.5 and 3.4.8).</content>
internal sealed partial class FunctionValidator
{
    private static readonly WasmValueType EqReference = WasmValueType.Reference(new HeapType(HeapTypeKind.Eq), isNullable: true);
    private static readonly WasmValueType I31Reference = WasmValueType.Reference(new HeapType(HeapTypeKind.I31), isNullable: false);
    private static readonly WasmValueType AnyReference = WasmValueType.Reference(new HeapType(HeapTypeKind.Any), isNullable: true);

    private void ValidateReference(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.RefNull:
                Push(instruction.Type);
                break;
            case Opcode.RefFunc:
                ValidateFunctionReference(instruction.Index);
                break;
            case Opcode.RefIsNull:
                PopReference();
                Push(WasmValueKind.I32);
                break;
            case Opcode.RefAsNonNull:
                Push(PopReference().AsNonNullable());
                break;
            case Opcode.RefEq:
                Pop(EqReference);
                Pop(EqReference);
                Push(WasmValueKind.I32);
                break;
            case Opcode.BrOnNull:
                var reference = PopReference();
                Pop(LabelTypes(instruction.Index));
                Push(LabelTypes(instruction.Index));
                Push(reference.AsNonNullable());
                break;
            case Opcode.BrOnNonNull:
                ValidateBranchWith(PopReference().AsNonNullable(), instruction.Index);
                break;
            case Opcode.RefTest or Opcode.RefTestNull:
                Pop(Top(instruction.Type));
                Push(WasmValueKind.I32);
                break;
            case Opcode.RefCast or Opcode.RefCastNull:
                Pop(Top(instruction.Type));
                Push(instruction.Type);
                break;
            case Opcode.BrOnCast:
                ValidateCastBranch(in instruction);
                ValidateBranchWith(instruction.Type2, instruction.Index);
                Push(Difference(instruction.Type, instruction.Type2));
                break;
            case Opcode.BrOnCastFail:
                ValidateCastBranch(in instruction);
                ValidateBranchWith(Difference(instruction.Type, instruction.Type2), instruction.Index);
                Push(instruction.Type2);
                break;
            case Opcode.AnyConvertExtern:
                Convert(WasmValueType.ExternRef, AnyReference);
                break;
            case Opcode.ExternConvertAny:
                Convert(AnyReference, WasmValueType.ExternRef);
                break;
            case Opcode.RefI31:
                Pop(WasmValueKind.I32);
                Push(I31Reference);
                break;
            case Opcode.I31GetS or Opcode.I31GetU:
                Pop(I31Reference.AsNullable());
                Push(WasmValueKind.I32);
                break;
            default:
                throw new InvalidOperationException($"{Mnemonic} is not validated.");
        }
    }

    private void ValidateFunctionReference(uint index)
    {
        var function = GetFunction(index);
        if (_isConstant)
        {
            _declared.Add((int)index);
        }
        else if (!_declared.Contains((int)index))
        {
            throw Invalid($"undeclared function reference: function {index} is named by no export, element segment or global");
        }

        Push(WasmValueType.Reference(new HeapType(function.Type), isNullable: false));
    }

    /// <summary>Validates a branch that takes along a value besides what is on the stack.</summary>
    private void ValidateBranchWith(WasmValueType value, uint label)
    {
        var types = LabelTypes(label);
        if (types.IsEmpty || !value.IsSubtypeOf(types[^1]))
        {
            throw Invalid($"type mismatch: {Mnemonic} takes {value} along but label {label} takes {List(types)}");
        }

        Pop(types[..^1]);
        Push(types[..^1]);
    }

    private void ValidateCastBranch(in Instruction instruction)
    {
        if (!instruction.Type2.IsSubtypeOf(instruction.Type))
        {
            throw Invalid($"type mismatch: {Mnemonic} casts from {instruction.Type} to {instruction.Type2}, which is not a subtype");
        }

        Pop(instruction.Type);
    }

    /// <summary>Returns the type that is left when a cast to another has failed: without null when the target takes null (specification
    /// 3.4.8).</summary>
    private static WasmValueType Difference(WasmValueType type, WasmValueType target) => target.IsNullable ? type.AsNonNullable() : type;

    private static WasmValueType Top(WasmValueType type) => WasmValueType.Reference(new HeapType(type.HeapType.Top), isNullable: true);

    private void Convert(WasmValueType from, WasmValueType to)
    {
        var found = Pop(from);
        Push(found.IsNullable ? to : to.AsNonNullable());
    }
}
