using System.Numerics;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Passes;

/// <summary>A forward data flow: the facts about all variables at the places of a function, by the edges on which values reach
/// them.</summary>
/// <remarks>An edge that the JIT finds to be impossible only takes facts away, so what holds for all edges holds for those that it
/// leaves. Of large functions one set of facts is kept for all places. A loop that is in no other is visited until nothing new comes back
/// in it, before what follows is. The first edge takes all facts to its target; others take those about variables only that are live there,
/// and whose facts have another version than those that the last edge took there.</remarks>
internal sealed class ForwardDataFlow
{
    /// <summary>From this round on what a loop makes greater has no end: it would go on, should the JIT unroll the loop.</summary>
    private const int RoundOfGrowth = 3;

    /// <summary>From this round on kinds that change become all kinds.</summary>
    private const int RoundOfKinds = 8;

    /// <summary>From this round on all that loops carry around is given up.</summary>
    private const int LastRound = 20;

    /// <summary>More facts than this are not kept for one function.</summary>
    private const int MaximumFacts = 1 << 19;

    private readonly FunctionLoops _loops;
    private readonly LiveVariables _live;
    private readonly Dictionary<Target, JoinPoint> _joins = [];
    private readonly List<ProtectedBlock> _protections = [];
    private readonly ValueFacts[] _initial;
    private readonly ValueFacts[] _current;

    /// <summary>By the number of the variable, the version of the current facts, without those that matter within the basic block
    /// only.</summary>
    private readonly int[] _versions;
    private int _newestVersion;

    /// <summary>By the number of the variable, the kinds of all that is assigned to it anywhere: only effects and constants.</summary>
    private readonly ExpressionKinds[] _ever;

    /// <summary>The variables that have kinds within this basic block.</summary>
    private readonly List<int> _inBlock = [];
    private readonly bool _isSensitive;
    private bool _isReachable = true;

    /// <summary>The edges counted since the start of the outermost loop, each with what the join had before.</summary>
    private readonly Sequence<CountedEdge> _counted = new();

    /// <summary>The facts at the start of the outermost loop, and the protected blocks around it.</summary>
    private readonly ValueFacts[] _atLoop;
    private readonly int[] _versionsAtLoop;
    private ProtectedBlock[] _protectionsAtLoop = [];
    private bool _isLoopReachable;
    private bool _hasLoopChanged;

    /// <summary>The number of times that the outermost loop was visited before.</summary>
    private int _loopRound;

    internal ForwardDataFlow(FunctionLoops loops, LiveVariables live)
    {
        _loops = loops;
        _live = live;
        _isSensitive = (long)loops.Variables.Count * (loops.Targets + 1) <= MaximumFacts;
        _initial = new ValueFacts[loops.Variables.Count];
        _current = new ValueFacts[loops.Variables.Count];
        _versions = new int[loops.Variables.Count];
        _ever = new ExpressionKinds[loops.Variables.Count];
        _atLoop = _isSensitive && loops.HasLoops ? new ValueFacts[loops.CrossingVariables] : [];
        _versionsAtLoop = new int[_atLoop.Length];
        for (var index = 0; index < _initial.Length; index++)
        {
            _initial[index] = InitialFacts(loops.Variables[index]);
        }
    }

    /// <summary>True if facts have changed with which a place was visited, so that all of the function has to be visited again.</summary>
    internal bool HasChanged { get; set; }

    /// <summary>The number of rounds through all of the function before this one.</summary>
    internal int FunctionRound { get; set; }

    /// <summary>The number of times that the place was visited before. The more, the less is kept apart, so that an end is
    /// reached.</summary>
    private int Round => Math.Max(FunctionRound, _loopRound);

    internal ValueFacts this[Variable variable]
    {
        get => _current[variable.Index];
        set
        {
            var index = variable.Index;
            if (_isSensitive)
            {
                _current[index] = value.Evolution.IsConstant ? value : value with { Evolution = value.Evolution.AsVariable() };
                _versions[index] = ++_newestVersion;
            }
            else
            {
                var before = _current[index].Kinds & ExpressionKinds.Anywhere;
                var evolution = Merge(_current[index], value, isBack: false).Evolution;

                // Of all values that it has anywhere, the one here may come from literals alone.
                _current[index] = new ValueFacts(WithBefore(before, value.Kinds), evolution with { IsUnknown = false });
                HasChanged |= (_current[index].Kinds & ExpressionKinds.Anywhere) != before;
            }

            _ever[index] |= value.Kinds & (ExpressionKinds.Effect | ExpressionKinds.Constant);
            if ((value.Kinds & ExpressionKinds.WithinBlock) != 0)
            {
                _inBlock.Add(index);
            }

            if (_isSensitive && _protections.Count > 0 && index < _loops.CrossingVariables)
            {
                FlowToHandlers(index, value);
            }
        }
    }

