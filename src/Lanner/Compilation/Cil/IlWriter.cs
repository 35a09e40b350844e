using System.Buffers.Binary;
using Lanner.Compilation.Metadata;

namespace Lanner.Compilation.Cil;

/// <summary>Writes the instructions of one method body in their shortest forms. Branches are written when the body is finished, once it is
/// known which of them reach their target with one byte: the size of the IL is what keeps a function under the JIT's limits for
/// optimisation (RATIONALE, "Why are assemblies written as bytes"). How deep the evaluation stack gets is counted as instructions are
/// written; a body in which two edges meet at different depths, or that pops what is not there, is refused.</summary>
internal sealed class IlWriter
{
    private byte[] _code = new byte[256];
    private int _length;
    private readonly List<int> _labels = [];

    /// <summary>For each label, the depth of the stack there; -1 while the label is neither reached nor branched to.</summary>
    private readonly List<int> _depths = [];

    /// <summary>For each label, the dominators of the block that branches to it and has the fewest; int.MaxValue while none does.</summary>
    private readonly List<int> _dominatorsBefore = [];
    private readonly Sequence<Branch> _branches = new();
    private readonly Sequence<ProtectedRegion> _regions = new();
    private readonly PositionList _marks = new();
    private int _instructions;
    private int _references;
    private int _blocks;

    /// <summary>The number of blocks that dominate this one, itself too, and the sum of these of all blocks.</summary>
    private int _dominators;
    private long _dominatorSum;
    private (int Length, int Branches) _lastBlock;
    private int _branchBytes;
    private int _depth;
    private int _maximumDepth;

    /// <summary>True if the next instruction can be reached from the one before.</summary>
    private bool _isReached = true;

    /// <summary>A branch. Its opcode and operand take no bytes in <see cref="_code"/>; <paramref name="Position"/> is where they
    /// belong.</summary>
    private record struct Branch(int Position, ILOpCode Opcode, Label Target, int[]? SwitchTargets, bool IsLong)
    {
        internal readonly int Size => SwitchTargets is not null ? 5 + (4 * SwitchTargets.Length) : IsLong ? 5 : 2;
    }

    /// <summary>The number of bytes written so far, not counting branches.</summary>
    internal int Length => _length;

    /// <summary>The size of what was written so far. Bytes are a guess, since branches have no length yet.</summary>
    internal CilSize Size => new(_length + _branchBytes, _instructions, _references, _blocks, 0, _dominatorSum);

    internal Label DefineLabel()
    {
        _labels.Add(-1);
        _depths.Add(-1);
        _dominatorsBefore.Add(int.MaxValue);
        return new Label(_labels.Count - 1);
    }

    /// <summary>Puts the label here. What only later instructions branch to starts with an empty stack (ECMA-335 III.1.7.5).</summary>
    internal void MarkLabel(Label label)
    {
        var known = _depths[label.Index];
        var dominators = DominatorsAt(label);
        if (_isReached)
        {
            RecordDepth(label.Index);
        }
        else
        {
            _depth = Math.Max(known, 0);
            _depths[label.Index] = _depth;
            _isReached = true;
        }

        _labels[label.Index] = Mark();
        StartBlock(dominators);
    }

    /// <summary>The number of dominators of a block that begins here with a label: one more than the fewest of the blocks before it. (What
    /// dominates them all, dominates it; a branch back comes from a block that it dominates itself.)</summary>
    private int DominatorsAt(Label label)
    {
        var before = _dominatorsBefore[label.Index];
        if (_isReached)
        {
            before = Math.Min(before, IsBlockStarted ? _dominators - 1 : _dominators);
        }

        return before == int.MaxValue ? _dominators : before + 1;
    }

    /// <summary>True if a block begins here already.</summary>
    private bool IsBlockStarted => _lastBlock == (_length, _branches.Count);

    /// <summary>Puts the label of a filter or of a handler of exceptions here: it starts with the exception on the stack
    /// (ECMA-335 III.1.7.5).</summary>
    internal void MarkHandler(Label label)
    {
        _isReached = false;
        _depths[label.Index] = 1;
        MarkLabel(label);
        _maximumDepth = Math.Max(_maximumDepth, 1);
    }

