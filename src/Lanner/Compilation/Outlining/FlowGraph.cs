using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Outlining;

/// <summary>The control flow graph of a function: its statements as basic blocks in the order of the code, the edges between them, and a
/// guess at how often each edge is taken. Straight code is split into blocks too, so that a part of it can be outlined.</summary>
internal sealed class FlowGraph
{
    /// <summary>The guessed number of iterations of a loop.</summary>
    private const double LoopTurns = 8;

    private const double MaximumFrequency = 1e9;

    /// <summary>The likelihood of an edge to code that always traps, or that the module says is hardly ever taken.</summary>
    private const double Unlikely = 0.01;

    /// <summary>The likelihood of an edge to a block that calls a function rather than to one that does not: what programs do often they
    /// mostly do without calling.</summary>
    private const double CallLikelihood = 0.3;

    private readonly Dictionary<Target, int> _blockOfTarget = [];
    private readonly Dictionary<Target, List<int>> _sources = [];
    private readonly List<int> _starts = [];
    private readonly int[] _loopDepth;
    private readonly bool[] _hasCall;
    private readonly bool[] _isCold;
    private readonly bool[] _fallsThrough;
    private readonly bool[] _isLoopHead;
    private readonly (int Target, bool IsLikely)?[] _hints;
    private readonly List<(int From, int To)> _edges = [];
    private readonly MethodLimits _limits;

    internal FlowGraph(List<Statement> body, ReadOnlySpan<CilSize> sizes, int blockSize, MethodLimits limits)
    {
        _limits = limits;
        FindBlocks(body, sizes, blockSize);
        Count = _starts.Count;
        _loopDepth = new int[Count];
        _hasCall = new bool[Count];
        _isCold = new bool[Count];
        _fallsThrough = new bool[Count];
        _isLoopHead = new bool[Count];
        _hints = new (int, bool)?[Count];
        Sizes = new CilSize[Count + 1];
        Frequency = new double[Count];
        MayStart = new bool[Count + 1];
        Array.Fill(MayStart, true);
        LeavesMethod = new bool[Count];
        Tables = new BranchTable[Count];
        Handlers = new int[Count][];
        FindEdges(body, sizes);
        (FirstSuccessor, Successors) = Index(_edges, edge => edge.From, edge => edge.To);
        (FirstPredecessor, Predecessors) = Index(_edges, edge => edge.To, edge => edge.From);
        EdgeFrequency = new double[_edges.Count];
        PredecessorFrequency = new double[_edges.Count];
        FindCold();
        GuessFrequencies();
    }

    /// <summary>The number of blocks.</summary>
    internal int Count { get; }

    /// <summary>The size of the code before each block, and of all of it.</summary>
    internal CilSize[] Sizes { get; }

    internal double[] Frequency { get; }

    /// <summary>For each block, true if a region may begin or end before it.</summary>
    internal bool[] MayStart { get; }

    /// <summary>For a block within protected regions, the blocks where their exceptions go; null for others. Regions are moved
    /// whole.</summary>
    internal int[]?[] Handlers { get; }

    /// <summary>For each block, true if it leaves the method, so that it cannot become part of another one.</summary>
    internal bool[] LeavesMethod { get; }

    /// <summary>For a block that ends with a large table, which stays where it is, the table (<see cref="LargeTables"/>).</summary>
    internal BranchTable?[] Tables { get; }

    /// <summary>Those of <see cref="Tables"/> that there are.</summary>
    internal List<BranchTable> LargeTables { get; } = [];

    internal int[] FirstSuccessor { get; }

    internal int[] Successors { get; }

    internal int[] FirstPredecessor { get; }

    internal int[] Predecessors { get; }

    /// <summary>The frequency of the edge to each of <see cref="Successors"/>.</summary>
    internal double[] EdgeFrequency { get; }

    /// <summary>The frequency of the edge from each of <see cref="Predecessors"/>.</summary>
    internal double[] PredecessorFrequency { get; }

    /// <summary>The first statement of a block; that of the block behind the last is the number of statements.</summary>
    internal int StartOf(int block) => block < _starts.Count ? _starts[block] : Statements;

    internal int Statements { get; private set; }

    /// <summary>Tests whether the block behind this one is reached without a branch.</summary>
    internal bool FallsThrough(int block) => _fallsThrough[block];

    internal int BlockOf(Target target) => _blockOfTarget[target];

    /// <summary>The block that begins with a target; -1 for a target that was made since.</summary>
    internal int FindBlockOf(Target target) => _blockOfTarget.GetValueOrDefault(target, -1);

    /// <summary>The blocks that branch to a target.</summary>
    internal List<int> SourcesOf(Target target) => _sources.TryGetValue(target, out var sources) ? sources : [];

    /// <summary>Has a visitor go through the statements of a block.</summary>
    internal void Visit(List<Statement> body, int block, TreeVisitor visitor)
    {
        for (var index = StartOf(block); index < StartOf(block + 1); index++)
        {
            body[index].Accept(visitor);
        }
    }

    private void FindBlocks(List<Statement> body, ReadOnlySpan<CilSize> sizes, int blockSize)
    {
        Statements = body.Count;
        var isStart = true;
        var protection = 0;
        for (var index = 0; index < body.Count; index++)
        {
            var statement = body[index];
            var isPlace = statement is TargetLabel or LoopStart or TryStart;
            if (isStart || isPlace || (protection == 0 && sizes[index].Instructions - sizes[_starts[^1]].Instructions >= blockSize))
            {
                if (_starts.Count == 0 || _starts[^1] != index)
                {
                    _starts.Add(index);
                }
            }

            switch (statement)
            {
                case TryStart:
                    protection++;
                    break;
                case TryEnd:
                    protection--;
                    break;
                case TargetLabel mark:
                    _blockOfTarget[mark.Target] = _starts.Count - 1;
                    break;
                case LoopStart loop:
                    _blockOfTarget[loop.Target] = _starts.Count - 1;
                    break;
            }

            isStart = statement.EndsFlow || statement is BranchIf;
        }
    }

