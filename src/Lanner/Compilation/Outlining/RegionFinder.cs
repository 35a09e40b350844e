using System.Numerics;
using Lanner.Compilation.Cil;

namespace Lanner.Compilation.Outlining;

/// <summary>Finds runs of blocks that could become outlined functions and guesses the cost of each. From every block on it tries runs of
/// growing length: with one entry, unless several are allowed, and any number of exits.</summary>
internal sealed class RegionFinder
{
    /// <summary>The cost of a call of an outlined function without its values, in instructions.</summary>
    private const double CallCost = 8;

    /// <summary>The cost of the branch on the exit that an outlined function took.</summary>
    private const double ExitCost = 2;

    /// <summary>The cost of a result: it is stored and loaded.</summary>
    private const double ResultCost = 2;

    /// <summary>The factor by which a run grows from one trial to the next.</summary>
    private const double Growth = 1.25;

    /// <summary>The size of a run divided by this is the least by which the function must get smaller; otherwise the call of the outlined
    /// function is most of it.</summary>
    private const int WorthyShare = 4;

    /// <summary>The approximate largest number of steps of a search for each block: functions that compilers make need a tenth; of others
    /// not every block is tried as a beginning.</summary>
    internal const int ThoroughSteps = 10_000;

    /// <summary>The same for a search that must not take long.</summary>
    internal const int FewSteps = 500;

    private readonly FlowGraph _graph;
    private readonly Liveness _liveness;
    private readonly CilSize _largest;
    private readonly int _smallest;
    private readonly bool _allowsEntries;
    private readonly OutliningBudget _budget;

    /// <summary>For each block, the last beginning from which an edge to it was seen.</summary>
    private readonly int[] _seen;

    /// <summary>The exits of the run so far that go to blocks further down, which a longer run may take in.</summary>
    private readonly List<int> _below = [];

    /// <summary>The blocks of the run, in their order, that edges from outside may go to.</summary>
    private readonly List<int> _entered = [];

    private readonly ulong[] _uses;
    private readonly ulong[] _definitions;
    private readonly ulong[] _liveAtEntries;
    private readonly ulong[] _liveAbove;
    private readonly ulong[] _liveAtExits;

    /// <summary>The block behind those that the run has taken in.</summary>
    private int _taken;

    /// <summary>The number of blocks before the run that are branched to from it.</summary>
    private int _exitsAbove;

    /// <param name="graph">The blocks.</param>
    /// <param name="liveness">The live variables where they begin.</param>
    /// <param name="largest">The largest size of an outlined function.</param>
    /// <param name="smallest">The least number of instructions of an outlined function.</param>
    /// <param name="allowsEntries">True if an outlined function may be entered at several places.</param>
    /// <param name="seen">For each block a number, -1 at first, that the finders of all windows share.</param>
    /// <param name="budget">The budget of the search.</param>
    internal RegionFinder(
        FlowGraph graph, Liveness liveness, CilSize largest, int smallest, bool allowsEntries, int[] seen, OutliningBudget budget)
    {
        _graph = graph;
        _liveness = liveness;
        _largest = largest;
        _smallest = smallest;
        _allowsEntries = allowsEntries;
        _seen = seen;
        _budget = budget;
        _uses = new ulong[liveness.Words];
        _definitions = new ulong[liveness.Words];
        _liveAtEntries = new ulong[liveness.Words];
        _liveAbove = new ulong[liveness.Words];
        _liveAtExits = new ulong[liveness.Words];
    }

    /// <summary>Adds the regions of the window.</summary>
    internal void Find(List<Region> found, int stepsForBlock)
    {
        var stride = Stride(stepsForBlock);
        for (var first = _liveness.First; first < _liveness.End && _budget.MayGoOn(); first += stride)
        {
            if (_graph.MayStart[first])
            {
                FindFrom(first, found);
            }
        }
    }

