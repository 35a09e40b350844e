using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Passes;

/// <summary>The forms and steps in which the JIT may see a value.</summary>
internal readonly record struct JitFacts(JitForms Forms, JitStep Step)
{
    /// <summary>A value that it gets nothing wrong about.</summary>
    internal static JitFacts None => new(JitForms.None, JitStep.None);

    /// <summary>One of two values.</summary>
    internal static JitFacts Either(JitFacts one, JitFacts other) => new(one.Forms | other.Forms, JitStep.Either(one.Step, other.Step));
}

/// <summary>The facts about all variables at the places of a function, by the ways on which values reach them.</summary>
/// <remarks>A way that the JIT finds to be impossible only takes facts away, so what holds for all ways holds for those that it
/// leaves. Of large functions one set of facts is kept for all places.</remarks>
internal sealed class JitVariableFacts
{
    /// <summary>From this walk on a step that a loop makes greater is followed no more: it would go on, should the JIT unroll the
    /// loop.</summary>
    private const int WalkOfSteps = 2;

    /// <summary>From this walk on forms that change become all forms.</summary>
    private const int WalkOfForms = 6;

    /// <summary>From this walk on all that loops carry around is given up.</summary>
    private const int LastWalk = 20;

    /// <summary>More facts than this are not kept for one function.</summary>
    private const int MaximumFacts = 1 << 19;

    private readonly Dictionary<Target, JitFacts[]> _incoming = [];
    private readonly List<ProtectedBlock> _protections = [];
    private readonly JitFacts[] _initial;
    private readonly JitFacts[] _current;
    private readonly bool _isSensitive;
    private bool _isReachable = true;

    internal JitVariableFacts(LoopVariables variables)
    {
        _isSensitive = (long)variables.Count * (variables.Targets + 1) <= MaximumFacts;
        _initial = variables.InitialFacts(isForAllPlaces: !_isSensitive);
        _current = [.. _initial];
    }

    /// <summary>True if places have facts of their own.</summary>
    internal bool IsSensitive => _isSensitive;

    /// <summary>True if forms have changed with which a place was visited.</summary>
    internal bool HasChanged { get; set; }

    /// <summary>The number of walks before this one. The more, the less is kept apart, so that an end is reached.</summary>
    internal int Walk { get; set; }

    internal JitFacts this[Variable variable]
    {
        get => _current[variable.Index];
        set
        {
            if (_isSensitive)
            {
                _current[variable.Index] = value;
            }
            else
            {
                var before = _current[variable.Index].Forms;
                Merge(ref _current[variable.Index], value, isBack: false, hasStep: true);
                HasChanged |= _current[variable.Index].Forms != before;
            }

            foreach (var block in _protections)
            {
                // An exception may come from anywhere inside.
                Merge(ref IncomingOf(block.Dispatch)[variable.Index], value, isBack: false, hasStep: true);
            }
        }
    }

    /// <summary>Begins again at the first statement, with what is known of the ways back.</summary>
    internal void Restart()
    {
        HasChanged = false;
        _isReachable = true;
        _protections.Clear();
        for (var index = 0; index < _initial.Length; index++)
        {
            _current[index] = _isSensitive ? _initial[index] : _initial[index] with { Forms = _current[index].Forms };
        }
    }

    /// <summary>Goes to a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="isCarried">On a way back, by the variable, whether the loop carries it around: it is a new variable to the JIT, and
    /// its step does not go along.</param>
    internal void Branch(Target target, bool[]? isCarried)
    {
        if (_isSensitive && _isReachable)
        {
            var incoming = IncomingOf(target);
            for (var index = 0; index < incoming.Length; index++)
            {
                Merge(ref incoming[index], _current[index], isCarried is not null, isCarried is null || !isCarried[index]);
            }
        }
    }

    /// <summary>The statement behind the last one is not reached from it.</summary>
    internal void End() => _isReachable = false;

    /// <summary>Comes to the place of a target.</summary>
    internal void Place(Target target)
    {
        if (_isSensitive && _incoming.TryGetValue(target, out var incoming))
        {
            for (var index = 0; index < incoming.Length; index++)
            {
                _current[index] = _isReachable ? JitFacts.Either(_current[index], incoming[index]) : incoming[index];
            }
        }

        _isReachable = true;
    }

    internal void Enter(ProtectedBlock block)
    {
        Branch(block.Dispatch, isCarried: null);
        _protections.Add(block);
    }

    internal void Leave(ProtectedBlock block) => _protections.Remove(block);

    private JitFacts[] IncomingOf(Target target)
    {
        if (!_incoming.TryGetValue(target, out var incoming))
        {
            incoming = new JitFacts[_current.Length];
            Array.Fill(incoming, JitFacts.None);
            _incoming.Add(target, incoming);
        }

        return incoming;
    }

    private void Merge(ref JitFacts into, JitFacts value, bool isBack, bool hasStep)
    {
        var forms = into.Forms | value.Forms;
        if (forms != into.Forms && Walk >= WalkOfForms)
        {
            forms = JitForms.All;
        }

        var step = hasStep ? JitStep.Either(into.Step, value.Step) : into.Step;
        if (isBack && Walk >= WalkOfSteps)
        {
            step = step.WithoutGrowth(into.Step);
        }

        if (isBack && Walk >= LastWalk)
        {
            (forms, step) = (JitForms.All, JitStep.Unknown);
        }

        // What comes from before is seen in the same walk.
        HasChanged |= isBack && (forms != into.Forms || step != into.Step);
        into = new JitFacts(forms, step);
    }
}