    private void FindEdges(List<Statement> body, ReadOnlySpan<CilSize> sizes)
    {
        var visitor = new BranchCollector();
        var depth = 0;
        var protecting = new Stack<ProtectedBlock>();
        for (var block = 0; block < Count; block++)
        {
            MayStart[block] = protecting.Count == 0;
            Sizes[block] = sizes[StartOf(block)];
            visitor.Targets.Clear();
            visitor.HasCall = false;
            for (var index = StartOf(block); index < StartOf(block + 1); index++)
            {
                switch (body[index])
                {
                    case TryStart start:
                        protecting.Push(start.Block);
                        break;
                    case TryEnd:
                        protecting.Pop();
                        break;
                    case LoopStart:
                        depth++;
                        _isLoopHead[block] = true;
                        break;
                    case LoopEnd:
                        depth--;
                        break;
                }

                body[index].Accept(visitor);
                if (protecting.Count > 0 && Handlers[block] is null)
                {
                    Handlers[block] = [.. protecting.Select(protection => _blockOfTarget[protection.Dispatch])];
                }
            }

            _loopDepth[block] = depth;
            var last = body[StartOf(block + 1) - 1];
            Tables[block] = last is BranchTable table && Handlers[block] is null && Outlining.LargeTables.IsLarge(table, _limits)
                ? table
                : null;
            if (Tables[block] is { } large)
            {
                LargeTables.Add(large);
            }

            LeavesMethod[block] = last is Return or TailCall or ExitOutlined || Tables[block] is not null;
            _hasCall[block] = visitor.HasCall;
            if (last is BranchIf { IsLikely: { } isLikely, Target: var hinted })
            {
                _hints[block] = (_blockOfTarget[hinted], isLikely);
            }

            _fallsThrough[block] = !last.EndsFlow && block + 1 < Count;
            if (_fallsThrough[block])
            {
                _edges.Add((block, block + 1));
            }

            foreach (var target in visitor.Targets)
            {
                if (!_sources.TryGetValue(target, out var sources))
                {
                    sources = [];
                    _sources.Add(target, sources);
                }

                sources.Add(block);
                var to = _blockOfTarget[target];
                if (!_fallsThrough[block] || to != block + 1)
                {
                    _edges.Add((block, to));
                }
            }
        }

        Sizes[Count] = sizes[^1];
    }

    /// <summary>Sorts the edges by one end: for each block where its edges begin, and their other ends.</summary>
    private (int[] First, int[] Ends) Index(
        List<(int From, int To)> edges, Func<(int From, int To), int> key, Func<(int From, int To), int> value)
    {
        var first = new int[Count + 2];
        foreach (var edge in edges)
        {
            first[key(edge) + 2]++;
        }

        for (var block = 2; block < first.Length; block++)
        {
            first[block] += first[block - 1];
        }

        var ends = new int[edges.Count];
        foreach (var edge in edges)
        {
            ends[first[key(edge) + 1]++] = value(edge);
        }

        return (first, ends);
    }

    /// <summary>Finds the blocks from which every path ends in a trap.</summary>
    private void FindCold()
    {
        for (var block = Count - 1; block >= 0; block--)
        {
            var isCold = !LeavesMethod[block];
            for (var edge = FirstSuccessor[block]; edge < FirstSuccessor[block + 1]; edge++)
            {
                isCold &= Successors[edge] > block && _isCold[Successors[edge]];
            }

            _isCold[block] = isCold;
        }
    }

    private void GuessFrequencies()
    {
        if (Count > 0)
        {
            Frequency[0] = 1;
        }

        for (var block = 0; block < Count; block++)
        {
            if (_isLoopHead[block])
            {
                Frequency[block] = Math.Min(Frequency[block] * LoopTurns, MaximumFrequency);
            }

            var first = FirstSuccessor[block];
            var end = FirstSuccessor[block + 1];
            var total = 0d;
            for (var edge = first; edge < end; edge++)
            {
                EdgeFrequency[edge] = WeightOf(block, Successors[edge]);
                total += EdgeFrequency[edge];
            }

            for (var edge = first; edge < end; edge++)
            {
                var to = Successors[edge];
                var left = Math.Max(0, _loopDepth[block] - _loopDepth[to]);
                EdgeFrequency[edge] *= Frequency[block] / total * Math.Pow(LoopTurns, -left);
                if (to > block)
                {
                    Frequency[to] += EdgeFrequency[edge];
                }
            }
        }

        // The edges are in the order of their first ends, and those of one second end in that order too.
        var next = FirstPredecessor.AsSpan(0, Count).ToArray();
        for (var edge = 0; edge < _edges.Count; edge++)
        {
            PredecessorFrequency[next[_edges[edge].To]++] = EdgeFrequency[edge];
        }
    }

    private double WeightOf(int from, int to) =>
        _hints[from] is { } hint ? (hint.Target == to) == hint.IsLikely ? 1 - Unlikely : Unlikely
        : _isCold[to] ? Unlikely
        : _hasCall[to] ? CallLikelihood : 1 - CallLikelihood;

    private sealed class BranchCollector : TreeVisitor
    {
        internal HashSet<Target> Targets { get; } = [];

        internal bool HasCall { get; set; }

        internal override void OnBranch(Target target) => Targets.Add(target);

        internal override void OnCall() => HasCall = true;
    }
}
