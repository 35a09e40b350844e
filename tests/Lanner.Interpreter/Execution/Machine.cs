using System.Runtime.CompilerServices;
using Lanner.Interpreter.Objects;
using Lanner.Structure;

namespace Lanner.Interpreter.Execution;

/// <summary>Runs functions, one instruction after the other (specification 4.6). Used by one thread.</summary>
internal sealed partial class Machine
{
    private const int MostCalls = 10_000;

    private readonly OperandStack _stack = new();
    private int _calls;

    /// <summary>Calls a function.</summary>
    /// <exception cref="GuestTrap">It trapped.</exception>
    /// <exception cref="GuestException">It threw an exception that it did not catch.</exception>
    internal RuntimeValue[] Call(FunctionInstance function, ReadOnlySpan<RuntimeValue> arguments)
    {
        var height = _stack.Height;
        var calls = _calls;
        try
        {
            foreach (var argument in arguments)
            {
                _stack.Push(argument);
            }

            Invoke(function);
            return _stack.Pop(function.Type.ResultArray.Length);
        }
        finally
        {
            _stack.Unwind(height, 0);
            _calls = calls;
        }
    }

    /// <summary>The value of a constant expression.</summary>
    internal RuntimeValue Evaluate(ConstantExpression expression, ModuleInstance instance)
    {
        var frame = new Frame(instance, FunctionCode.Read(instance.Module, expression), [], _stack.Height);
        RunToEnd(frame);
        return _stack.Pop();
    }

    /// <summary>Calls a function with the operands on the stack, and those that it calls in tail position.</summary>
    private void Invoke(FunctionInstance function)
    {
        if (++_calls > MostCalls || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new GuestTrap(TrapCode.StackExhausted);
        }

        FunctionInstance? next = function;
        while (next is GuestFunction guest)
        {
            next = Run(guest);
        }

        if (next is HostFunction host)
        {
            foreach (var result in host.Body(_stack.Pop(host.Type.ParameterArray.Length)))
            {
                _stack.Push(result);
            }
        }

        _calls--;
    }

    /// <summary>Runs a function; what it calls in tail position is left to the caller.</summary>
    private FunctionInstance? Run(GuestFunction function)
    {
        var locals = new RuntimeValue[function.Code.Locals.Length];
        _stack.Pop(function.Type.ParameterArray.Length).CopyTo(locals, 0);
        return RunToEnd(new Frame(function.Instance, function.Code, locals, _stack.Height));
    }

    private FunctionInstance? RunToEnd(Frame frame)
    {
        var calls = _calls;
        while (true)
        {
            try
            {
                while (!frame.IsFinished)
                {
                    var operation = frame.Code.Operations[frame.Next++];
                    if (Step(frame, operation) is { } tailCalled)
                    {
                        return tailCalled;
                    }
                }

                return null;
            }
            catch (GuestException exception)
            {
                if (!Catch(frame, exception.Thrown))
                {
                    throw;
                }

                _calls = calls;
            }
        }
    }

    /// <summary>Does one instruction; gives a function that is to be called in tail position.</summary>
    private FunctionInstance? Step(Frame frame, Operation operation)
    {
        if (operation.Pure is { } pure)
        {
            var count = operation.Info.Operands.Length;
            var result = pure(_stack.Peek(count), in operation.Instruction);
            _stack.Unwind(_stack.Height - count, 0);
            _stack.Push(result);
            return null;
        }

        ref var instruction = ref operation.Instruction;
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet:
                _stack.Push(frame.Locals[instruction.Index]);
                return null;
            case Opcode.LocalSet:
                frame.Locals[instruction.Index] = _stack.Pop();
                return null;
            case Opcode.LocalTee:
                frame.Locals[instruction.Index] = _stack.Peek(1)[0];
                return null;
            case Opcode.GlobalGet:
                _stack.Push(frame.Instance.Globals[instruction.Index].Value);
                return null;
            case Opcode.GlobalSet:
                frame.Instance.Globals[instruction.Index].Value = _stack.Pop();
                return null;
            case Opcode.I32Const or Opcode.F32Const:
                _stack.Push((uint)instruction.Constant);
                return null;
            case Opcode.I64Const or Opcode.F64Const:
                _stack.Push((ulong)instruction.Constant);
                return null;
            case Opcode.Nop or Opcode.AtomicFence:
                return null;
            case Opcode.Drop:
                _stack.Pop();
                return null;
            case Opcode.Select or Opcode.SelectTyped:
                Select();
                return null;
            case Opcode.Unreachable:
                throw new GuestTrap(TrapCode.Unreachable);
        }

        if (operation.Info.Immediate is ImmediateKind.MemoryArgument or ImmediateKind.MemoryArgumentLane)
        {
            AccessMemory(frame, operation);
            return null;
        }

        return ((int)instruction.Opcode >> 12) switch
        {
            0 when instruction.Opcode is >= Opcode.RefNull and <= Opcode.RefFunc or Opcode.RefEq or Opcode.RefAsNonNull
                or Opcode.TableGet or Opcode.TableSet or Opcode.MemorySize or Opcode.MemoryGrow => StepPlainReference(frame, operation),
            0 => StepControl(frame, operation),
            1 => StepAggregate(frame, operation),
            2 => StepBulk(frame, operation),
            _ => StepVectorConstant(operation),
        };
    }

    private FunctionInstance? StepVectorConstant(Operation operation)
    {
        if (operation.Instruction.Opcode != Opcode.V128Const)
        {
            throw new NotSupportedException($"{operation.Info.Mnemonic} is not run.");
        }

        var value = default(RuntimeValue);
        for (var index = 0; index < 16; index++)
        {
            value.SetLane(index, 8, operation.Instruction.Vector[index]);
        }

        _stack.Push(value);
        return null;
    }

    private void Select()
    {
        var condition = _stack.Pop32();
        var second = _stack.Pop();
        var first = _stack.Pop();
        _stack.Push(condition != 0 ? first : second);
    }
}
