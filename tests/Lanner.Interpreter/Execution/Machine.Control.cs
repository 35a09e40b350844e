using Lanner.Interpreter.Objects;
using Lanner.Structure;

namespace Lanner.Interpreter.Execution;

/// <content>Blocks, branches, calls and exceptions (specification 4.6.1 to 4.6.5).</content>
internal sealed partial class Machine
{
    private FunctionInstance? StepControl(Frame frame, Operation operation)
    {
        ref var instruction = ref operation.Instruction;
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.Try or Opcode.TryTable:
                Enter(frame, operation);
                return null;
            case Opcode.If:
                EnterIf(frame, operation);
                return null;
            case Opcode.Else or Opcode.Catch or Opcode.CatchAll:
                // What stands before it has come to its end.
                frame.Next = operation.End;
                return null;
            case Opcode.End or Opcode.Delegate:
                frame.PopLabel();
                return null;
            case Opcode.Br:
                Branch(frame, instruction.Index);
                return null;
            case Opcode.BrIf:
                if (_stack.Pop32() != 0)
                {
                    Branch(frame, instruction.Index);
                }

                return null;
            case Opcode.BrTable:
                var selected = Math.Min(_stack.Pop32(), (uint)instruction.Labels.Length - 1);
                Branch(frame, instruction.Labels[selected]);
                return null;
            case Opcode.BrOnNull or Opcode.BrOnNonNull:
                BranchOnNull(frame, in instruction);
                return null;
            case Opcode.Return:
                Branch(frame, (uint)frame.Labels.Count - 1);
                return null;
            case Opcode.Throw:
                var tag = frame.Instance.Tags[instruction.Index];
                throw new GuestException(new ExceptionObject(tag, _stack.Pop(tag.Type.Type.ParameterArray.Length)));
            case Opcode.ThrowRef:
                throw new GuestException(_stack.PopReference() as ExceptionObject ?? throw new GuestTrap(TrapCode.NullExceptionReference));
            case Opcode.Rethrow:
                throw new GuestException(frame.Labels[^((int)instruction.Index + 1)].Caught!);
            case Opcode.Call or Opcode.CallIndirect or Opcode.CallRef:
                Invoke(Called(frame, in instruction));
                return null;
            case Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef:
                var called = Called(frame, in instruction);
                _stack.Unwind(frame.Height, called.Type.ParameterArray.Length);
                return called;
            default:
                throw new NotSupportedException($"{operation.Info.Mnemonic} is not run.");
        }
    }

    private void Enter(Frame frame, Operation operation)
    {
        var type = operation.Instruction.BlockType;
        var arity = operation.Instruction.Opcode == Opcode.Loop ? type.ParameterCount : type.ResultCount;
        frame.Labels.Add(new Label(operation, _stack.Height - type.ParameterCount, arity, frame.Next));
    }

    private void EnterIf(Frame frame, Operation operation)
    {
        var condition = _stack.Pop32();
        Enter(frame, operation);
        if (condition == 0)
        {
            frame.Next = operation.Else >= 0 ? operation.Else + 1 : operation.End;
        }
    }

    private void Branch(Frame frame, uint depth)
    {
        var target = frame.Labels.Count - 1 - (int)depth;
        var label = frame.Labels[target];
        _stack.Unwind(label.Height, label.BranchArity);
        frame.Labels.RemoveRange(target + 1, (int)depth);
        if (label.Block is { Instruction.Opcode: Opcode.Loop })
        {
            frame.Next = label.Start;
            return;
        }

        frame.PopLabel();
        if (label.Block is not null)
        {
            frame.Next = label.Block.End + 1;
        }
    }

    private void BranchOnNull(Frame frame, in Instruction instruction)
    {
        var reference = _stack.PopReference();
        if (instruction.Opcode == Opcode.BrOnNonNull)
        {
            if (reference is not null)
            {
                _stack.Push(reference);
                Branch(frame, instruction.Index);
            }

            return;
        }

        if (reference is null)
        {
            Branch(frame, instruction.Index);
        }
        else
        {
            _stack.Push(reference);
        }
    }

    private FunctionInstance Called(Frame frame, in Instruction instruction)
    {
        if (instruction.Opcode is Opcode.Call or Opcode.ReturnCall)
        {
            return frame.Instance.Functions[instruction.Index];
        }

        if (instruction.Opcode is Opcode.CallRef or Opcode.ReturnCallRef)
        {
            return _stack.PopReference() as FunctionInstance ?? throw new GuestTrap(TrapCode.NullFunctionReference);
        }

        var index = _stack.Pop64();
        var table = frame.Instance.Tables[instruction.Index2];
        if (index >= (ulong)table.Elements.Length)
        {
            throw new GuestTrap(TrapCode.UndefinedElement);
        }

        var called = table[index] as FunctionInstance ?? throw new GuestTrap(TrapCode.UninitializedElement);
        return called.Type.IsSubtypeOf(frame.Instance.Module.Types[instruction.Index])
            ? called
            : throw new GuestTrap(TrapCode.IndirectCallTypeMismatch);
    }

    /// <summary>Goes on where the function catches an exception; false when it does not.</summary>
    private bool Catch(Frame frame, ExceptionObject thrown)
    {
        while (frame.Labels.Count > 0)
        {
            var label = frame.Top;
            if (label.Block is { Instruction.Opcode: Opcode.TryTable } && CatchInTable(frame, label, thrown))
            {
                return true;
            }

            if (label.Block is { Instruction.Opcode: Opcode.Try } && label.Caught is null)
            {
                if (CatchInTry(frame, label, thrown))
                {
                    return true;
                }

                Delegate(frame, label);
            }

            if (frame.Labels.Count > 0 && frame.Top == label)
            {
                frame.PopLabel();
            }
        }

        _stack.Unwind(frame.Height, 0);
        return false;
    }

    private bool CatchInTable(Frame frame, Label label, ExceptionObject thrown)
    {
        foreach (var clause in label.Block!.Instruction.CatchClauses)
        {
            var hasTag = clause.Kind is CatchKind.Catch or CatchKind.CatchReference;
            if (hasTag && frame.Instance.Tags[clause.TagIndex] != thrown.Tag)
            {
                continue;
            }

            frame.PopLabel();
            _stack.Unwind(label.Height, 0);
            if (hasTag)
            {
                PushAll(thrown.Payload);
            }

            if (clause.Kind is CatchKind.CatchReference or CatchKind.CatchAllReference)
            {
                _stack.Push(thrown);
            }

            Branch(frame, clause.Label);
            return true;
        }

        return false;
    }

    private bool CatchInTry(Frame frame, Label label, ExceptionObject thrown)
    {
        foreach (var place in label.Block!.Catches)
        {
            ref var clause = ref frame.Code.Operations[place].Instruction;
            var isForAll = clause.Opcode == Opcode.CatchAll;
            if (!isForAll && frame.Instance.Tags[clause.Index] != thrown.Tag)
            {
                continue;
            }

            label.Caught = thrown;
            _stack.Unwind(label.Height, 0);
            if (!isForAll)
            {
                PushAll(thrown.Payload);
            }

            frame.Next = place + 1;
            return true;
        }

        return false;
    }

    /// <summary>Leaves the blocks between a <c>try</c> and the one that its <c>delegate</c> names, whose handlers get the
    /// exception.</summary>
    private static void Delegate(Frame frame, Label label)
    {
        ref var end = ref frame.Code.Operations[label.Block!.End].Instruction;
        if (end.Opcode == Opcode.Delegate)
        {
            frame.PopLabel();
            frame.Labels.RemoveRange(frame.Labels.Count - (int)end.Index, (int)end.Index);
        }
    }

    private void PushAll(RuntimeValue[] values)
    {
        foreach (var value in values)
        {
            _stack.Push(value);
        }
    }
}
