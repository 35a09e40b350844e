using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;

namespace Lanner.Components.Linking;

/// <summary>A call of a function that is lifted asynchronously, which gives its result by <c>task.return</c> (Canonical ABI,
/// <c>Task</c>). It runs to its end at once: what would block traps.</summary>
internal sealed class ActiveTask(AbiContext context, FunctionPlan plan, CallScope? scope, LoweredFunction? caller)
    : GuestTask
{
    /// <summary>The core arguments of the caller.</summary>
    internal Value[] CoreArguments { get; init; } = [];

    /// <summary>The place for the core results of the caller.</summary>
    internal Value[] CoreResults { get; init; } = [];

    internal bool HasReturned { get; private set; }

    /// <summary>The result, if no guest has taken it.</summary>
    internal ComponentValue? Result { get; private set; }

    internal FunctionPlan Plan => plan;

    /// <summary>True if a result is lowered at once, so that it may stay in memory until then.</summary>
    internal bool KeepsInMemory => caller is not null;

    /// <summary>Traps unless <c>task.return</c> may be called so.</summary>
    internal void RequireMayReturn(AbiContext from, bool hasRightType)
    {
        if (HasReturned)
        {
            throw AbiTraps.Of("task.return called more than once for a task");
        }

        if (!hasRightType || from.Encoding != context.Encoding || !from.ReadsMemoryOf(context))
        {
            throw AbiTraps.Of("invalid task.return signature and/or options for current task");
        }

        scope?.RequireReturned();
    }

    internal void Return(ComponentValue? value)
    {
        HasReturned = true;
        if (caller is null)
        {
            Result = value;
        }
        else
        {
            caller.LowerResult(value, CoreArguments, CoreResults);
        }
    }
}