    /// <summary>Puts those first that make the function smaller at the least cost.</summary>
    internal static void Sort(List<Region> found) => found.Sort(static (left, right) =>
    {
        var order = (left.Cost * right.Saving.Instructions).CompareTo(right.Cost * left.Saving.Instructions);
        return order != 0 ? order : left.First != right.First ? left.First - right.First : right.End - left.End;
    });

    /// <summary>The distance from one beginning to the next. It is no multiple of two or three, since hostile functions repeat themselves
    /// and would else be tried at the same place of each repetition.</summary>
    private int Stride(int stepsForBlock)
    {
        var count = _liveness.End - _liveness.First;
        var stride = (int)(1 + ((long)Math.Min(count, _largest.Blocks * 2) * (4 + _liveness.Words) / stepsForBlock));
        return stride == 1 ? 1 : (stride | 1) % 3 == 0 ? (stride | 1) + 2 : stride | 1;
    }

    private void FindFrom(int first, List<Region> found)
    {
        var lastEnd = first;
        var next = (double)_smallest;
        var latestEntry = -1;
        var closedEnd = -1;
        Begin(first);
        _budget.Spend(_liveness.Words);
        for (var end = first + 1; end <= _liveness.End; end++)
        {
            _budget.Spend(2 + _graph.FirstPredecessor[end] - _graph.FirstPredecessor[end - 1]);
            var size = _graph.Sizes[end] - _graph.Sizes[first];
            if (_graph.LeavesMethod[end - 1] || !size.FitsInto(_largest))
            {
                break;
            }

            if (!_allowsEntries && end - 1 > first && !ExtendOver(end - 1, first, ref latestEntry))
            {
                break;
            }

            // Closed when no edge from outside goes into the middle.
            if (!_graph.MayStart[end] || (!_allowsEntries && latestEntry >= end))
            {
                continue;
            }

            closedEnd = end;
            if (size.Instructions >= next)
            {
                Consider(first, end, found);
                lastEnd = end;
                next = size.Instructions * Growth;
            }
        }

        if (closedEnd > lastEnd && (_graph.Sizes[closedEnd] - _graph.Sizes[first]).Instructions >= _smallest)
        {
            Consider(first, closedEnd, found);
        }
    }

    /// <summary>Takes one more block into a run with one entry; false when an edge from before the run goes there.</summary>
    private bool ExtendOver(int block, int first, ref int latestEntry)
    {
        for (var edge = _graph.FirstPredecessor[block]; edge < _graph.FirstPredecessor[block + 1]; edge++)
        {
            if (_graph.Predecessors[edge] < first)
            {
                return false;
            }

            latestEntry = Math.Max(latestEntry, _graph.Predecessors[edge]);
        }

        return true;
    }

    /// <summary>Starts with an empty run.</summary>
    private void Begin(int first)
    {
        _taken = first;
        _below.Clear();
        _entered.Clear();
        _exitsAbove = 0;
        _uses.AsSpan().Clear();
        _definitions.AsSpan().Clear();
        _liveAbove.AsSpan().Clear();
    }

    /// <summary>Adds the next block to the facts about the run. A run is considered many times while it grows, and must not be gone through
    /// each time.</summary>
    private void AddBlock(int block, int first)
    {
        Add(_uses, _liveness.UsesOf(block));
        Add(_definitions, _liveness.DefinitionsOf(block));
        if (block == first || (_allowsEntries && IsEntered(block, first)))
        {
            _entered.Add(block);
        }

        for (var edge = _graph.FirstSuccessor[block]; edge < _graph.FirstSuccessor[block + 1]; edge++)
        {
            var to = _graph.Successors[edge];
            if ((to >= first && to <= block) || _seen[to] == first)
            {
                continue;
            }

            _seen[to] = first;
            if (to > block)
            {
                _below.Add(to);
            }
            else
            {
                _exitsAbove++;
                Add(_liveAbove, _liveness.LiveAt(to));
            }
        }
    }

