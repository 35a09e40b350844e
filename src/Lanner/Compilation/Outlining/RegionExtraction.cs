using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;
using Lanner.Structure;

namespace Lanner.Compilation.Outlining;

/// <summary>Moves a run of statements into an outlined function. The statements stay as they are: a target outside that they branch to is
/// also defined at the end of the outlined function, which it leaves there; a target inside that other statements branch to is also defined
/// before the call, to which it passes the number of that entry.</summary>
internal sealed class RegionExtraction
{
    private readonly FunctionTree _tree;
    private readonly FlowGraph _graph;
    private readonly Liveness _liveness;
    private readonly Region _region;
    private readonly List<Statement> _moved;
    private readonly HashSet<Target> _defined = [];
    private readonly int _start;

    /// <summary>The targets inside that are branched to from outside.</summary>
    private readonly List<Target> _entries = [];

    /// <summary>The numbers by which large tables enter.</summary>
    private readonly List<TableEntries> _tables = [];

    /// <summary>The targets outside that are branched to from inside. The one directly behind the region, if it is reached, is the
    /// last.</summary>
    private readonly List<Target> _exits = [];

    private RegionExtraction(FunctionTree tree, FlowGraph graph, Liveness liveness, Region region)
    {
        _tree = tree;
        _graph = graph;
        _liveness = liveness;
        _region = region;
        _start = graph.StartOf(region.First);
        var end = graph.StartOf(region.End);
        while (_start < end
            && (tree.Body[_start] is TargetLabel || (tree.Body[_start] is LoopStart loop && IsBranchedToFromOutside(loop.Target))))
        {
            // Stays where it is, so that a region entered at its first statement has no other entry.
            _start++;
        }

        _moved = tree.Body.GetRange(_start, end - _start);
    }

    /// <summary>Moves a region.</summary>
    /// <param name="tree">The function.</param>
    /// <param name="graph">The blocks of the function, or what they were before regions behind this one were moved.</param>
    /// <param name="liveness">The variables that are live in the region.</param>
    /// <param name="region">The region.</param>
    /// <param name="newNumber">Returns the number of a new outlined function.</param>
    internal static void Extract(FunctionTree tree, FlowGraph graph, Liveness liveness, Region region, Func<int> newNumber) =>
        new RegionExtraction(tree, graph, liveness, region).Extract(newNumber);

    private bool IsInside(int block) => block >= _region.First && block < _region.End;

    private bool IsBranchedToFromOutside(Target target) => _graph.SourcesOf(target).Exists(block => !IsInside(block));

    private void Extract(Func<int> newNumber)
    {
        if (_moved.Count == 0)
        {
            return;
        }

        FindEntriesAndExits();
        var isEnteredAtStart = _start == 0 || !_tree.Body[_start - 1].EndsFlow;

        // No function ends by falling off its end; but the end of a loop that is never left may stand there.
        var fallsThrough = !_moved[^1].EndsFlow && _start + _moved.Count < _tree.Body.Count;
        Target? next = null;
        var isNew = false;
        if (fallsThrough)
        {
            var behind = _start + _moved.Count;
            isNew = _tree.Body[behind] is not TargetLabel;
            next = _tree.Body[behind] is TargetLabel mark ? mark.Target : _tree.NewTarget();
            _exits.Remove(next);
            _exits.Add(next);
        }

        FixSlotsOfBackEdges();
        var entry = _entries.Count + _tables.Count > 0
            ? _tree.NewTemporary(OperandType.I32, isSlotFixed: true)
            : null;
        var outlined = MakeOutlinedFunction(newNumber(), entry, isNew ? next : null, out var results);
        outlined.Tree = MakeTree(outlined, entry, isNew ? next : null, results);

        var replacement = new List<Statement>();
        if (entry is not null)
        {
            AddEntries(replacement, entry, isEnteredAtStart);
            FixSlots(outlined);
        }

        replacement.Add(
            new CallOutlined(outlined, [.. _exits]) { Offset = _moved.Find(static statement => statement.Offset != 0)?.Offset ?? 0 });
        if (isNew)
        {
            replacement.Add(new TargetLabel(next!));
        }

        _tree.Body.RemoveRange(_start, _moved.Count);
        _tree.Body.InsertRange(_start, replacement);
    }

