using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Text;

/// <summary>Reads sequences of instructions, plain and folded (specification 6.5), into their binary form. What is open is kept on a stack
/// of its own and not on the CLR's, so text may be nested as deep as it likes.</summary>
internal sealed class InstructionParser(
    TokenReader reader, AnnotationReader annotations, TypeParser types, ImmediateParser immediates, WasmFeatures features)
{
    private readonly Stack<InstructionFrame> _frames = new();

    /// <summary>Folded instructions that wait for their operands: one after the other, the outermost first.</summary>
    private readonly ByteWriter _pending = new();

    private ByteWriter _code = new();

    /// <summary>Takes where the instructions come from; null when nobody asks.</summary>
    internal TextPositions? Map { get; init; }

    /// <summary>The offsets of hints for branches, from the start of the code, and the hints.</summary>
    internal List<(int Offset, byte Hint)> Hints { get; } = [];

    /// <summary>Reads instructions up to the parenthesis that closes what they are in.</summary>
    internal void ReadSequence(ByteWriter code)
    {
        _code = code;
        while (_frames.Count > 0 || !(reader.IsAtRight || reader.IsAtEnd))
        {
            Step();
        }
    }

    /// <summary>Reads one folded instruction.</summary>
    internal void ReadFolded(ByteWriter code)
    {
        _code = code;
        if (reader.Current.Kind != TokenKind.LeftParenthesis)
        {
            throw reader.Unexpected("an instruction in parentheses");
        }

        do
        {
            Step();
        }
        while (_frames.Count > 0);
    }

    private void Step()
    {
        switch (reader.Current.Kind)
        {
            case TokenKind.Keyword:
                ReadPlain();
                break;
            case TokenKind.LeftParenthesis:
                Open();
                break;
            case TokenKind.RightParenthesis:
                Close();
                break;
            default:
                throw reader.Unexpected(_frames.Count > 0 ? "an instruction or the end of the block" : "an instruction or ')'");
        }
    }

    private void ReadPlain()
    {
        if (_frames.TryPeek(out var frame) && !frame.TakesPlain)
        {
            throw reader.Unexpected(
                frame.Kind == FrameKind.Operands ? "an instruction in parentheses or ')'" : "a clause such as '(then' or '(do'");
        }

        var hint = annotations.AcceptBranchHint(reader.Position);
        var start = reader.Current;
        Map?.NoteInstruction(_code.Length, start.Start);
        var info = ReadName();
        CheckHint(hint, info, start);
        switch (info.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                AddHint(hint);
                var (label, name) = ReadLabel();
                WriteBlock(info.Opcode, _code);
                immediates.Labels.Push(label, name);
                _frames.Push(new InstructionFrame(FrameKind.Plain, info.Opcode));
                break;
            case Opcode.Else or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate or Opcode.End:
                ReadPlainClause(info.Opcode, frame, start);
                break;
            default:
                AddHint(hint);
                immediates.Read(info, _code);
                break;
        }
    }

    /// <summary>Reads the instructions that part or end a plain block.</summary>
    private void ReadPlainClause(Opcode opcode, InstructionFrame? frame, Token name)
    {
        if (frame is not { Kind: FrameKind.Plain } || !frame.Advance(opcode))
        {
            throw reader.Unexpected("an instruction of the block that is open", name);
        }

        switch (opcode)
        {
            case Opcode.Else:
                CheckLabel();
                ImmediateParser.WriteOpcode(_code, opcode);
                break;
            case Opcode.End:
                CheckLabel();
                CloseBlock();
                break;
            case Opcode.Delegate:
                _frames.Pop();
                immediates.Labels.Pop();
                immediates.Read(OpcodeTable.Get(opcode), _code);
                break;
            default:
                immediates.Read(OpcodeTable.Get(opcode), _code);
                break;
        }
    }

    /// <summary>Checks the label that may be repeated after <c>else</c> and <c>end</c>.</summary>
    private void CheckLabel()
    {
        var token = reader.Current;
        if (reader.AcceptIdentifier() is { } label && label != immediates.Labels.Innermost)
        {
            throw reader.Malformed(
                $"mismatching label: expected {(immediates.Labels.Innermost is { } open ? $"${open}" : "none")}, found ${label}", token);
        }
    }

    private void Open()
    {
        if (_frames.TryPeek(out var frame) && frame.Kind is FrameKind.FoldedIf or FrameKind.FoldedTry && TryOpenClause(frame))
        {
            return;
        }

        if (frame is { TakesFolded: false })
        {
            reader.Advance();
            throw reader.Unexpected(frame.Kind == FrameKind.Operands ? "')'" : "a clause such as '(then' or '(do', or ')'");
        }

        var hint = annotations.AcceptBranchHint(reader.Position);
        reader.Advance();
        hint ??= annotations.AcceptBranchHint(reader.Position);
        var start = reader.Current;
        var info = ReadName();
        CheckHint(hint, info, start);
        switch (info.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.TryTable or Opcode.Try:
                Map?.NoteInstruction(_code.Length, start.Start);
                var (label, name) = ReadLabel();
                WriteBlock(info.Opcode, _code);
                immediates.Labels.Push(label, name);
                _frames.Push(new InstructionFrame(info.Opcode == Opcode.Try ? FrameKind.FoldedTry : FrameKind.FoldedBlock, info.Opcode));
                break;
            case Opcode.If:
                var (ifLabel, ifName) = ReadLabel();
                _frames.Push(new InstructionFrame(FrameKind.FoldedIf, info.Opcode)
                {
                    Label = ifLabel,
                    LabelName = ifName,
                    Hint = hint,
                    Source = start.Start,
                    PendingStart = _pending.Length,
                });
                WriteBlock(info.Opcode, _pending);
                break;
            case Opcode.Else or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate or Opcode.End:
                throw reader.Unexpected("an instruction", start);
            default:
                _frames.Push(new InstructionFrame(FrameKind.Operands, info.Opcode)
                {
                    Hint = hint,
                    Source = start.Start,
                    PendingStart = _pending.Length,
                });
                immediates.Read(info, _pending);
                break;
        }
    }

    /// <summary>Reads the start of <c>(then</c>, <c>(else</c>, <c>(do</c>, <c>(catch</c>, <c>(catch_all</c> or <c>(delegate</c>.</summary>
    private bool TryOpenClause(InstructionFrame frame)
    {
        if (frame.Kind == FrameKind.FoldedIf && reader.IsOpen("then"u8) && frame.Advance(Opcode.If))
        {
            EmitPending(frame);
            immediates.Labels.Push(frame.Label, frame.LabelName);
            PushClause();
            return true;
        }

        if (frame.Kind == FrameKind.FoldedTry && reader.IsOpen("do"u8) && frame.Advance(Opcode.Try))
        {
            PushClause();
            return true;
        }

        if (reader.FollowingKind != TokenKind.Keyword
            || Keywords.FindInstruction(reader.FollowingText)
                is not { Opcode: Opcode.Else or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate } clause
            || !frame.Advance(clause.Opcode))
        {
            return false;
        }

        Map?.NoteInstruction(_code.Length, reader.Current.Start);
        reader.Advance();
        reader.Advance();
        if (clause.Opcode == Opcode.Delegate)
        {
            // The label of a delegate is seen from outside the block.
            immediates.Labels.Pop();
            immediates.Read(clause, _code);
            reader.ExpectRight();
        }
        else
        {
            immediates.Read(clause, _code);
            _frames.Push(new InstructionFrame(FrameKind.Clause, Opcode.Nop));
        }

        return true;
    }

    private void PushClause()
    {
        reader.Advance();
        reader.Advance();
        _frames.Push(new InstructionFrame(FrameKind.Clause, Opcode.Nop));
    }

    private void Close()
    {
        var frame = _frames.Peek();
        switch (frame.Kind)
        {
            case FrameKind.Operands:
                EmitPending(frame);
                _frames.Pop();
                break;
            case FrameKind.Clause:
                _frames.Pop();
                break;
            case FrameKind.FoldedTry when frame.IsDelegated:
                _frames.Pop();
                break;
            case FrameKind.FoldedBlock or FrameKind.FoldedIf or FrameKind.FoldedTry when frame.Advance(Opcode.End):
                Map?.NoteInstruction(_code.Length, reader.Current.Start);
                CloseBlock();
                break;
            default:
                throw reader.Unexpected(frame.Kind == FrameKind.Plain ? "an instruction or 'end'" : "a clause such as '(then' or '(do'");
        }

        reader.Advance();
    }

    private void CloseBlock()
    {
        _frames.Pop();
        immediates.Labels.Pop();
        ImmediateParser.WriteOpcode(_code, Opcode.End);
    }

    private void EmitPending(InstructionFrame frame)
    {
        AddHint(frame.Hint);
        Map?.NoteInstruction(_code.Length, frame.Source);
        _code.Write(_pending.Written[frame.PendingStart..]);
        _pending.Truncate(frame.PendingStart);
    }

    private OpcodeInfo ReadName()
    {
        var info = reader.Current.Kind == TokenKind.Keyword ? Keywords.FindInstruction(reader.Text) : null;
        if (info is null)
        {
            throw reader.Unexpected("an instruction");
        }

        if (!info.IsIn(features))
        {
            throw reader.Malformed($"unknown operator {info.Mnemonic} ({info.Features} is not enabled)");
        }

        reader.Advance();
        return info;
    }

    private (string? Label, string? Name) ReadLabel()
    {
        var label = reader.AcceptIdentifier();
        return (label, annotations.AcceptName(reader, "label"));
    }

    private void WriteBlock(Opcode opcode, ByteWriter writer)
    {
        ImmediateParser.WriteOpcode(writer, opcode);
        types.ReadBlockType(writer);
        if (opcode == Opcode.TryTable)
        {
            ReadCatchClauses(writer);
        }
    }

    /// <summary>Reads the clauses of <c>try_table</c>. Their labels are seen from outside the block.</summary>
    private void ReadCatchClauses(ByteWriter writer)
    {
        var clauses = new ByteWriter();
        uint count = 0;
        while (TryReadCatchKind() is { } kind)
        {
            count++;
            clauses.Write((byte)kind);
            if (kind is CatchKind.Catch or CatchKind.CatchReference)
            {
                immediates.ReadTag(clauses);
            }

            clauses.WriteUnsigned(immediates.Labels.Read(reader));
            reader.ExpectRight();
        }

        writer.WriteUnsigned(count);
        writer.Write(clauses.Written);
    }

    private CatchKind? TryReadCatchKind() =>
        reader.AcceptOpen("catch"u8) ? CatchKind.Catch
        : reader.AcceptOpen("catch_ref"u8) ? CatchKind.CatchReference
        : reader.AcceptOpen("catch_all"u8) ? CatchKind.CatchAll
        : reader.AcceptOpen("catch_all_ref"u8) ? CatchKind.CatchAllReference
        : null;

    private void AddHint(byte? hint)
    {
        if (hint is { } value)
        {
            Hints.Add((_code.Length, value));
        }
    }

    private void CheckHint(byte? hint, OpcodeInfo info, Token instruction)
    {
        if (hint is not null && info.Opcode is not (Opcode.If or Opcode.BrIf))
        {
            var (line, column) = reader.Sequence.Locate(instruction.Start);
            throw new InvalidModuleException("@metadata.code.branch_hint annotation: invalid target", -1, line, column);
        }
    }
}
