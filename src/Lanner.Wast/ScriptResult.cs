namespace Lanner.Wast;

/// <summary>A command that did not do what the script says.</summary>
/// <param name="File">The script.</param>
/// <param name="Line">The line at which the command starts.</param>
/// <param name="Message">The description of what happened instead.</param>
public sealed record ScriptFailure(string File, int Line, string Message)
{
    /// <summary>The failure in one line.</summary>
    public override string ToString() => $"{File}:{Line}: {Message}";
}

/// <summary>Commands that were not run.</summary>
/// <param name="File">The script.</param>
/// <param name="Count">The number of commands.</param>
/// <param name="Reason">The reason.</param>
public sealed record ScriptSkip(string File, int Count, string Reason)
{
    /// <summary>The reason in one line.</summary>
    public override string ToString() => $"{File}: {Count} skipped: {Reason}";
}

/// <summary>The result of the commands of a script, or of several scripts.</summary>
/// <param name="Passed">The number of commands that did what the script says.</param>
/// <param name="Skipped">The number of commands that were not run.</param>
/// <param name="Failures">The others.</param>
public sealed record ScriptResult(int Passed, int Skipped, IReadOnlyList<ScriptFailure> Failures)
{
    /// <summary>The fuel that guests used, when it was counted.</summary>
    public long FuelConsumed { get; init; }

    /// <summary>The reasons why commands were not run.</summary>
    public IReadOnlyList<ScriptSkip> Skips { get; init; } = [];

    /// <summary>The number of commands that failed.</summary>
    public int Failed => Failures.Count;

    /// <summary>The number of commands that failed as <see cref="ExpectedFailures"/> says they do. They are counted neither as passed nor
    /// as failed.</summary>
    public int Expected { get; init; }

    /// <summary>True if nothing failed.</summary>
    public bool IsSuccess => Failures.Count == 0;

    /// <summary>The results of several scripts taken together.</summary>
    public static ScriptResult Combine(IEnumerable<ScriptResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var all = results.ToArray();
        return new ScriptResult(
            all.Sum(result => result.Passed), all.Sum(result => result.Skipped), [.. all.SelectMany(result => result.Failures)])
        {
            Expected = all.Sum(result => result.Expected),
            FuelConsumed = all.Sum(result => result.FuelConsumed),
            Skips = [.. all.SelectMany(result => result.Skips)],
        };
    }

    /// <summary>The counts in one line.</summary>
    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";
}
