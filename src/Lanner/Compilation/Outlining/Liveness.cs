using System.Numerics;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Outlining;

/// <summary>Finds the variables that are live where a block begins: that hold a value which may be read later. Only variables that live
/// from one block into another are considered. The sets are bits, so many 64-bit words for each block.</summary>
/// <remarks>All sets of a function take as much as it has blocks times variables, the square of its size. So a very large function is
/// analysed in windows of blocks, one after the other; outside of its window a variable counts as live if anything there names it.
/// Functions that compilers make fit into one window.</remarks>
internal sealed class Liveness
{
    /// <summary>The largest number of 64-bit words in the sets of one kind: 4 MiB.</summary>
    private const int MostWords = 512 << 10;

    private readonly FlowGraph _graph;
    private readonly CancellationToken _cancellation;
    private readonly List<Variable> _variables = [];

    /// <summary>The variables that something outside of the window names.</summary>
    private readonly ulong[] _outside;

    private readonly ulong[] _uses;
    private readonly ulong[] _definitions;
    private readonly ulong[] _live;

    /// <summary>Analyses the window that begins at a block.</summary>
    /// <param name="body">The statements.</param>
    /// <param name="graph">Their blocks.</param>
    /// <param name="first">The first block of the window. Before the first window <see cref="FindBlocks"/> has to be called.</param>
    /// <param name="end">The block behind the window where it is known: when statements behind the window have been moved, it could not be
    /// found again.</param>
    /// <param name="cancellation">Cancels it at any time.</param>
    internal Liveness(List<Statement> body, FlowGraph graph, int first, int? end = null, CancellationToken cancellation = default)
    {
        _graph = graph;
        _cancellation = cancellation;
        First = first;
        End = FindVariables(body, end);
        Words = WordsOf(_variables.Count);
        _outside = new ulong[Words];
        foreach (var variable in _variables)
        {
            if (IsNamedOutside(variable))
            {
                _outside[variable.Index >> 6] |= 1UL << variable.Index;
            }
        }

        _uses = new ulong[(End - First) * Words];
        _definitions = new ulong[_uses.Length];
        _live = new ulong[_uses.Length];
        FillBlocks(body);
        Solve();
    }

    /// <summary>The first block of the window.</summary>
    internal int First { get; }

    /// <summary>The block behind the window.</summary>
    internal int End { get; }

    /// <summary>Finds out for all variables between which blocks they are named.</summary>
    internal static void FindBlocks(List<Statement> body, FlowGraph graph)
    {
        var finder = new BlockFinder();
        for (var block = 0; block < graph.Count; block++)
        {
            finder.Block = block;
            Visit(body, graph, block, finder);
        }
    }

    /// <summary>The number of 64-bit words in a set.</summary>
    internal int Words { get; }

    /// <summary>The variables that the bits stand for.</summary>
    internal IReadOnlyList<Variable> Variables => _variables;

    /// <summary>The variables that are read in a block before it assigns them.</summary>
    internal ReadOnlySpan<ulong> UsesOf(int block) => _uses.AsSpan((block - First) * Words, Words);

    /// <summary>The variables that a block assigns.</summary>
    internal ReadOnlySpan<ulong> DefinitionsOf(int block) => _definitions.AsSpan((block - First) * Words, Words);

    /// <summary>The variables that are live where a block begins.</summary>
    internal ReadOnlySpan<ulong> LiveAt(int block) => IsInside(block) ? _live.AsSpan((block - First) * Words, Words) : _outside;

    /// <summary>The variables of a set.</summary>
    internal Variable[] VariablesOf(ReadOnlySpan<ulong> set)
    {
        var variables = new List<Variable>();
        for (var word = 0; word < set.Length; word++)
        {
            for (var bits = set[word]; bits != 0; bits &= bits - 1)
            {
                variables.Add(_variables[(word * 64) + BitOperations.TrailingZeroCount(bits)]);
            }
        }

        return [.. variables];
    }

    private bool IsInside(int block) => block >= First && block < End;

    private bool IsNamedOutside(Variable variable) => variable.Blocks.First < First || variable.Blocks.Last >= End;

    private static int WordsOf(int variables) => Math.Max(1, (variables + 63) / 64);

    /// <summary>Gives the variables their bits. Returns where the window ends.</summary>
    private int FindVariables(List<Statement> body, int? known)
    {
        if (known is { } given)
        {
            FindVariables(body, given, mostWords: int.MaxValue);
            return given;
        }

        // Whether all of the function fits is known in the end only; mostly it does. The shorter the window, the more is named outside of
        // it.
        var end = _graph.Count;
        for (var fits = FindVariables(body, end, MostWords); fits < end; fits = FindVariables(body, end, MostWords))
        {
            end = First + Math.Max(1, (fits - First) / 8 * 7);
        }

        return end;
    }

