namespace Lanner.Hunt.Tasks;

/// <summary>A function of the guests: what it takes and gives, and how it is lifted.</summary>
internal readonly record struct FunctionKind(ValueKind Value, LiftKind Lift)
{
    internal static FunctionKind[] All { get; } =
        [.. from value in Enum.GetValues<ValueKind>() from lift in Enum.GetValues<LiftKind>() select new FunctionKind(value, lift)];

    internal bool TakesEnd => Value is ValueKind.StreamIn or ValueKind.FutureIn;

    internal bool ReturnsEnd => Value is ValueKind.StreamOut or ValueKind.FutureOut;

    internal bool IsOfFuture => Value is ValueKind.FutureIn or ValueKind.FutureOut;

    internal int Number => Array.IndexOf(All, this);

    public override string ToString() => $"{Value}-{Lift}".ToLowerInvariant();
}

/// <summary>The things that a function takes or gives besides numbers.</summary>
internal enum ValueKind : byte
{
    Plain,
    StreamIn,
    StreamOut,
    FutureIn,
    FutureOut,
}

/// <summary>The ways in which a function is lifted.</summary>
internal enum LiftKind : byte
{
    /// <summary>With a callback.</summary>
    Callback,

    /// <summary>Asynchronously, without a callback.</summary>
    Stackful,

    /// <summary>Without <c>async</c>, of a type that may block.</summary>
    Sync,
}
