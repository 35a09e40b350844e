using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Lanner.Tests.Compilation;

/// <summary>Walks a finished method body along its branches and tells how deep the evaluation stack gets (ECMA-335 III.1.7.5), with the
/// table of instructions that .NET has.</summary>
internal sealed class StackVerifier
{
    private static readonly Dictionary<ushort, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(opcode => (ushort)opcode.Value);

    private readonly byte[] _code;
    private readonly Func<int, (int Arguments, bool ReturnsValue)> _signatureOf;
    private readonly bool _returnsValue;
    private readonly Dictionary<int, int> _depths = [];
    private readonly Queue<int> _work = [];
    private int _maximum;

    private StackVerifier(byte[] code, bool returnsValue, Func<int, (int Arguments, bool ReturnsValue)> signatureOf)
    {
        _code = code;
        _returnsValue = returnsValue;
        _signatureOf = signatureOf;
    }

    /// <summary>Returns the maximum depth of the stack.</summary>
    /// <param name="code">The instructions.</param>
    /// <param name="handlers">The offsets where filters and handlers start, with what is on the stack there.</param>
    /// <param name="returnsValue">True if the method returns anything.</param>
    /// <param name="signatureOf">Tells of a method or a signature, by its token, how many operands a call takes, <c>this</c> among them,
    /// and whether it leaves one.</param>
    internal static int MaximumOf(
        byte[] code,
        IEnumerable<(int Offset, int Depth)> handlers,
        bool returnsValue,
        Func<int, (int Arguments, bool ReturnsValue)> signatureOf)
    {
        var verifier = new StackVerifier(code, returnsValue, signatureOf);
        verifier.Reach(0, 0);
        foreach (var (offset, depth) in handlers)
        {
            verifier.Reach(offset, depth);
        }

        while (verifier._work.TryDequeue(out var start))
        {
            verifier.Step(start);
        }

        return verifier._maximum;
    }

    private void Reach(int offset, int depth)
    {
        Assert.True(depth >= 0, $"Before IL_{offset:x4} operands are taken that are not there.");
        _maximum = Math.Max(_maximum, depth);
        if (_depths.TryAdd(offset, depth))
        {
            _work.Enqueue(offset);
        }
        else
        {
            Assert.Equal(_depths[offset], depth);
        }
    }

    private void Step(int start)
    {
        var position = start;
        var value = _code[position] == 0xFE ? (ushort)((0xFE << 8) | _code[++position]) : _code[position];
        var opcode = OpCodesByValue[value];
        position++;
        var operand = position;
        position += LengthOf(opcode.OperandType, operand);
        var depth = _depths[start];
        if (opcode == OpCodes.Ret)
        {
            Assert.Equal(_returnsValue ? 1 : 0, depth);
            return;
        }

        depth = opcode == OpCodes.Leave || opcode == OpCodes.Leave_S ? 0 : depth + EffectOf(opcode, operand);
        foreach (var target in TargetsOf(opcode.OperandType, operand, position))
        {
            Reach(target, depth);
        }

        if (opcode.FlowControl is not (FlowControl.Branch or FlowControl.Throw) && opcode != OpCodes.Endfinally
            && opcode != OpCodes.Endfilter)
        {
            Reach(position, depth);
        }
    }

    private int EffectOf(OpCode opcode, int operand)
    {
        if (opcode.FlowControl == FlowControl.Call || opcode == OpCodes.Newobj)
        {
            var (arguments, returnsValue) = _signatureOf(BinaryPrimitives.ReadInt32LittleEndian(_code.AsSpan(operand)));
            return opcode == OpCodes.Newobj ? 2 - arguments : (returnsValue ? 1 : 0) - arguments - (opcode == OpCodes.Calli ? 1 : 0);
        }

        return Pushes(opcode.StackBehaviourPush) - Pops(opcode.StackBehaviourPop);
    }

    private static int Pushes(StackBehaviour behaviour) => behaviour switch
    {
        StackBehaviour.Push0 => 0,
        StackBehaviour.Push1_push1 => 2,
        _ => 1,
    };

    private static int Pops(StackBehaviour behaviour) => behaviour switch
    {
        StackBehaviour.Pop0 => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        _ => behaviour.ToString().Count(letter => letter == '_') + 1,
    };

    private IEnumerable<int> TargetsOf(OperandType type, int operand, int next) => type switch
    {
        OperandType.ShortInlineBrTarget => [next + (sbyte)_code[operand]],
        OperandType.InlineBrTarget => [next + BinaryPrimitives.ReadInt32LittleEndian(_code.AsSpan(operand))],
        OperandType.InlineSwitch => Enumerable.Range(0, BinaryPrimitives.ReadInt32LittleEndian(_code.AsSpan(operand)))
            .Select(index => next + BinaryPrimitives.ReadInt32LittleEndian(_code.AsSpan(operand + 4 + (4 * index)))),
        _ => [],
    };

    private int LengthOf(OperandType type, int operand) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(_code.AsSpan(operand))),
        _ => 4,
    };
}