    /// <summary>The kinds of a variable's value.</summary>
    internal ExpressionKinds KindsOf(Variable variable) =>
        _current[variable.Index].Kinds | (_ever[variable.Index] & ExpressionKinds.Effect);

    /// <summary>The kinds of what is assigned to a variable anywhere: only effects and constants.</summary>
    internal ExpressionKinds EverAssigned(Variable variable) => _ever[variable.Index];

    /// <summary>Begins again at the first statement, with what is known of the edges back.</summary>
    internal void Restart()
    {
        HasChanged = false;
        _hasLoopChanged = false;
        _loopRound = 0;
        _isReachable = true;
        _counted.Clear();
        _protections.Clear();
        _inBlock.Clear();
        foreach (var join in _joins.Values)
        {
            join.Edges = 0;
            join.OnlyEdge = null;
        }

        for (var index = 0; index < _initial.Length; index++)
        {
            _current[index] = _isSensitive
                ? _initial[index]
                : _initial[index] with { Kinds = _current[index].Kinds & ExpressionKinds.Anywhere };
            _versions[index] = ++_newestVersion;
        }
    }

    /// <summary>Comes to the start of a loop that is in no other.</summary>
    internal void MarkLoop()
    {
        EndBlock();
        _counted.Clear();
        _loopRound = 0;
        _hasLoopChanged = false;
        _isLoopReachable = _isReachable;
        _protectionsAtLoop = [.. _protections];
        Array.Copy(_current, _atLoop, _atLoop.Length);
        Array.Copy(_versions, _versionsAtLoop, _atLoop.Length);
    }

    /// <summary>Takes notice of whether something has changed with which a place in the loop was visited.</summary>
    internal void NoteLoopChange(bool hasChanged) => _hasLoopChanged |= hasChanged;

    /// <summary>Comes to the end of a loop that is in no other: goes back to its start if there is something new.</summary>
    /// <returns>True if the loop has to be visited again.</returns>
    internal bool TryRepeatLoop()
    {
        if (!_hasLoopChanged)
        {
            _loopRound = 0;
            return false;
        }

        for (var index = _counted.Count - 1; index >= 0; index--)
        {
            var counted = _counted[index];
            counted.Join.Edges = counted.Edges;
            counted.Join.OnlyEdge = counted.OnlyEdge;
        }

        _counted.Clear();
        _loopRound++;
        _hasLoopChanged = false;
        _isReachable = _isLoopReachable;
        _inBlock.Clear();
        _protections.Clear();
        _protections.AddRange(_protectionsAtLoop);
        Array.Copy(_atLoop, _current, _atLoop.Length);
        Array.Copy(_versionsAtLoop, _versions, _atLoop.Length);
        return true;
    }

    /// <summary>Goes to a target by a branch that is always taken.</summary>
    internal void Branch(Target target)
    {
        var join = JoinAt(target);
        CountEdge(join, join.Edges == 0 ? KindsInBlock() : null);
        Flow(join);
    }

    /// <summary>Goes to a target by a branch that may not be taken.</summary>
    internal void BranchIf(Target target)
    {
        var join = JoinAt(target);
        CountEdge(join, null);
        Flow(join);
    }

    private void CountEdge(JoinPoint join, BlockKinds? onlyEdge)
    {
        _counted.Add(new CountedEdge(join, join.Edges, join.OnlyEdge));
        join.Edges++;
        join.OnlyEdge = onlyEdge;
    }

    /// <summary>Goes to a target by a branch that the JIT decides, and so without the end of a basic block.</summary>
    internal void BranchIfKnown(Target target) => Flow(JoinAt(target));

    /// <summary>Goes to the first statement, by a call of the function itself, with arguments.</summary>
    internal void Call(ReadOnlySpan<ValueFacts> arguments)
    {
        for (var index = 0; index < arguments.Length && _isSensitive; index++)
        {
            var initial = _initial[index].Evolution;
            var argument = new ValueFacts(
                arguments[index].Kinds & ExpressionKinds.Anywhere, initial.AtStart(index, arguments[index].Evolution, isFirst: true));
            var merged = Merge(_initial[index], argument, isBack: true);
            HasChanged |= merged != _initial[index];
            _initial[index] = merged;
        }
    }

    /// <summary>The statement behind the last one is not reached from it.</summary>
    internal void End() => _isReachable = false;

