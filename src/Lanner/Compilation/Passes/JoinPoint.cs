namespace Lanner.Compilation.Passes;

/// <summary>The edges that lead to a target.</summary>
internal sealed class JoinPoint
{
    private readonly ValueFacts[] _incoming;
    private bool _isFilled;

    internal JoinPoint(ulong[] live, int variables)
    {
        Live = live;
        _incoming = new ValueFacts[variables];
        Taken = new int[variables];
        Versions = new int[variables];
    }

    /// <summary>The set of the variables that are live at the target.</summary>
    internal ulong[] Live { get; }

    /// <summary>By the number of the variable, the facts that come along the edges; <see cref="ValueFacts.None"/> before.</summary>
    internal ValueFacts[] Incoming => _isFilled ? _incoming : Fill();

    /// <summary>By the number of the variable, the version of the facts that the last edge has taken here.</summary>
    internal int[] Taken { get; }

    /// <summary>By the number of the variable, the version of <see cref="Incoming"/>; 0 for no facts.</summary>
    internal int[] Versions { get; }

    /// <summary>True if facts came along an edge, other than to the start of a loop.</summary>
    internal bool IsReached { get; set; }

    /// <summary>The loop that begins here.</summary>
    internal FunctionLoops.Loop? Loop { get; set; }

    /// <summary>The properties with which variables come back from the turns of the loop.</summary>
    internal ScalarEvolution[]? Back { get; set; }

    /// <summary>The number of edges so far.</summary>
    internal int Edges { get; set; }

    /// <summary>The kinds that variables have within their basic block, where there is one edge by a branch that is always
    /// taken.</summary>
    internal BlockKinds? OnlyEdge { get; set; }

    /// <summary>Takes the facts of the first edge.</summary>
    internal void Begin(ValueFacts[] facts, int[] versions)
    {
        Array.Copy(facts, _incoming, _incoming.Length);
        Array.Copy(versions, Versions, Versions.Length);
        Array.Copy(versions, Taken, Taken.Length);
        IsReached = true;
        _isFilled = true;
    }

    private ValueFacts[] Fill()
    {
        for (var index = 0; index < _incoming.Length; index++)
        {
            _incoming[index] = ValueFacts.None;
        }

        _isFilled = true;
        return _incoming;
    }
}

/// <summary>The kinds of variables at the end of a basic block.</summary>
internal sealed class BlockKinds(int[] numbers, ExpressionKinds[] kinds)
{
    internal int[] Variables { get; } = numbers;

    internal ExpressionKinds[] Kinds { get; } = kinds;
}