    /// <summary>Tests whether an edge goes to the last block of a run from outside.</summary>
    private bool IsEntered(int block, int first)
    {
        for (var edge = _graph.FirstPredecessor[block]; edge < _graph.FirstPredecessor[block + 1]; edge++)
        {
            if (_graph.Predecessors[edge] < first || _graph.Predecessors[edge] > block)
            {
                return true;
            }
        }

        return false;
    }

    private void Consider(int first, int end, List<Region> found)
    {
        _budget.Spend(((end - _taken) * 2L) + (_below.Count + _entered.Count + end - _taken) * (long)_liveness.Words);
        while (_taken < end)
        {
            AddBlock(_taken++, first);
        }

        // Blocks that the run has taken in since are no exits any more.
        var below = 0;
        _liveAbove.CopyTo(_liveAtExits.AsSpan());
        for (var index = 0; index < _below.Count; index++)
        {
            if (_below[index] is var to && to >= end)
            {
                _below[below++] = to;
                Add(_liveAtExits, _liveness.LiveAt(to));
            }
        }

        _below.RemoveRange(below, _below.Count - below);
        var exits = _exitsAbove + below;
        _liveAtEntries.AsSpan().Clear();
        var entries = 0;
        var isEnteredByTable = false;
        var frequency = 0d;
        var entered = 0;
        for (var index = 0; index < _entered.Count; index++)
        {
            var block = _entered[index];
            var isEntry = block == 0;
            var isStub = block == first;
            frequency += block == 0 ? 1 : 0;
            for (var edge = _graph.FirstPredecessor[block]; edge < _graph.FirstPredecessor[block + 1]; edge++)
            {
                var from = _graph.Predecessors[edge];
                if (from < first || from >= end)
                {
                    isEntry = true;
                    isStub |= _graph.Tables[from] is null;
                    frequency += _graph.PredecessorFrequency[edge];
                }
            }

            if (isEntry)
            {
                _entered[entered++] = block;
                entries += isStub ? 1 : 0;
                isEnteredByTable |= !isStub;
                Add(_liveAtEntries, _liveness.LiveAt(block));
            }
        }

        // All edges to the others come from the run by now, and will when it has grown.
        _entered.RemoveRange(entered, _entered.Count - entered);
        Count(out var parameters, out var results);
        if (exits > _largest.Blocks || parameters > FunctionOutliner.MaximumParameters || results > FunctionOutliner.MaximumResults)
        {
            return;
        }

        entries += isEnteredByTable ? 1 : 0;
        var stubs = entries > 1 || isEnteredByTable ? entries : 0;
        var calling = new CilSize(
            Bytes: 16 + (2 * parameters) + (8 * results) + (5 * exits) + (9 * stubs),
            Instructions: 6 + parameters + (5 * results) + (3 * stubs),
            References: 3 + parameters + (2 * results) + stubs,
            Blocks: 2 + exits + stubs,
            Variables: 1,
            Dominators: 0);
        var size = _graph.Sizes[end] - _graph.Sizes[first];
        var saving = size - calling;
        if (saving.Instructions * WorthyShare >= size.Instructions && saving.References >= 0 && saving.Bytes > 0)
        {
            var cost = CallCost + parameters + (ResultCost * results) + (exits > 1 ? ExitCost : 0) + (stubs > 0 ? 2 * ExitCost : 0);
            found.Add(new Region(first, end, Math.Max(frequency, 1e-6) * cost, saving));
        }
    }

    private void Count(out int parameters, out int results)
    {
        parameters = 0;
        results = 0;
        for (var word = 0; word < _uses.Length; word++)
        {
            var result = _definitions[word] & _liveAtExits[word];
            results += BitOperations.PopCount(result);
            parameters += BitOperations.PopCount(_liveAtEntries[word] & (_uses[word] | result));
        }
    }

    private static void Add(ulong[] set, ReadOnlySpan<ulong> other)
    {
        for (var word = 0; word < set.Length; word++)
        {
            set[word] |= other[word];
        }
    }
}
