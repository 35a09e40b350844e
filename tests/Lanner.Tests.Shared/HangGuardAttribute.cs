using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

namespace Lanner.Tests;

/// <summary>Ends the process when a test hangs, and says which: otherwise the whole run waits until somebody kills it, and nobody learns
/// where it stood.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class HangGuardAttribute : BeforeAfterTestAttribute
{
    /// <summary>The time after which a run is ended. Tests give up waiting after <see cref="Patience.Limit"/>; what is still running after
    /// twice that, never ends.</summary>
    private static readonly TimeSpan Limit = 2 * Patience.Limit;

    private readonly ConcurrentDictionary<string, Timer> _timers = [];

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        _timers[test.UniqueID] = new Timer(End, test.TestDisplayName, Limit, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (_timers.TryRemove(test.UniqueID, out var timer))
        {
            timer.Dispose();
        }
    }

    private static void End(object? name)
    {
        var message = $"{name} has been running for {Limit.TotalMinutes} minutes: it hangs.";
        Console.Error.WriteLine(message);
        Environment.FailFast(message);
    }
}
