using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Passes;

/// <summary>The variables that are live at the targets of a function: those that may be read from there before they are assigned. Facts
/// about others need not go along edges.</summary>
internal sealed class LiveVariables : TreeVisitor
{
    /// <summary>The most 64-bit words of all sets together. Of a function that needs more, each variable counts as live.</summary>
    private const int MaximumWords = 1 << 18;

    /// <summary>The steps for each event after which every variable counts as live. Functions that compilers make take a few.</summary>
    private const int StepsForEvent = 40;

    private readonly FunctionLoops _loops;
    private readonly int _words;
    private readonly ulong[]?[] _sets;
    private readonly ulong[] _all;
    private readonly ulong[] _current;

    /// <summary>By the order of the statements, what they do, with the number of the variable or target.</summary>
    private readonly Sequence<Event> _events = new();

    private long _stepsLeft;

    /// <summary>The targets of exceptions of the protected blocks around the place.</summary>
    private readonly List<int> _handlers = [];

    private LiveVariables(FunctionTree tree, FunctionLoops loops)
    {
        _loops = loops;
        _words = (loops.CrossingVariables + 63) / 64;
        _sets = new ulong[]?[tree.TargetCount];
        _all = new ulong[_words];
        _current = new ulong[_words];
        for (var variable = 0; variable < loops.CrossingVariables; variable++)
        {
            _all[variable >> 6] |= 1UL << variable;
        }
    }

    private enum EventKind : byte
    {
        Read,
        Write,
        Branch,
        Label,
        LoopLabel,
        End,
        EnterBlock,
        LeaveBlock,
    }

    private readonly record struct Event(EventKind Kind, int Number);

    /// <summary>Looks at a function whose variables have their numbers.</summary>
    internal static LiveVariables Of(FunctionTree tree, FunctionLoops loops)
    {
        var live = new LiveVariables(tree, loops);
        if (loops.Targets == 0 || (long)loops.Targets * live._words > MaximumWords)
        {
            return live;
        }

        foreach (var statement in tree.Body)
        {
            live.Add(statement);
        }

        live._stepsLeft = (long)StepsForEvent * live._events.Count;
        while (live.TryImprove())
        {
            // The sets at the starts of loops become larger, until they have what is read behind each edge back.
        }

        if (live._stepsLeft <= 0)
        {
            // Sets that are not complete lack variables.
            Array.Clear(live._sets);
        }

        return live;
    }

    /// <summary>The set of variables that are live at a target, by their numbers.</summary>
    internal ulong[] At(Target target) => _sets[target.Number] ?? _all;

    internal override void OnRead(Variable variable) => Add(EventKind.Read, variable);

    internal override void OnWrite(Variable variable) => Add(EventKind.Write, variable);

    internal override void OnBranch(Target target) => _events.Add(new Event(EventKind.Branch, target.Number));

    private void Add(EventKind kind, Variable variable)
    {
        if (variable.Index < _loops.CrossingVariables)
        {
            _events.Add(new Event(kind, variable.Index));
        }
    }

    private void Add(Statement statement)
    {
        statement.Accept(this);
        switch (statement)
        {
            case TargetLabel label:
                AddLabel(EventKind.Label, label.Target);
                break;
            case LoopStart loop:
                AddLabel(EventKind.LoopLabel, loop.Target);
                break;
            case TryStart start:
                _events.Add(new Event(EventKind.EnterBlock, start.Block.Dispatch.Number));
                break;
            case TryEnd end:
                _events.Add(new Event(EventKind.LeaveBlock, end.Block.Dispatch.Number));
                break;
        }

        if (statement.EndsFlow)
        {
            _events.Add(new Event(EventKind.End, 0));
        }
    }

    private void AddLabel(EventKind kind, Target target)
    {
        _sets[target.Number] = new ulong[_words];
        _events.Add(new Event(kind, target.Number));
    }

    /// <summary>Goes backwards through the function once. Returns true if the set at the start of a loop has become larger.</summary>
    private bool TryImprove()
    {
        var isLarger = false;
        Array.Clear(_current);
        _handlers.Clear();
        for (var index = _events.Count - 1; index >= 0 && _stepsLeft > 0; index--)
        {
            _stepsLeft--;
            var (kind, number) = _events[index];
            switch (kind)
            {
                case EventKind.Read:
                    _current[number >> 6] |= 1UL << number;
                    break;
                case EventKind.Write:
                    _current[number >> 6] &= ~(1UL << number);

                    // An exception may come before or after it.
                    foreach (var handler in _handlers)
                    {
                        _current[number >> 6] |= (_sets[handler] ?? _all)[number >> 6] & (1UL << number);
                    }

                    _stepsLeft -= _handlers.Count;
                    break;
                case EventKind.Branch:
                    AddLiveAt(number);
                    break;
                case EventKind.EnterBlock:
                    _handlers.RemoveAt(_handlers.Count - 1);
                    break;
                case EventKind.LeaveBlock:
                    _handlers.Add(number);
                    AddLiveAt(number);
                    break;
                case EventKind.End:
                    Array.Clear(_current);
                    foreach (var handler in _handlers)
                    {
                        AddLiveAt(handler);
                    }

                    break;
                case EventKind.Label:
                    Keep(_sets[number]!);
                    break;
                case EventKind.LoopLabel:
                    isLarger |= Keep(_sets[number]!);
                    break;
            }
        }

        return isLarger && _stepsLeft > 0;
    }

    private void AddLiveAt(int target)
    {
        var set = _sets[target] ?? _all;
        _stepsLeft -= _words;
        for (var word = 0; word < _current.Length; word++)
        {
            _current[word] |= set[word];
        }
    }

    private bool Keep(ulong[] set)
    {
        var isLarger = false;
        for (var word = 0; word < set.Length; word++)
        {
            isLarger |= (_current[word] & ~set[word]) != 0;
            set[word] |= _current[word];
        }

        return isLarger;
    }
}