    /// <summary>Ends a basic block.</summary>
    internal void EndBlock()
    {
        foreach (var index in _inBlock)
        {
            _current[index] = Outside(_current[index]);
        }

        _inBlock.Clear();
    }

    /// <summary>Comes to the place of a target that is branched to from before. Where only one edge leads to it the JIT takes both ends for
    /// one basic block.</summary>
    internal void Place(Target target)
    {
        if (!target.IsUsed && _isReachable)
        {
            return;
        }

        EndBlock();
        var join = JoinAt(target);
        Meet(join);
        if (join is { Edges: 1, OnlyEdge: { } only } && !_isReachable)
        {
            for (var entry = 0; entry < only.Variables.Length; entry++)
            {
                ref var facts = ref _current[only.Variables[entry]];
                facts = facts with { Kinds = facts.Kinds | only.Kinds[entry] };
                _inBlock.Add(only.Variables[entry]);
            }
        }

        _isReachable = true;
    }

    /// <summary>Comes to the start of a loop, with those around it.</summary>
    internal void Enter(Target start, List<FunctionLoops.Loop> around)
    {
        EndBlock();
        var join = JoinAt(start);
        join.Loop ??= _loops.LoopAt(start);
        Meet(join);
        _isReachable = true;
        if (!_isSensitive)
        {
            return;
        }

        join.Back ??= NewBack();
        for (var word = 0; word < join.Live.Length; word++)
        {
            for (var bits = join.Live[word]; bits != 0; bits &= bits - 1)
            {
                var index = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (!join.Loop.MayAssign(index))
                {
                    continue;
                }

                var evolution = _current[index].Evolution.AtStart(index, join.Back[index], isFirst: !IsAssignedIn(around, index));
                _current[index] = _current[index] with { Evolution = evolution };
                _versions[index] = ++_newestVersion;
            }
        }
    }

    internal void Enter(ProtectedBlock block)
    {
        EndBlock();
        BranchIf(block.Dispatch);
        _protections.Add(block);
    }

    internal void Leave(ProtectedBlock block) => _protections.Remove(block);

    private static bool IsAssignedIn(List<FunctionLoops.Loop> loops, int variable)
    {
        foreach (var loop in loops)
        {
            if (loop.MayAssign(variable))
            {
                return true;
            }
        }

        return false;
    }

    private ValueFacts InitialFacts(Variable variable)
    {
        if (!FunctionLoops.IsInteger(variable))
        {
            return ValueFacts.None;
        }

        var evolution = variable.Kind == VariableKind.Local ? ScalarEvolution.OfLiteral(0)
            : _isSensitive ? ScalarEvolution.OfUnknown
            : ScalarEvolution.None;
        var back = _isSensitive ? ScalarEvolution.Never : ScalarEvolution.Unknown;
        var isCarried = _isSensitive ? _loops.IsLoop && variable.Kind == VariableKind.Parameter : _loops.HasLoops;
        return new ValueFacts(ExpressionKinds.None, isCarried ? evolution.AtStart(variable.Index, back, isFirst: true) : evolution);
    }

    private JoinPoint JoinAt(Target target)
    {
        if (!_joins.TryGetValue(target, out var join))
        {
            join = new JoinPoint(_live.At(target), _isSensitive ? _loops.CrossingVariables : 0);
            _joins.Add(target, join);
        }

        return join;
    }

    private ScalarEvolution[] NewBack()
    {
        var back = new ScalarEvolution[_loops.CrossingVariables];
        for (var index = 0; index < back.Length; index++)
        {
            back[index] = ScalarEvolution.Never;
        }

        return back;
    }

    /// <summary>Takes the current facts along an edge.</summary>
    private void Flow(JoinPoint join)
    {
        if (!_isSensitive || !_isReachable)
        {
            return;
        }

        if (join.Loop is null && !join.IsReached)
        {
            Begin(join);
            return;
        }

        var taken = join.Taken;
        var isGivenUp = join.Loop is not null && Round >= LastRound;
        for (var word = 0; word < join.Live.Length; word++)
        {
            for (var bits = join.Live[word]; bits != 0; bits &= bits - 1)
            {
                var index = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (taken[index] != _versions[index] || isGivenUp)
                {
                    Flow(join, index);
                    taken[index] = _versions[index];
                }
            }
        }
    }