    /// <summary>Records that the label is reached with the present depth of the stack.</summary>
    private void RecordDepth(int label)
    {
        _dominatorsBefore[label] = Math.Min(_dominatorsBefore[label], _dominators);
        if (_depths[label] < 0)
        {
            _depths[label] = _depth;
        }
        else if (_depths[label] != _depth)
        {
            throw new InvalidOperationException($"A label is reached with {_depth} operands on the stack, and with {_depths[label]}.");
        }
    }

    /// <summary>Counts what an instruction leaves on the stack.</summary>
    private void ChangeDepth(int difference)
    {
        _depth += difference;
        if (_depth < 0)
        {
            throw new InvalidOperationException("An instruction takes more operands than are on the stack.");
        }

        _maximumDepth = Math.Max(_maximumDepth, _depth);
    }

    /// <summary>Marks the next instruction as unreachable, unless a label makes it reachable.</summary>
    private void EndFlow()
    {
        _depth = 0;
        _isReached = false;
    }

    /// <summary>Counts a basic block, once for each place.</summary>
    private void StartBlock(int dominators)
    {
        if (IsBlockStarted)
        {
            _dominatorSum += dominators - _dominators;
        }
        else
        {
            _lastBlock = (_length, _branches.Count);
            _blocks++;
            _dominatorSum += dominators;
        }

        _dominators = dominators;
    }

    /// <summary>Remembers this place; the finished body tells its offset.</summary>
    internal int Mark() => _marks.Add(_length, _branches.Count);

    /// <summary>Protects the code between two labels by a handler between two others. Inner regions are to be added before outer ones
    /// (ECMA-335 II.25.4.6).</summary>
    internal void AddProtectedRegion(ProtectedRegion region) => _regions.Add(region);

    internal void Emit(ILOpCode opcode)
    {
        if (opcode == ILOpCode.Ret)
        {
            EndFlow();
        }
        else
        {
            ChangeDepth(StackEffects.Of(opcode));
            if (StackEffects.EndsFlow(opcode))
            {
                EndFlow();
            }
        }

        Write(opcode);
    }

    private void Write(ILOpCode opcode)
    {
        Reserve(2);
        _instructions++;
        if ((int)opcode > 0xFF)
        {
            _code[_length++] = 0xFE;
        }

        _code[_length++] = (byte)opcode;
    }

    internal void EmitToken(ILOpCode opcode, int token)
    {
        Emit(opcode);
        WriteInt32(token);
    }

    /// <summary>Writes a call: <c>call</c>, <c>callvirt</c>, <c>calli</c> or <c>newobj</c>.</summary>
    internal void EmitCall(ILOpCode opcode, MethodReference method) =>
        EmitCall(opcode, method.Token, method.Arguments, method.ReturnsValue);

    /// <inheritdoc cref="EmitCall(ILOpCode, MethodReference)"/>
    /// <param name="opcode">The instruction.</param>
    /// <param name="token">The method; for <c>calli</c> its signature.</param>
    /// <param name="arguments">As in <see cref="MethodReference"/>.</param>
    /// <param name="returnsValue">True if the method returns a value.</param>
    internal void EmitCall(ILOpCode opcode, int token, int arguments, bool returnsValue)
    {
        // The object that newobj hands to the constructor is one that it then leaves; calli takes the address behind the arguments.
        ChangeDepth(opcode switch
        {
            ILOpCode.Newobj => 1 - arguments,
            ILOpCode.Calli => -1 - arguments,
            _ => -arguments,
        });
        ChangeDepth(opcode == ILOpCode.Newobj || returnsValue ? 1 : 0);
        Write(opcode);
        WriteInt32(token);
    }

    internal void EmitConstant(int value)
    {
        switch (value)
        {
            case >= -1 and <= 8:
                Emit((ILOpCode)((int)ILOpCode.Ldc_i4_0 + value));
                break;
            case >= sbyte.MinValue and <= sbyte.MaxValue:
                Emit(ILOpCode.Ldc_i4_s);
                WriteByte((byte)value);
                break;
            default:
                Emit(ILOpCode.Ldc_i4);
                WriteInt32(value);
                break;
        }
    }

