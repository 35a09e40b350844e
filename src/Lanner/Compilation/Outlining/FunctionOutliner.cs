using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Outlining;

/// <summary>Makes functions that are too large for the JIT's optimiser smaller, by moving runs of statements into outlined functions
/// (<see cref="OutlinedFunction"/>) that are methods of their own.
/// </summary>
/// <remarks>Between statements nothing is on the evaluation stack, so a run of statements touches the rest of the function only through
/// variables and branches. Which runs are moved is decided by cost: how often the run is guessed to be entered, times the values that go in
/// and out. So the hot parts of an interpreter's loop stay together with its variables in registers, and the rarely executed parts are
/// moved. An outlined function that is never entered is never compiled.</remarks>
internal sealed class FunctionOutliner
{
    /// <summary>With more values than this going in, a run is not moved.</summary>
    internal const int MaximumParameters = 200;

    /// <summary>A function with more locals is left whole: no compiler makes one, and with outlined functions that pass thousands of values
    /// it becomes CIL that the CLR refuses (`StackTests`, the function `huge`).</summary>
    internal const int MostLocals = 16_000;

    /// <summary>With more values than this coming out, a run is not moved.</summary>
    internal const int MaximumResults = 60;

    /// <summary>Outlined functions have at least the limit of instructions divided by this.</summary>
    private const int SmallestOutlinedFunction = 160;

    /// <summary>Straight code is split into blocks of the limit of instructions divided by this.</summary>
    private const int Grain = 400;

    /// <summary>Smaller methods are left whole, since only calls would remain of them. Only the small limits of tests get here.</summary>
    internal const int SmallestMethod = 24;

    /// <summary>The largest depth of outlined functions within outlined functions, for the same reason.</summary>
    internal const int MaximumDepth = 4;

    /// <summary>Outlining ends after so many rounds even if the function is still too large.</summary>
    private const int MaximumRounds = 24;

    /// <summary>So many rounds look for regions thoroughly. Functions that compilers make are small enough by then.</summary>
    private const int ThoroughRounds = 3;

    /// <summary>The approximate number of rounds in which outlined functions with one entry each have to be enough.</summary>
    private const int RoundsWithOneEntry = 6;

    private readonly FunctionTree _tree;
    private readonly MethodLimits _limits;
    private readonly CilSize _limit;
    private readonly Func<int> _newNumber;
    private readonly OutliningBudget _budget;

    private FunctionOutliner(FunctionTree tree, MethodLimits limits, Func<int> newNumber, OutliningBudget budget)
    {
        _tree = tree;
        _limits = limits;
        _limit = limits.Method;
        _newNumber = newNumber;
        _budget = budget;
    }

    /// <summary>Outlines parts of a function until it is within the limits, cannot be made smaller, or the budget is spent
    /// (<see cref="OutliningBudget"/>). A method that stays too large is compiled without optimisation.</summary>
    /// <param name="tree">The function; its body is changed.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="measure">Tells the size of the code before each statement of a tree and, last, of all of it; null when it cannot be
    /// emitted.</param>
    /// <param name="newNumber">Returns the number of a new outlined function.</param>
    /// <param name="cancellation">Cancels it at any time; the tree cannot be emitted then.</param>
    internal static void Outline(
        FunctionTree tree,
        MethodLimits limits,
        Func<FunctionTree, CilSize[]?> measure,
        Func<int> newNumber,
        CancellationToken cancellation)
    {
        var budget = new OutliningBudget(cancellation);
        var outliner = new FunctionOutliner(tree, limits, newNumber, budget);
        SharedExits.Normalize(tree);
        LargeTables.Normalize(tree, limits);
        var allowsEntries = false;
        var entriesHelp = true;
        for (var round = 0; round < MaximumRounds; round++)
        {
            if (measure(tree) is not { } sizes)
            {
                break;
            }

            if (round == 0)
            {
                budget.Open(sizes[^1].Instructions);
            }

            if (sizes[^1].LargestShareOf(limits.Method) <= 1 || !budget.MayBeginRound(sizes[^1].Instructions))
            {
                break;
            }

            var saved = outliner.RunRound(sizes, allowsEntries, isThorough: round < ThoroughRounds);
            if (saved <= 0 && !entriesHelp)
            {
                break;
            }

            // Nested blocks can be outlined from the inside only, one outlined function in each round. Where that would take many rounds,
            // outlined functions are entered at several places, unless that is of no use.
            entriesHelp &= !(allowsEntries && saved <= 0);
            allowsEntries = entriesHelp
                && (allowsEntries || saved <= 0 || saved * RoundsWithOneEntry < sizes[^1].LargestShareOf(limits.Method) - 1);
        }
    }

    /// <summary>Moves regions that do not overlap until what is left should fit.</summary>
    /// <returns>The size by which the function should have become smaller, as a share of the limits; 0 when nothing was found.</returns>
    private double RunRound(CilSize[] sizes, bool allowsEntries, bool isThorough)
    {
        var body = _tree.Body;
        var graph = new FlowGraph(body, sizes, Math.Max(1, _limit.Instructions / Grain), _limits);
        var total = sizes[^1];
        var found = new List<Region>();
        var seen = new int[graph.Count + 1];
        Array.Fill(seen, -1);
        var blocks = VariableBlocks.Find(body, graph);
        var windows = new List<(int First, int End)>();
        Liveness? liveness = null;
        for (var first = 0; first < graph.Count; first = liveness.End)
        {
            liveness = new Liveness(body, graph, blocks, first, cancellation: _budget.Cancellation);
            windows.Add((first, liveness.End));
            var finder = new RegionFinder(
                graph, liveness, LargestRegion(total), Math.Max(1, _limit.Instructions / SmallestOutlinedFunction),
                allowsEntries, seen, _budget);
            finder.Find(found, isThorough ? RegionFinder.ThoroughSteps : RegionFinder.FewSteps);
        }

        RegionFinder.Sort(found);
        var chosen = new List<Region>();
        var isTaken = new bool[graph.Count];
        foreach (var region in found)
        {
            if (total.LargestShareOf(_limit) <= 1)
            {
                break;
            }

            if (isTaken.AsSpan(region.First..region.End).Contains(true))
            {
                continue;
            }

            isTaken.AsSpan(region.First..region.End).Fill(true);
            total -= region.Saving;
            chosen.Add(region);
        }

        // From the end, so that positions stay right.
        chosen.Sort(static (left, right) => right.First - left.First);
        var window = windows.Count - 1;
        foreach (var region in chosen)
        {
            _budget.Cancellation.ThrowIfCancellationRequested();
            if (region.First < windows[window].First)
            {
                window = windows.FindLastIndex(window, candidate => candidate.First <= region.First);
                liveness = new Liveness(body, graph, blocks, windows[window].First, windows[window].End, _budget.Cancellation);
            }

            RegionExtraction.Extract(_tree, graph, liveness!, region, _newNumber);
        }

        return chosen.Count == 0 ? 0 : sizes[^1].LargestShareOf(_limit) - total.LargestShareOf(_limit);
    }

    private CilSize LargestRegion(CilSize total) => new(
        Math.Max(1, Math.Min(_limits.OutlinedFunction.Bytes, total.Bytes / 2)),
        Math.Max(1, Math.Min(_limits.OutlinedFunction.Instructions, total.Instructions / 2)),
        Math.Max(1, Math.Min(_limits.OutlinedFunction.References, total.References / 2)),
        Math.Max(1, Math.Min(_limits.OutlinedFunction.Blocks, total.Blocks / 2)),
        int.MaxValue,
        long.MaxValue);
}
