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
    private readonly VariableBlocks _blocks;
    private readonly List<Variable> _variables = [];

    /// <summary>The bits of the variables.</summary>
    private readonly Dictionary<Variable, int> _bits = [];

    /// <summary>The variables that something outside of the window names.</summary>
    private readonly ulong[] _outside;

    private readonly ulong[] _uses;
    private readonly ulong[] _definitions;
    private readonly ulong[] _live;

    /// <summary>Analyses the window that begins at a block.</summary>
    /// <param name="body">The statements.</param>
    /// <param name="graph">Their blocks.</param>
    /// <param name="blocks">The blocks that name variables.</param>
    /// <param name="first">The first block of the window.</param>
    /// <param name="end">The block behind the window where it is known: when statements behind the window have been moved, it could not be
    /// found again.</param>
    /// <param name="cancellation">Cancels it at any time.</param>
    internal Liveness(
        List<Statement> body, FlowGraph graph, VariableBlocks blocks, int first, int? end = null, CancellationToken cancellation = default)
    {
        _graph = graph;
        _blocks = blocks;
        _cancellation = cancellation;
        First = first;
        End = FindVariables(body, end);
        Words = WordsOf(_variables.Count);
        _outside = new ulong[Words];
        for (var bit = 0; bit < _variables.Count; bit++)
        {
            if (blocks.IsNamedOutside(_variables[bit], First, End))
            {
                _outside[bit >> 6] |= 1UL << bit;
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
        _bits.Clear();
        var finder = new Finder(this, end);
        for (var block = First; block < end; block++)
        {
            if (block > First && (long)(block + 1 - First) * WordsOf(_variables.Count) > mostWords)
            {
                return block;
            }

            _cancellation.ThrowIfCancellationRequested();
            finder.Block = block;
            _graph.Visit(body, block, finder);
        }

        return end;
    }

    private void FillBlocks(List<Statement> body)
    {
        var filler = new Filler(this);
        for (var block = First; block < End; block++)
        {
            filler.Start = (block - First) * Words;
            _graph.Visit(body, block, filler);
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

    /// <summary>Finds the variables that are read in a block that has not assigned them before, and those assigned that something outside
    /// of the window names.</summary>
    private sealed class Finder(Liveness liveness, int end) : TreeVisitor
    {
        private readonly Dictionary<Variable, int> _assignedIn = [];

        internal int Block { get; set; }

        internal override void OnRead(Variable variable)
        {
            if (_assignedIn.GetValueOrDefault(variable, -1) != Block)
            {
                Find(variable);
            }
        }

        internal override void OnWrite(Variable variable)
        {
            _assignedIn[variable] = Block;
            if (liveness._blocks.IsNamedOutside(variable, liveness.First, end))
            {
                Find(variable);
            }
        }

        private void Find(Variable variable)
        {
            if (liveness._bits.TryAdd(variable, liveness._variables.Count))
            {
                liveness._variables.Add(variable);
            }
        }
    }

    private sealed class Filler(Liveness liveness) : TreeVisitor
    {
        /// <summary>The beginning of the block's sets.</summary>
        internal int Start { get; set; }

        internal override void OnRead(Variable variable)
        {
            if (liveness._bits.TryGetValue(variable, out var bit) && (liveness._definitions[Start + (bit >> 6)] & (1UL << bit)) == 0)
            {
                liveness._uses[Start + (bit >> 6)] |= 1UL << bit;
            }
        }

        internal override void OnWrite(Variable variable)
        {
            if (liveness._bits.TryGetValue(variable, out var bit))
            {
                liveness._definitions[Start + (bit >> 6)] |= 1UL << bit;
            }
        }
    }
}