    internal void EmitConstant(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            EmitConstant((int)value);
            Emit(ILOpCode.Conv_i8);
        }
        else if (value is >= 0 and <= uint.MaxValue)
        {
            EmitConstant((int)value);
            Emit(ILOpCode.Conv_u8);
        }
        else
        {
            Emit(ILOpCode.Ldc_i8);
            Reserve(8);
            BinaryPrimitives.WriteInt64LittleEndian(_code.AsSpan(_length), value);
            _length += 8;
        }
    }

    internal void EmitConstant(float value)
    {
        Emit(ILOpCode.Ldc_r4);
        WriteInt32(BitConverter.SingleToInt32Bits(value));
    }

    internal void EmitConstant(double value)
    {
        Emit(ILOpCode.Ldc_r8);
        Reserve(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_code.AsSpan(_length), value);
        _length += 8;
    }

    internal void EmitLoadArgument(int index) => EmitIndexed(index, ILOpCode.Ldarg_0, ILOpCode.Ldarg_s, ILOpCode.Ldarg);

    internal void EmitStoreArgument(int index) => EmitIndexed(index, null, ILOpCode.Starg_s, ILOpCode.Starg);

    internal void EmitLoadLocal(int index) => EmitIndexed(index, ILOpCode.Ldloc_0, ILOpCode.Ldloc_s, ILOpCode.Ldloc);

    internal void EmitStoreLocal(int index) => EmitIndexed(index, ILOpCode.Stloc_0, ILOpCode.Stloc_s, ILOpCode.Stloc);

    internal void EmitLoadLocalAddress(int index) => EmitIndexed(index, null, ILOpCode.Ldloca_s, ILOpCode.Ldloca);

    internal void EmitLoadArgumentAddress(int index) => EmitIndexed(index, null, ILOpCode.Ldarga_s, ILOpCode.Ldarga);

    private void EmitIndexed(int index, ILOpCode? zeroForm, ILOpCode shortForm, ILOpCode longForm)
    {
        _references++;
        if (zeroForm is { } first && index < 4)
        {
            Emit((ILOpCode)((int)first + index));
        }
        else if (index <= byte.MaxValue)
        {
            Emit(shortForm);
            WriteByte((byte)index);
        }
        else
        {
            Emit(longForm);
            Reserve(2);
            BinaryPrimitives.WriteUInt16LittleEndian(_code.AsSpan(_length), checked((ushort)index));
            _length += 2;
        }
    }

    /// <summary>Writes a branch, given by its long form (<c>br</c>, <c>brtrue</c>, <c>blt.un</c>, <c>leave</c>, …).</summary>
    internal void EmitBranch(ILOpCode opcode, Label target)
    {
        ChangeDepth(StackEffects.Of(opcode));
        if (opcode == ILOpCode.Leave)
        {
            _depth = 0;
        }

        RecordDepth(target.Index);
        Add(new Branch(_length, opcode, target, null, false));
        if (StackEffects.EndsFlow(opcode))
        {
            EndFlow();
        }
    }

    internal void EmitSwitch(Label[] targets)
    {
        ChangeDepth(StackEffects.Of(ILOpCode.Switch));
        var indices = new int[targets.Length];
        for (var index = 0; index < indices.Length; index++)
        {
            indices[index] = targets[index].Index;
            RecordDepth(indices[index]);
        }

        Add(new Branch(_length, ILOpCode.Switch, default, indices, true));
    }

    private void Add(Branch branch)
    {
        _branches.Add(branch);
        _instructions++;
        _branchBytes += branch.Size;
        StartBlock(_dominators + 1);
    }

    /// <summary>The finished body: lengths of the branches chosen, targets filled in.</summary>
    internal IlBody Finish()
    {
        var positions = Relax();
        var finished = new byte[_length + positions.BranchBytes(_branches.Count)];
        var read = 0;
        var write = 0;
        for (var index = 0; index < _branches.Count; index++)
        {
            var branch = _branches[index];
            var run = branch.Position - read;
            _code.AsSpan(read, run).CopyTo(finished.AsSpan(write));
            read += run;
            write += run;
            WriteBranch(finished.AsSpan(write), branch, write + branch.Size, positions);
            write += branch.Size;
        }

        _code.AsSpan(read, _length - read).CopyTo(finished.AsSpan(write));
        return new IlBody(finished, _maximumDepth, positions, ResolveRegions(positions));
    }

    private ExceptionHandler[] ResolveRegions(FinalPositions positions)
    {
        var resolved = new ExceptionHandler[_regions.Count];
        for (var index = 0; index < resolved.Length; index++)
        {
            var region = _regions[index];
            var tryStart = OffsetOf(region.TryStart);
            var handlerStart = OffsetOf(region.HandlerStart);
            resolved[index] = new ExceptionHandler(
                tryStart,
                OffsetOf(region.TryEnd) - tryStart,
                region.FilterStart is { } filter ? OffsetOf(filter) : -1,
                handlerStart,
                OffsetOf(region.HandlerEnd) - handlerStart,
                region.CatchType,
                region.IsFinally);
        }

        return resolved;

        int OffsetOf(Label label) => positions.OfMark(_labels[label.Index]);
    }

    private void WriteBranch(Span<byte> destination, Branch branch, int next, FinalPositions positions)
    {
        if (branch.SwitchTargets is { } targets)
        {
            destination[0] = (byte)ILOpCode.Switch;
            BinaryPrimitives.WriteInt32LittleEndian(destination[1..], targets.Length);
            for (var index = 0; index < targets.Length; index++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(destination[(5 + (4 * index))..], positions.OfMark(_labels[targets[index]]) - next);
            }

            return;
        }

        var distance = positions.OfMark(_labels[branch.Target.Index]) - next;
        if (branch.IsLong)
        {
            destination[0] = (byte)branch.Opcode;
            BinaryPrimitives.WriteInt32LittleEndian(destination[1..], distance);
        }
        else
        {
            destination[0] = (byte)ILOpCodes.Short(branch.Opcode);
            destination[1] = (byte)checked((sbyte)distance);
        }
    }

    /// <summary>The largest number of passes over the branches. Code of compilers needs three or four; hostile code could have one branch
    /// become longer in each.</summary>
    private const int MaximumPasses = 12;

    /// <summary>Starts with every branch short and lengthens those that do not reach, until none is left or time runs out, when all become
    /// long. A branch never becomes short again.</summary>
    private FinalPositions Relax()
    {
        var positions = new FinalPositions(_marks, _branches.Count);
        bool changed;
        var passes = 0;
        do
        {
            var isLast = ++passes == MaximumPasses;
            var bytes = 0;
            for (var index = 0; index < _branches.Count; index++)
            {
                positions.SetBranchBytes(index, bytes);
                bytes += _branches[index].Size;
            }

            positions.SetBranchBytes(_branches.Count, bytes);
            changed = false;
            for (var index = 0; index < _branches.Count; index++)
            {
                ref var branch = ref _branches[index];
                if (branch.IsLong)
                {
                    continue;
                }

                var next = branch.Position + positions.BranchBytes(index) + 2;
                var distance = positions.OfMark(_labels[branch.Target.Index]) - next;
                if (isLast || distance is < sbyte.MinValue or > sbyte.MaxValue)
                {
                    branch.IsLong = true;
                    changed = true;
                }
            }
        }
        while (changed);
        return positions;
    }

    private void WriteByte(byte value)
    {
        Reserve(1);
        _code[_length++] = value;
    }

    private void WriteInt32(int value)
    {
        Reserve(4);
        BinaryPrimitives.WriteInt32LittleEndian(_code.AsSpan(_length), value);
        _length += 4;
    }

    private void Reserve(int count)
    {
        if (_length + count > _code.Length)
        {
            Array.Resize(ref _code, Math.Max(_code.Length * 2, _length + count));
        }
    }
}
