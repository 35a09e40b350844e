namespace Lanner.Structure;

/// <summary>Follows blocks as they open and close, for going over instructions without validating them. The grammar of instructions is part
/// of the binary format (specification 5.4.2), so what is out of place makes a module malformed rather than invalid.</summary>
internal sealed class BlockBalance
{
    /// <summary>The opcode that opened each block, or the one that continued it.</summary>
    private Opcode[] _open = new Opcode[16];

    private int _depth = 1;

    internal BlockBalance() => _open[0] = Opcode.Block;

    /// <summary>Tests whether an instruction opens, continues or closes a block.</summary>
    internal static bool Concerns(Opcode opcode) =>
        opcode is Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Else or Opcode.Try or Opcode.Catch
        or Opcode.CatchAll or Opcode.Delegate or Opcode.TryTable or Opcode.End;

    /// <summary>Takes the next instruction; true when it was the <c>end</c> that closes the whole expression.</summary>
    internal bool Take(Opcode opcode, int offset)
    {
        switch (opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                Push(opcode, offset);
                return false;
            case Opcode.Else or Opcode.Catch or Opcode.CatchAll:
                RequireContinues(_open[_depth - 1], opcode, offset);
                _open[_depth - 1] = opcode;
                return false;
            case Opcode.Delegate:
                RequireContinues(_open[_depth - 1], opcode, offset);
                _depth--;
                return false;
            case Opcode.End:
                return --_depth == 0;
            default:
                return false;
        }
    }

    /// <summary>Throws unless <paramref name="opcode"/> may stand in a block that <paramref name="block"/> opened or continued.</summary>
    internal static void RequireContinues(Opcode block, Opcode opcode, int offset)
    {
        var fits = opcode switch
        {
            Opcode.Else => block == Opcode.If,
            Opcode.Catch or Opcode.CatchAll => block is Opcode.Try or Opcode.Catch,
            _ => block == Opcode.Try,
        };
        if (!fits)
        {
            throw new MalformedModuleException(
                $"END opcode expected but found {OpcodeTable.Get(opcode).Mnemonic}, which has no place in this "
                + $"{OpcodeTable.Get(block).Mnemonic}",
                offset);
        }
    }

    private void Push(Opcode opcode, int offset)
    {
        if (_depth == Binary.ModuleLimits.BlockNesting)
        {
            throw TooDeep(offset);
        }

        if (_depth == _open.Length)
        {
            Array.Resize(ref _open, _depth * 2);
        }

        _open[_depth++] = opcode;
    }

    internal static MalformedModuleException TooDeep(int offset) =>
        new($"too many nested blocks: Lanner takes at most {Binary.ModuleLimits.BlockNesting}", offset);
}