    private void FindEntriesAndExits()
    {
        var branches = new BranchFinder();
        foreach (var statement in _moved)
        {
            statement.Accept(branches);
        }

        _defined.UnionWith(branches.Defined);
        foreach (var target in branches.Defined)
        {
            if (IsBranchedToFromOutside(target))
            {
                _entries.Add(target);
            }
        }

        FindTables();
        foreach (var target in branches.BranchedTo)
        {
            if (!_defined.Contains(target) && !_exits.Contains(target))
            {
                _exits.Add(target);
            }
        }
    }

    /// <summary>Entries that only large tables branch to need no stubs of their own.</summary>
    private void FindTables()
    {
        if (_graph.LargeTables.Count == 0)
        {
            return;
        }

        var only = _entries.Where(
            target => _graph.SourcesOf(target).TrueForAll(block => IsInside(block) || _graph.Tables[block] is not null)).ToHashSet();
        foreach (var table in _graph.LargeTables)
        {
            only.Remove(table.Targets[^1]);
        }

        if (only.Count == 0)
        {
            return;
        }

        foreach (var table in _graph.LargeTables)
        {
            var first = Array.FindIndex(table.Targets, only.Contains);
            if (first < 0)
            {
                continue;
            }

            var stub = _tree.NewTarget();
            var last = Array.FindLastIndex(table.Targets, only.Contains);
            _tables.Add(new TableEntries(
                ((VariableRead)table.Index).Variable,
                stub,
                first,
                Array.ConvertAll(table.Targets[first..(last + 1)], target => only.Contains(target) ? target : null)));
            for (var number = first; number <= last; number++)
            {
                table.Targets[number] = only.Contains(table.Targets[number]) ? stub : table.Targets[number];
            }
        }

        _entries.RemoveAll(only.Contains);
    }

    /// <param name="number">The number of the outlined function.</param>
    /// <param name="entry">The variable that tells where to begin.</param>
    /// <param name="behind">The new target behind the region, if there is one.</param>
    /// <param name="results">For each exit, those results that are live there.</param>
    private OutlinedFunction MakeOutlinedFunction(int number, Variable? entry, Target? behind, out Variable[][] results)
    {
        var uses = new ulong[_liveness.Words];
        var definitions = new ulong[_liveness.Words];
        for (var block = _region.First; block < _region.End; block++)
        {
            Add(uses, _liveness.UsesOf(block));
            Add(definitions, _liveness.DefinitionsOf(block));
        }

        var liveAtEntries = _liveness.LiveAt(_region.First).ToArray();
        foreach (var target in _entries.Concat(_tables.SelectMany(static table => table.Targets.OfType<Target>())))
        {
            Add(liveAtEntries, _liveness.LiveAt(_graph.BlockOf(target)));
        }

        var all = new ulong[_liveness.Words];
        results = new Variable[_exits.Count][];
        for (var exit = 0; exit < results.Length; exit++)
        {
            var live = _liveness.LiveAt(_exits[exit] == behind ? _region.End : _graph.BlockOf(_exits[exit])).ToArray();
            for (var word = 0; word < live.Length; word++)
            {
                live[word] &= definitions[word];
            }

            results[exit] = _liveness.VariablesOf(live);
            Add(all, live);
        }

        for (var word = 0; word < all.Length; word++)
        {
            liveAtEntries[word] &= uses[word] | all[word];
        }

        var parameters = _liveness.VariablesOf(liveAtEntries);
        return new OutlinedFunction
        {
            Number = number,
            Parameters = entry is null ? parameters : [.. parameters, entry],
            Results = _liveness.VariablesOf(all),
            ExitCount = _exits.Count,
        };
    }