    /// <summary>Takes the current facts along the first edge to a target.</summary>
    private void Begin(JoinPoint join)
    {
        join.Begin(_current, _versions);
        foreach (var index in _inBlock)
        {
            if (index < join.Incoming.Length)
            {
                join.Incoming[index] = Outside(join.Incoming[index]);
            }
        }

        for (var index = 0; index < join.Incoming.Length; index++)
        {
            var evolution = join.Incoming[index].Evolution.AsVariable();
            if (!evolution.Equals(join.Incoming[index].Evolution))
            {
                join.Incoming[index] = join.Incoming[index] with { Evolution = evolution };
                join.Versions[index] = ++_newestVersion;
            }
        }
    }

    /// <summary>Takes the current facts about a variable along an edge. On an edge back an induction variable is a new one to the JIT, to
    /// which its properties do not go along.</summary>
    private void Flow(JoinPoint join, int variable)
    {
        var facts = Outside(_current[variable]);
        if (join.Back is not null && join.Loop!.MayAssign(variable) && ComesBack(join, variable, facts.Evolution))
        {
            facts = facts with { Evolution = join.Incoming[variable].Evolution };
        }

        ref var incoming = ref join.Incoming[variable];
        if (incoming.Covers(facts) && (join.Loop is null || Round < LastRound))
        {
            return;
        }

        var merged = Merge(incoming, facts, join.Loop is not null);
        if (merged != incoming)
        {
            // What comes from before is seen in the same visit.
            _hasLoopChanged |= join.Loop is not null;
            incoming = merged;
            join.Versions[variable] = ++_newestVersion;
        }
    }

    /// <summary>Takes the properties of a variable along an edge back. Returns true if it is an induction variable.</summary>
    private bool ComesBack(JoinPoint join, int variable, ScalarEvolution evolution)
    {
        ref var back = ref join.Back![variable];
        var step = ScalarEvolution.Either(back, evolution);
        step = Round >= RoundOfGrowth ? step.WithoutGrowth(back) : step;
        _hasLoopChanged |= step != back;
        back = step;
        return step.IsNextOf(variable);
    }

    /// <summary>Takes an assignment along the edges to the handlers around it: an exception may come from anywhere inside.</summary>
    private void FlowToHandlers(int variable, ValueFacts value)
    {
        foreach (var block in _protections)
        {
            var join = JoinAt(block.Dispatch);
            join.IsReached = true;
            join.Incoming[variable] = Merge(join.Incoming[variable], value, isBack: false);
            join.Versions[variable] = ++_newestVersion;
        }
    }

    private void Meet(JoinPoint join)
    {
        if (!_isSensitive)
        {
            return;
        }

        if (!_isReachable)
        {
            join.Incoming.CopyTo(_current, 0);
            join.Versions.CopyTo(_versions, 0);
            return;
        }

        for (var word = 0; word < join.Live.Length; word++)
        {
            for (var bits = join.Live[word]; bits != 0; bits &= bits - 1)
            {
                var index = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (_versions[index] != join.Versions[index] && !_current[index].Covers(join.Incoming[index]))
                {
                    _current[index] = ValueFacts.Either(_current[index], join.Incoming[index]);
                    _versions[index] = ++_newestVersion;
                }
            }
        }
    }

    private BlockKinds KindsInBlock()
    {
        int[] variables = [.. _inBlock];
        var kinds = new ExpressionKinds[variables.Length];
        for (var entry = 0; entry < variables.Length; entry++)
        {
            kinds[entry] = _current[variables[entry]].Kinds & ExpressionKinds.WithinBlock;
        }

        return new BlockKinds(variables, kinds);
    }

    private static ValueFacts Outside(ValueFacts facts) => facts with { Kinds = facts.Kinds & ExpressionKinds.Anywhere };

    private ExpressionKinds WithBefore(ExpressionKinds before, ExpressionKinds kinds)
    {
        var merged = before | kinds;
        return (merged & ExpressionKinds.Anywhere) != before && Round >= RoundOfKinds ? merged | ExpressionKinds.Anywhere : merged;
    }

    private ValueFacts Merge(ValueFacts into, ValueFacts value, bool isBack)
    {
        var kinds = WithBefore(into.Kinds & ExpressionKinds.Anywhere, value.Kinds & ExpressionKinds.Anywhere);
        var evolution = ScalarEvolution.Either(into.Evolution, value.Evolution);
        if (isBack && Round >= RoundOfGrowth)
        {
            evolution = evolution.WithoutGrowth(into.Evolution);
        }

        return isBack && Round >= LastRound
            ? new ValueFacts(ExpressionKinds.Anywhere, ScalarEvolution.Unknown)
            : new ValueFacts(kinds, evolution);
    }

    /// <summary>A target, with what it had before an edge to it was counted.</summary>
    private readonly record struct CountedEdge(JoinPoint Join, int Edges, BlockKinds? OnlyEdge);
}
