using Lanner.Structure;

namespace Lanner.Text;

/// <summary>The kinds of things that an <see cref="InstructionFrame"/> waits for.</summary>
internal enum FrameKind : byte
{
    /// <summary>A plain block: its <c>end</c>.</summary>
    Plain,

    /// <summary>A folded instruction: its operands.</summary>
    Operands,

    /// <summary>A folded block: instructions and a parenthesis.</summary>
    FoldedBlock,

    /// <summary>A folded <c>if</c>: the operands of its condition, then its clauses.</summary>
    FoldedIf,

    /// <summary>A folded <c>try</c>: its clauses.</summary>
    FoldedTry,

    /// <summary><c>(then …)</c> and its like: instructions and a parenthesis.</summary>
    Clause,
}

/// <summary>An instruction that is open while others inside it are read.</summary>
internal sealed class InstructionFrame(FrameKind kind, Opcode opcode)
{
    /// <summary>The clause of an <c>if</c> or <c>try</c> that was read last: <c>Nop</c> before the first.</summary>
    private Opcode _clause = kind is FrameKind.FoldedIf or FrameKind.FoldedTry ? Opcode.Nop : opcode;

    internal FrameKind Kind => kind;

    /// <summary>True if instructions may stand here that are not folded.</summary>
    internal bool TakesPlain => kind is FrameKind.Plain or FrameKind.FoldedBlock or FrameKind.Clause;

    internal bool TakesFolded => TakesPlain || kind == FrameKind.Operands || (kind == FrameKind.FoldedIf && _clause == Opcode.Nop);

    internal bool IsDelegated => _clause == Opcode.Delegate;

    /// <summary>The label of a folded <c>if</c>, which counts from its first clause on.</summary>
    internal string? Label { get; init; }

    internal string? LabelName { get; init; }

    internal byte? Hint { get; init; }

    /// <summary>The position in the text where the instruction begins.</summary>
    internal int Source { get; init; }

    /// <summary>The position of the instruction among those that wait.</summary>
    internal int PendingStart { get; init; }

    /// <summary>Goes on to the next clause, if it may stand here.</summary>
    /// <param name="next">The clause; <c>If</c> and <c>Try</c> stand for <c>then</c> and <c>do</c>.</param>
    internal bool Advance(Opcode next)
    {
        var isAllowed = (opcode, _clause, next) switch
        {
            (Opcode.If, Opcode.Nop, Opcode.If) => true,
            (Opcode.If, Opcode.If, Opcode.Else or Opcode.End) => true,
            (Opcode.If, Opcode.Else, Opcode.End) => true,
            (Opcode.Try, Opcode.Nop, Opcode.Try) => true,
            (Opcode.Try, Opcode.Try, Opcode.Catch or Opcode.CatchAll or Opcode.Delegate or Opcode.End) => true,
            (Opcode.Try, Opcode.Catch, Opcode.Catch or Opcode.CatchAll or Opcode.End) => true,
            (Opcode.Try, Opcode.CatchAll, Opcode.End) => true,
            (Opcode.Block or Opcode.Loop or Opcode.TryTable, _, Opcode.End) => true,
            _ => false,
        };
        _clause = isAllowed ? next : _clause;
        return isAllowed;
    }
}
