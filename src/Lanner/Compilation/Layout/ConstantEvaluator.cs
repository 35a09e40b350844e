using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Lanner.Binary;
using Lanner.Compilation.Aggregates;
using Lanner.Platform;
using Lanner.Runtime;
using Lanner.Structure;

namespace Lanner.Compilation.Layout;

/// <summary>Evaluates constant expressions (specification 4.6.14, "eval") without compiling anything: a module may have a million of them,
/// and each runs once for an instance.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = Trimming.Emitted)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal struct ConstantEvaluator
{
    private readonly InstanceState _state;

    /// <summary>The operand on top, and those below it, of which most expressions have none.</summary>
    private Value _top;
    private List<Value>? _below;
    private int _height;

    private ConstantEvaluator(InstanceState state) => _state = state;

    /// <summary>The value of an expression of the module of an instance.</summary>
    internal static Value Evaluate(ConstantExpression expression, InstanceState state)
    {
        var evaluator = new ConstantEvaluator(state);
        var reader = new InstructionReader(state.Instance.Module.Definition, expression.Code);
        while (reader.Read(out var instruction) && instruction.Opcode != Opcode.End)
        {
            evaluator.Execute(in instruction);
        }

        return evaluator.Pop();
    }

    /// <summary>The value of an expression that is an integer, such as the offset of a segment, as an unsigned number.</summary>
    internal static ulong EvaluateOffset(ConstantExpression expression, InstanceState state) => Evaluate(expression, state).Low;

    /// <summary>The value of an expression that is a reference.</summary>
    internal static object? EvaluateReference(ConstantExpression expression, InstanceState state) => Evaluate(expression, state).Reference;

    private void Push(Value value)
    {
        if (_height > 0)
        {
            (_below ??= []).Add(_top);
        }

        _top = value;
        _height++;
    }

    private Value Pop()
    {
        var popped = _top;
        if (--_height > 0)
        {
            _top = _below![^1];
            _below.RemoveAt(_below.Count - 1);
        }

        return popped;
    }

    private void Execute(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.I32Const:
                Push((int)instruction.Constant);
                break;
            case Opcode.I64Const:
                Push(instruction.Constant);
                break;
            case Opcode.F32Const:
                Push(Value.FromSingleBits((uint)instruction.Constant));
                break;
            case Opcode.F64Const:
                Push(Value.FromDoubleBits((ulong)instruction.Constant));
                break;
            case Opcode.V128Const:
                PushVector(in instruction);
                break;
            case Opcode.RefNull:
                Push(Value.Null);
                break;
            case Opcode.RefFunc:
                Push(FunctionReferences.GetFunction(_state, (int)instruction.Index));
                break;
            case Opcode.GlobalGet:
                Push(ReadGlobal((int)instruction.Index));
                break;
            case Opcode.RefI31:
                Push(Value.FromReference(I31.Create(Pop().AsInt32())));
                break;
            case Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                // The same object to both.
                break;
            case Opcode.StructNew or Opcode.StructNewDefault:
                MakeStructure((StructType)_state.Types[instruction.Index], isDefault: instruction.Opcode == Opcode.StructNewDefault);
                break;
            case Opcode.ArrayNew or Opcode.ArrayNewDefault or Opcode.ArrayNewFixed:
                MakeArray((ArrayType)_state.Types[instruction.Index], in instruction);
                break;
            default:
                Calculate(instruction.Opcode);
                break;
        }
    }

    // A method of its own, since one that has vectors is not compiled ahead of time.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PushVector(in Instruction instruction) => Push(instruction.Vector);

    private readonly Value ReadGlobal(int index)
    {
        var type = _state.Instance.Module.Definition.Globals[index].Type;
        return _state.Globals[index] is { } global ? global.Value : _state.Instance.Module.Compiled.ReadGlobal(_state, index, type);
    }

    private void Calculate(Opcode opcode)
    {
        var second = Pop();
        var first = Pop();

        // Each a value of its own: a common type of all arms would be i64.
        Push(opcode switch
        {
            Opcode.I32Add => (Value)(first.AsInt32() + second.AsInt32()),
            Opcode.I32Sub => (Value)(first.AsInt32() - second.AsInt32()),
            Opcode.I32Mul => (Value)(first.AsInt32() * second.AsInt32()),
            Opcode.I64Add => (Value)(first.AsInt64() + second.AsInt64()),
            Opcode.I64Sub => (Value)(first.AsInt64() - second.AsInt64()),
            Opcode.I64Mul => (Value)(first.AsInt64() * second.AsInt64()),
            _ => throw new NotSupportedException($"{OpcodeTable.Get(opcode).Mnemonic} in a constant expression."),
        });
    }

    private void MakeStructure(StructType type, bool isDefault)
    {
        var emitted = AggregateClasses.Of(type, _state.Types);
        var structure = HeapOperations.Charge(RuntimeHelpers.GetUninitializedObject(emitted.Type), _state, emitted.Size);
        for (var index = type.FieldArray.Length - 1; index >= 0 && !isDefault; index--)
        {
            emitted.Fields[index].SetValue(structure, FieldValues.ToObject(type.FieldArray[index], Pop()));
        }

        Push(Value.FromReference(structure));
    }

    private void MakeArray(ArrayType type, in Instruction instruction)
    {
        var emitted = AggregateClasses.Of(type, _state.Types);
        var length = instruction.Opcode == Opcode.ArrayNewFixed ? (int)instruction.Index2 : Pop().AsInt32();
        var array = ArrayCreation.Create(emitted.Element!, emitted.ArrayCreator!, length, _state, emitted.Size);
        switch (instruction.Opcode)
        {
            case Opcode.ArrayNew:
                FieldValues.FillElements(_state, type.Element, array, Pop());
                break;
            case Opcode.ArrayNewFixed:
                for (var index = length - 1; index >= 0; index--)
                {
                    FieldValues.SetElement(type.Element, array, index, Pop());
                }

                break;
        }

        Push(Value.FromReference(array));
    }
}
