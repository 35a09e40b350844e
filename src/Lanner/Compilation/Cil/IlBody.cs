using Lanner.Compilation.Metadata;

namespace Lanner.Compilation.Cil;

/// <summary>A finished method body: its instructions, how deep the evaluation stack gets, where its marks ended up, and its exception
/// handlers.</summary>
internal sealed record IlBody(byte[] Code, int MaximumStack, FinalPositions Positions, ExceptionHandler[] Handlers);

/// <summary>A region of code with a handler: for exceptions of a type, for those that a filter, which ends where the handler starts, lets
/// through, or for every exit.</summary>
internal readonly record struct ProtectedRegion(
    Label TryStart, Label TryEnd, Label? FilterStart, Label HandlerStart, Label HandlerEnd, int CatchType)
{
    /// <summary>True if the handler runs however the region is left, and is no handler of exceptions.</summary>
    internal bool IsFinally { get; private init; }

    /// <summary>A region that begins at a label and is left through the code between two others.</summary>
    internal static ProtectedRegion Finally(Label tryStart, Label handlerStart, Label handlerEnd) =>
        new(tryStart, handlerStart, null, handlerStart, handlerEnd, 0) { IsFinally = true };
}

/// <summary>Places in unfinished code: a byte position and the number of branches before it.</summary>
internal sealed class PositionList
{
    private readonly List<int> _positions = [];
    private readonly List<int> _branches = [];

    internal int Add(int position, int branches)
    {
        _positions.Add(position);
        _branches.Add(branches);
        return _positions.Count - 1;
    }

    internal int Position(int mark) => _positions[mark];

    internal int Branches(int mark) => _branches[mark];
}

/// <summary>Maps places in unfinished code to the finished code, in which branches have their sizes.</summary>
internal sealed class FinalPositions(PositionList marks, int branchCount)
{
    /// <summary>For each branch, how many bytes the branches before it take.</summary>
    private readonly int[] _branchBytes = new int[branchCount + 1];

    internal int BranchBytes(int branch) => _branchBytes[branch];

    internal void SetBranchBytes(int branch, int bytes) => _branchBytes[branch] = bytes;

    /// <summary>The position of a mark in the finished code.</summary>
    internal int OfMark(int mark) => marks.Position(mark) + _branchBytes[marks.Branches(mark)];
}