    private int FindVariables(List<Statement> body, int end, int mostWords)
    {
        _variables.Clear();
        var finder = new Finder(_variables, First, end);
        for (var block = First; block < end; block++)
        {
            if (block > First && (long)(block + 1 - First) * WordsOf(_variables.Count) > mostWords)
            {
                return block;
            }

            _cancellation.ThrowIfCancellationRequested();
            finder.Block = block;
            Visit(body, _graph, block, finder);
        }

        return end;
    }

    private void FillBlocks(List<Statement> body)
    {
        var filler = new Filler(this);
        for (var block = First; block < End; block++)
        {
            filler.Start = (block - First) * Words;
            Visit(body, _graph, block, filler);
        }
    }

    private static void Visit(List<Statement> body, FlowGraph graph, int block, TreeVisitor visitor)
    {
        for (var index = graph.StartOf(block); index < graph.StartOf(block + 1); index++)
        {
            body[index].Accept(visitor);
        }
    }

    /// <summary>Solves the equations backwards until nothing changes; code is mostly in an order in which that is soon.</summary>
    private void Solve()
    {
        bool changed;
        do
        {
            changed = false;
            for (var block = End - 1; block >= First; block--)
            {
                _cancellation.ThrowIfCancellationRequested();
                var start = (block - First) * Words;
                for (var word = 0; word < Words; word++)
                {
                    var live = 0UL;
                    for (var edge = _graph.FirstSuccessor[block]; edge < _graph.FirstSuccessor[block + 1]; edge++)
                    {
                        live |= LiveAt(_graph.Successors[edge])[word];
                    }

                    live = _uses[start + word] | (live & ~_definitions[start + word]);

                    // An exception may come before or after any assignment of the block.
                    foreach (var handler in _graph.Handlers[block] ?? [])
                    {
                        live |= LiveAt(handler)[word];
                    }

                    changed |= live != _live[start + word];
                    _live[start + word] = live;
                }
            }
        }
        while (changed);
    }

    /// <summary>Records in which blocks variables are named.</summary>
    private sealed class BlockFinder : TreeVisitor
    {
        private readonly HashSet<Variable> _seen = [];

        internal int Block { get; set; }

        internal override void OnRead(Variable variable) => Note(variable);

        internal override void OnWrite(Variable variable) => Note(variable);

        private void Note(Variable variable) => variable.Blocks = (_seen.Add(variable) ? Block : variable.Blocks.First, Block);
    }

    /// <summary>Finds the variables that are read in a block that has not assigned them before, and those assigned that something outside
    /// of the window names.</summary>
    private sealed class Finder(List<Variable> found, int first, int end) : TreeVisitor
    {
        private readonly Dictionary<Variable, int> _assignedIn = [];

        internal int Block { get; set; }

        internal override void OnRead(Variable variable)
        {
            if (!_assignedIn.TryGetValue(variable, out var block))
            {
                variable.Index = -1;
                block = -1;
                _assignedIn.Add(variable, block);
            }

            if (block != Block)
            {
                Find(variable);
            }
        }

        internal override void OnWrite(Variable variable)
        {
            if (!_assignedIn.ContainsKey(variable))
            {
                variable.Index = -1;
            }

            _assignedIn[variable] = Block;
            if (variable.Blocks.First < first || variable.Blocks.Last >= end)
            {
                Find(variable);
            }
        }

        private void Find(Variable variable)
        {
            if (variable.Index < 0)
            {
                variable.Index = found.Count;
                found.Add(variable);
            }
        }
    }

    private sealed class Filler(Liveness liveness) : TreeVisitor
    {
        /// <summary>The beginning of the block's sets.</summary>
        internal int Start { get; set; }

        internal override void OnRead(Variable variable)
        {
            if (variable.Index >= 0 && (liveness._definitions[Start + (variable.Index >> 6)] & (1UL << variable.Index)) == 0)
            {
                liveness._uses[Start + (variable.Index >> 6)] |= 1UL << variable.Index;
            }
        }

        internal override void OnWrite(Variable variable)
        {
            if (variable.Index >= 0)
            {
                liveness._definitions[Start + (variable.Index >> 6)] |= 1UL << variable.Index;
            }
        }
    }
}
