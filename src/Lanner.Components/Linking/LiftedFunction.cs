using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;

namespace Lanner.Components.Linking;

/// <summary>A function of a guest that is lifted (Canonical ABI, <c>canon lift</c>).</summary>
/// <param name="context">The options.</param>
/// <param name="plan">The plan for its type.</param>
/// <param name="core">The core function.</param>
/// <param name="postReturn">The core function that is called when the result was taken, or null.</param>
/// <param name="isAsync">True if it is lifted asynchronously.</param>
internal sealed class LiftedFunction(
    AbiContext context, FunctionPlan plan, Function core, Function? postReturn, bool isAsync) : ComponentCallee
{
    internal InstanceNode Instance => context.Instance;

    /// <summary>True if a guest's core values can be passed as they are.</summary>
    internal bool IsDirect => plan.IsIdentity && !isAsync && postReturn is null;

    internal override ComponentValue? CallFromHost(Store store, ReadOnlySpan<ComponentValue> arguments)
    {
        if (arguments.Length != plan.Parameters.Count)
        {
            throw new ArgumentException(
                $"The function takes {plan.Parameters.Count} arguments; {arguments.Length} were given.", nameof(arguments));
        }

        for (var index = 0; index < arguments.Length; index++)
        {
            var part = plan.Parameters.PartAt(index);
            if (!part.Accepts(arguments[index], context))
            {
                throw new ArgumentException(
                    $"Parameter `{plan.Type.Parameters[index].Label}` is of the type {part.Name}; {arguments[index]} was given.",
                    nameof(arguments));
            }
        }

        if (plan.HasOwned && !PassedResources.AreDistinct(arguments))
        {
            throw new ArgumentException("A resource that is passed on is passed twice.", nameof(arguments));
        }

        var scope = plan.HasBorrows ? new CallScope() : null;
        try
        {
            return Call(arguments, common: null, scope, caller: null, [], []);
        }
        finally
        {
            scope?.End();
        }
    }

    /// <summary>Calls the function.</summary>
    /// <param name="arguments">The arguments, which are of the right types.</param>
    /// <param name="common">The instance that the call stays inside of.</param>
    /// <param name="scope">The loans of the callee.</param>
    /// <param name="caller">The function of a guest that takes the result before the memory for it is given back, or null.</param>
    /// <param name="coreArguments">The core arguments of the caller.</param>
    /// <param name="coreResults">The core results of the caller.</param>
    /// <returns>The result, if nobody has taken it.</returns>
    internal ComponentValue? Call(
        ReadOnlySpan<ComponentValue> arguments,
        InstanceNode? common,
        CallScope? scope,
        LoweredFunction? caller,
        ReadOnlySpan<Value> coreArguments,
        Span<Value> coreResults)
    {
        var instance = context.Instance;
        instance.EnterFrom(common);
        var (slot0, slot1, task) = (instance.Context0, instance.Context1, instance.Task);
        (instance.Context0, instance.Context1, instance.Task) = (0, 0, null);
        var call = new AbiCall(context, scope, KeepsInMemory: caller is not null);
        var values = default(CoreValues);
        Span<Value> lowered = values;
        lowered = lowered[..plan.CoreParameters];
        plan.LowerParameters(call, arguments, lowered);
        var result = isAsync
            ? CallAsynchronously(lowered, scope, caller, coreArguments, coreResults)
            : CallSynchronously(call, lowered, caller, coreArguments, coreResults);
        (instance.Context0, instance.Context1, instance.Task) = (slot0, slot1, task);
        instance.LeaveTo(common);
        return result;
    }

    /// <summary>Calls the function with the core values of a guest, where <see cref="IsDirect"/> allows it.</summary>
    internal void CallDirectly(InstanceNode? common, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        var instance = context.Instance;
        instance.EnterFrom(common);
        var (slot0, slot1, task) = (instance.Context0, instance.Context1, instance.Task);
        (instance.Context0, instance.Context1, instance.Task) = (0, 0, null);
        CoreCalls.Call(core, arguments, results);
        (instance.Context0, instance.Context1, instance.Task) = (slot0, slot1, task);
        instance.LeaveTo(common);
    }

    private ComponentValue? CallSynchronously(
        in AbiCall call,
        ReadOnlySpan<Value> lowered,
        LoweredFunction? caller,
        ReadOnlySpan<Value> coreArguments,
        Span<Value> coreResults)
    {
        Value returned = default;
        var results = new Span<Value>(ref returned)[..plan.CoreResults];
        CoreCalls.Call(core, lowered, results);
        var result = plan.LiftResult(call, results);
        call.Scope?.RequireReturned();
        if (caller is not null)
        {
            caller.LowerResult(result, coreArguments, coreResults);
            result = null;
        }

        if (postReturn is not null)
        {
            context.Instance.MayLeave = false;
            CoreCalls.Call(postReturn, results, []);
            context.Instance.MayLeave = true;
        }

        return result;
    }

    /// <summary>Calls a function that gives its result by <c>task.return</c>, and must not wait.</summary>
    private ComponentValue? CallAsynchronously(
        ReadOnlySpan<Value> lowered,
        CallScope? scope,
        LoweredFunction? caller,
        ReadOnlySpan<Value> coreArguments,
        Span<Value> coreResults)
    {
        var task = new ActiveTask(context, plan, scope, caller)
        {
            CoreArguments = coreArguments.ToArray(),
            CoreResults = coreResults.ToArray(),
        };
        context.Instance.Task = task;
        Value code = default;
        CoreCalls.Call(core, lowered, new Span<Value>(ref code)[..core.Type.Results.Count]);
        if (code.Low != 0)
        {
            throw AbiTraps.Of("a function that waits is not supported");
        }

        if (!task.HasReturned)
        {
            throw AbiTraps.Of("async-lifted export failed to produce a result");
        }

        task.CoreResults.CopyTo(coreResults);
        return task.Result;
    }
}
