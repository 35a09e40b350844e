using System.Numerics;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Cutting;

/// <summary>Which variables hold a value that somebody may still want where a block begins. Only variables that live from one block into another are looked at: sets are
/// bits, so many 64-bit words for each block.</summary>
internal sealed class Liveness
{
    private readonly FlowGraph _graph;
    private readonly List<Variable> _variables = [];
    private readonly ulong[] _uses;
    private readonly ulong[] _definitions;
    private readonly ulong[] _live;

    internal Liveness(List<Statement> body, FlowGraph graph)
    {
        _graph = graph;
        FindVariables(body);
        Words = Math.Max(1, (_variables.Count + 63) / 64);
        _uses = new ulong[graph.Count * Words];
        _definitions = new ulong[graph.Count * Words];
        _live = new ulong[graph.Count * Words];
        FillBlocks(body);
        Solve();
    }

    /// <summary>The number of 64-bit words in a set.</summary>
    internal int Words { get; }

    /// <summary>The variables that the bits stand for.</summary>
    internal IReadOnlyList<Variable> Variables => _variables;

    /// <summary>The variables that are read in a block before it assigns them.</summary>
    internal ReadOnlySpan<ulong> UsesOf(int block) => _uses.AsSpan(block * Words, Words);

    /// <summary>The variables that a block assigns.</summary>
    internal ReadOnlySpan<ulong> DefinitionsOf(int block) => _definitions.AsSpan(block * Words, Words);

    /// <summary>The variables whose values are wanted where a block begins.</summary>
    internal ReadOnlySpan<ulong> LiveAt(int block) => _live.AsSpan(block * Words, Words);

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

    private void FindVariables(List<Statement> body)
    {
        var finder = new Finder(_variables);
        for (var block = 0; block < _graph.Count; block++)
        {
            finder.Block = block;
            Visit(body, block, finder);
        }
    }

    private void FillBlocks(List<Statement> body)
    {
        var filler = new Filler(this);
        for (var block = 0; block < _graph.Count; block++)
        {
            filler.Start = block * Words;
            Visit(body, block, filler);
        }
    }

    private void Visit(List<Statement> body, int block, TreeVisitor visitor)
    {
        for (var index = _graph.StartOf(block); index < _graph.StartOf(block + 1); index++)
        {
            body[index].Accept(visitor);
        }
    }

    /// <summary>Backwards until nothing changes; code is mostly in an order in which that is soon.</summary>
    private void Solve()
    {
        bool changed;
        do
        {
            changed = false;
            for (var block = _graph.Count - 1; block >= 0; block--)
            {
                var start = block * Words;
                for (var word = 0; word < Words; word++)
                {
                    var live = 0UL;
                    for (var way = _graph.FirstSuccessor[block]; way < _graph.FirstSuccessor[block + 1]; way++)
                    {
                        live |= _live[(_graph.Successors[way] * Words) + word];
                    }

                    live = _uses[start + word] | (live & ~_definitions[start + word]);

                    // An exception may come before or after any assignment of the block.
                    foreach (var handler in _graph.Handlers[block] ?? [])
                    {
                        live |= _live[(handler * Words) + word];
                    }

                    changed |= live != _live[start + word];
                    _live[start + word] = live;
                }
            }
        }
        while (changed);
    }

    /// <summary>Finds the variables that are read in a block that has not assigned them before.</summary>
    private sealed class Finder(List<Variable> found) : TreeVisitor
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

            if (block != Block && variable.Index < 0)
            {
                variable.Index = found.Count;
                found.Add(variable);
            }
        }

        internal override void OnWrite(Variable variable)
        {
            if (!_assignedIn.ContainsKey(variable))
            {
                variable.Index = -1;
            }

            _assignedIn[variable] = Block;
        }
    }

    private sealed class Filler(Liveness liveness) : TreeVisitor
    {
        /// <summary>Where the sets of the block begin.</summary>
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
