using Lanner.Text;

namespace Lanner.Wast.Components;

/// <summary>Runs scripts about components, each on a thread of its own, as <see cref="ScriptRunner"/> runs others.</summary>
internal static class ComponentScriptRunner
{
    internal static ScriptResult Run(string file, TokenSequence sequence, ScriptOptions options, EngineOptions engineOptions)
    {
        var reason = ReasonNotToExecute(options);
        var execution = reason is null ? new ScriptExecution(engineOptions) : null;
        var script = new ComponentScript(sequence, engineOptions.Features, execution);
        ScriptFailure? fault = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    script.Run();
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    fault = new ScriptFailure(file, (error as MalformedTextException)?.Line ?? 1, error.Message);
                }
            },
            maxStackSize: 16 << 20)
        {
            IsBackground = true,
            Name = Path.GetFileName(file),
        };
        thread.Start();
        if (!thread.Join(options.TimeLimit))
        {
            var line = script.CurrentLine;
            execution?.Interrupt();
            return new ScriptResult(0, 0, [new ScriptFailure(file, line, $"still running after {options.TimeLimit.TotalSeconds:0} s")]);
        }

        execution?.Dispose();
        if (fault is not null)
        {
            return new ScriptResult(0, 0, [fault]);
        }

        var skipped = script.Counts.NotExecuted;
        return new ScriptResult(
            script.Commands - script.Failures.Count - skipped,
            skipped,
            [.. script.Failures.Select(failure => new ScriptFailure(file, failure.Line, failure.Message))])
        {
            Skips = skipped > 0 ? [new ScriptSkip(file, skipped, reason!)] : [],
        };
    }

    /// <summary>The reason why components of a script are read and validated, but not instantiated; null if they are.</summary>
    private static string? ReasonNotToExecute(ScriptOptions options) =>
        options.Saved is not null ? "components are not run from files of their modules" : null;
}
