using Lanner.Interpreter.Numerics;
using Lanner.Interpreter.Objects;
using Lanner.Structure;

namespace Lanner.Interpreter.Execution;

/// <content>Loads, stores and atomic accesses (specification 4.6.9 and the threads proposal).</content>
internal sealed partial class Machine
{
    private void AccessMemory(Frame frame, Operation operation)
    {
        ref var instruction = ref operation.Instruction;
        var memory = frame.Instance.Memories[instruction.MemoryArgument.MemoryIndex];
        var operands = _stack.Pop(operation.Info.Operands.Length);
        var bytes = 1 << operation.Info.WidthLog2;
        var position = memory.Locate(operands[0].Low, instruction.MemoryArgument.Offset, (ulong)bytes);
        var name = operation.Info.Mnemonic;
        if ((int)instruction.Opcode >> 12 == 4)
        {
            if (position % bytes != 0)
            {
                throw new GuestTrap(TrapCode.UnalignedAtomic);
            }

            AccessAtomically(memory, operation.Info, position, operands);
        }
        else if (operation.Info.Operands[^1] == 'v' && operation.Info.Immediate == ImmediateKind.MemoryArgumentLane)
        {
            AccessLane(memory, operation, position, operands[1]);
        }
        else if (operation.Info.Results.Length == 0)
        {
            memory.Write(position, Math.Min(bytes, 8), operands[1].Low);
            if (bytes == 16)
            {
                memory.Write(position + 8, 8, operands[1].High);
            }
        }
        else if (operation.Info.Results[0] == 'v')
        {
            _stack.Push(LoadVector(memory, name, position, bytes));
        }
        else
        {
            var value = memory.Read(position, bytes);
            var bits = operation.Info.Results[0] is 'i' or 'f' ? 32 : 64;
            _stack.Push(name.EndsWith("_s", StringComparison.Ordinal)
                ? IntegerOperations.Cut((ulong)IntegerOperations.ToSigned(value, 8 * bytes), bits)
                : value);
        }
    }

    private void AccessLane(MemoryInstance memory, Operation operation, int position, RuntimeValue vector)
    {
        var bytes = 1 << operation.Info.WidthLog2;
        var lane = (int)operation.Instruction.Index;
        if (operation.Info.Results.Length == 0)
        {
            memory.Write(position, bytes, vector.GetLane(lane, 8 * bytes));
            return;
        }

        vector.SetLane(lane, 8 * bytes, memory.Read(position, bytes));
        _stack.Push(vector);
    }

    private static RuntimeValue LoadVector(MemoryInstance memory, string name, int position, int bytes)
    {
        var result = default(RuntimeValue);
        if (name.EndsWith("_splat", StringComparison.Ordinal))
        {
            for (var lane = 0; lane < 16 / bytes; lane++)
            {
                result.SetLane(lane, 8 * bytes, memory.Read(position, bytes));
            }

            return result;
        }

        // v128.load8x8_s and its kin: eight bytes become lanes of twice their width.
        if (name.IndexOf('x', StringComparison.Ordinal) is >= 0 and var cross)
        {
            var narrow = int.Parse(name.AsSpan("v128.load".Length..cross), System.Globalization.CultureInfo.InvariantCulture);
            for (var lane = 0; lane < 64 / narrow; lane++)
            {
                var value = memory.Read(position + (lane * narrow / 8), narrow / 8);
                result.SetLane(
                    lane, 2 * narrow,
                    name.EndsWith("_s", StringComparison.Ordinal) ? (ulong)IntegerOperations.ToSigned(value, narrow) : value);
            }

            return result;
        }

        result.Low = memory.Read(position, Math.Min(bytes, 8));
        result.High = bytes == 16 ? memory.Read(position + 8, 8) : 0;
        return result;
    }

    private void AccessAtomically(MemoryInstance memory, OpcodeInfo info, int position, RuntimeValue[] operands)
    {
        var bytes = 1 << info.WidthLog2;
        var parts = info.Mnemonic.Split('.');
        switch (info.Opcode)
        {
            case Opcode.MemoryAtomicNotify:
                _stack.Push((ulong)memory.Waiters.Notify(position, (uint)operands[1].Low));
                return;
            case Opcode.MemoryAtomicWait32 or Opcode.MemoryAtomicWait64:
                Wait(memory, position, bytes, operands);
                return;
        }

        lock (memory.Waiters)
        {
            AccessAtomically(memory, parts, position, bytes, operands);
        }
    }

    private void AccessAtomically(MemoryInstance memory, string[] parts, int position, int bytes, RuntimeValue[] operands)
    {
        var old = memory.Read(position, bytes);
        if (parts[2].StartsWith("load", StringComparison.Ordinal))
        {
            _stack.Push(old);
            return;
        }

        if (parts[2].StartsWith("store", StringComparison.Ordinal))
        {
            memory.Write(position, bytes, operands[1].Low);
            return;
        }

        var operand = IntegerOperations.Cut(operands[1].Low, 8 * bytes);
        var operation = parts[3].Split('_')[0];
        memory.Write(position, bytes, operation switch
        {
            "xchg" => operand,

            // What is expected is cut to the width as well (WebAssembly/threads#195).
            "cmpxchg" => operand == old ? operands[2].Low : old,
            _ => IntegerOperations.Binary[operation](old, operand, 8 * bytes),
        });
        _stack.Push(old);
    }

    private void Wait(MemoryInstance memory, int position, int bytes, RuntimeValue[] operands)
    {
        if (!memory.Type.IsShared)
        {
            throw new GuestTrap(TrapCode.ExpectedSharedMemory);
        }

        _stack.Push((ulong)memory.Waiters.Wait(position, (long)operands[2].Low, () => memory.Read(position, bytes) == operands[1].Low));
    }
}