    private FunctionTree MakeTree(OutlinedFunction outlined, Variable? entry, Target? behind, Variable[][] results)
    {
        var body = new List<Statement>();
        if (_tree.IsInterruptible)
        {
            // The outlined function is compiled at its first call, which may take the JIT most of a second: a guest is stopped between two
            // of them.
            body.Add(new Poll());
        }

        if (entry is not null)
        {
            // 0 is the start.
            var start = _tree.NewTarget();
            body.Add(new BranchTable(
                new VariableRead(entry),
                [start, .. _entries, .. _tables.SelectMany(table => table.Targets.Select(target => target ?? start))]));
            body.Add(new TargetLabel(start));
        }

        body.AddRange(_moved);
        AddExits(body, outlined, results);
        return new FunctionTree
        {
            Type = _tree.Type,
            OutlinedFunction = outlined,
            Locals = outlined.Parameters,
            Body = body,
            VariableCount = _tree.VariableCount,
            TargetCount = _tree.TargetCount,
            IsInterruptible = _tree.IsInterruptible,
        };
    }

    /// <summary>Adds the exits. If there are at most two, each stores the results that are live there. Of more, each only sets its number,
    /// and one place stores all results: otherwise there would be too many stores.</summary>
    private void AddExits(List<Statement> body, OutlinedFunction outlined, Variable[][] results)
    {
        if (_exits.Count <= 2 || outlined.Results.Length == 0)
        {
            for (var exit = _exits.Count - 1; exit >= 0; exit--)
            {
                body.Add(new TargetLabel(_exits[exit]));
                body.Add(new ExitOutlined(outlined, Literal.I32(exit), results[exit]));
            }

            return;
        }

        var number = _tree.NewTemporary(OperandType.I32, isSlotFixed: true);
        var end = _tree.NewTarget();
        for (var exit = _exits.Count - 1; exit >= 0; exit--)
        {
            body.Add(new TargetLabel(_exits[exit]));
            body.Add(new Assign(number, Literal.I32(exit)));
            if (exit > 0)
            {
                body.Add(new Branch(end));
            }
        }

        body.Add(new TargetLabel(end));
        body.Add(new ExitOutlined(outlined, new VariableRead(number), outlined.Results));
    }

    private void AddEntries(List<Statement> statements, Variable entry, bool isEnteredAtStart)
    {
        var call = _tree.NewTarget();
        if (isEnteredAtStart)
        {
            AddStub(Literal.I32(0));
        }

        var number = 1;
        foreach (var target in _entries)
        {
            statements.Add(new TargetLabel(target));
            AddStub(Literal.I32(number++));
        }

        foreach (var table in _tables)
        {
            statements.Add(new TargetLabel(table.Stub));
            var shift = Literal.I32(number - table.First);
            AddStub(new NumericOperation(Opcode.I32Add, OperandType.I32, Effects.None, new VariableRead(table.Number), shift, null)
            {
                Depth = 2,
            });
            number += table.Targets.Length;
        }

        // The last stub stands before the call.
        statements.RemoveAt(statements.Count - 1);
        statements.Add(new TargetLabel(call));

        void AddStub(Expression value)
        {
            statements.Add(new Assign(entry, value));
            statements.Add(new Branch(call));
        }
    }

    /// <summary>With several entries the call of the outlined function comes before assignments of variables that it reads.</summary>
    private static void FixSlots(OutlinedFunction outlined)
    {
        foreach (var variable in outlined.Parameters)
        {
            variable.IsSlotFixed = true;
        }

        foreach (var variable in outlined.Results)
        {
            variable.IsSlotFixed = true;
        }
    }

    /// <summary>A region may reach from the middle of a loop to behind it. Then the call of the outlined function is in the loop and reads,
    /// in each iteration, variables that are live behind it: the last read in the order of the code is not the last in time.</summary>
    private void FixSlotsOfBackEdges()
    {
        foreach (var exit in _exits)
        {
            if (_graph.FindBlockOf(exit) is var block and >= 0 && block < _region.First)
            {
                foreach (var variable in _liveness.VariablesOf(_liveness.LiveAt(block)))
                {
                    variable.IsSlotFixed = true;
                }
            }
        }
    }

    private static void Add(ulong[] set, ReadOnlySpan<ulong> other)
    {
        for (var word = 0; word < set.Length; word++)
        {
            set[word] |= other[word];
        }
    }

    private sealed class BranchFinder : TreeVisitor
    {
        internal List<Target> Defined { get; } = [];

        internal HashSet<Target> BranchedTo { get; } = [];

        internal override void OnLabel(Target target) => Defined.Add(target);

        internal override void OnBranch(Target target) => BranchedTo.Add(target);
    }
}
