using Lanner.Calls;
using Lanner.Components.Async;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.CanonicalAbi.Emission;
using Lanner.Components.Resources;
using Lanner.Runtime;

namespace Lanner.Components.Linking;

/// <summary>A function of a guest that is lifted (Canonical ABI, <c>canon lift</c>).</summary>
/// <param name="context">The options.</param>
/// <param name="plan">The plan for its type.</param>
/// <param name="core">The core function.</param>
/// <param name="postReturn">The core function that is called when the result was taken, or null.</param>
/// <param name="isAsync">True if it is lifted asynchronously.</param>
/// <param name="callback">The core function that goes on with a call when something has happened, or null.</param>
internal sealed class LiftedFunction(
    AbiContext context, FunctionPlan plan, Function core, Function? postReturn, bool isAsync, Function? callback) : ComponentCallee
{
    private TrampolineCode? _code;
    private TrampolineCode? _postReturnCode;
    private TrampolineCode? _callbackCode;
    private SpareScope _scopes;

    /// <summary>Room for the core arguments of the next call, which no call uses.</summary>
    private Value[]? _spareArguments;

    internal InstanceNode Instance => context.Instance;

    internal AbiContext Context => context;

    internal FunctionPlan Plan => plan;

    internal Function Core => core;

    /// <summary>True if the function gives its result by <c>task.return</c>.</summary>
    internal bool IsAsync => isAsync;

    /// <summary>The core function that goes on with a call when something has happened, or null.</summary>
    internal Function? Callback => callback;

    /// <summary>True if a call may block: it is a task of its own.</summary>
    internal bool IsTask => plan.Type.IsAsync;

    /// <summary>True if a guest's core values can be passed as they are.</summary>
    internal bool IsDirect => plan.IsIdentity && !IsTask && postReturn is null;

    internal override ComponentValue? CallFromHost(
        Store store, ComponentFunctionType type, ReadOnlySpan<ComponentValue> arguments)
    {
        RequireAccepted(arguments);
        if (IsTask)
        {
            return context.Instance.Loop.CallWithin(this, arguments.ToArray());
        }

        var scope = plan.HasBorrows ? _scopes.Begin() : null;
        try
        {
            var result = Call(arguments, common: null, scope, caller: null, [], []);
            if (scope is not null)
            {
                _scopes.End(scope);
                scope = null;
            }

            return result;
        }
        catch (Exception exception) when (GuestFaults.Recognizes(exception, store))
        {
            throw GuestFaults.Translate(exception, store);
        }
        finally
        {
            scope?.End();
        }
    }

    /// <summary>Refuses arguments that are not of the function's types.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal void RequireAccepted(ReadOnlySpan<ComponentValue> arguments)
    {
        if (arguments.Length != plan.Parameters.Count)
        {
            throw new ArgumentException(
                $"The function takes {plan.Parameters.Count} arguments; {arguments.Length} were given.", nameof(arguments));
        }

        for (var index = 0; index < arguments.Length; index++)
        {
            if (!plan.Parameters.PartAt(index).Accepts(arguments[index], context))
            {
                var expected = plan.Type.Parameters[index];
                throw new ArgumentException(
                    $"Parameter `{expected.Label}` is of the type {expected.Type}; {arguments[index]} was given.", nameof(arguments));
            }
        }

        if (plan.HasOwned && !PassedResources.AreDistinct(arguments))
        {
            throw new ArgumentException("A resource that is passed on is passed twice.", nameof(arguments));
        }
    }

    /// <summary>Calls the function, which does not block.</summary>
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
        instance.BeginCall(common, out var suspended);
        var call = new AbiCall(context, scope, KeepsInMemory: caller is not null);
        var lowered = _spareArguments ?? new Value[plan.CoreParameters];
        _spareArguments = null;
        plan.LowerParameters(call, arguments, lowered);
        var result = CallLowered(call, lowered, caller, coreArguments, coreResults);
        _spareArguments = lowered;
        instance.EndCall(suspended, common);
        return result;
    }

    /// <summary>Makes a core function for a guest that calls this function straight from its memory to this one's, or returns null where
    /// that takes plans.</summary>
    /// <param name="caller">The side of the guest.</param>
    /// <param name="callerPlan">The plan for the function's type as the guest sees it.</param>
    /// <param name="type">The type of the core function.</param>
    internal Function? Fuse(AbiContext caller, FunctionPlan callerPlan, FunctionType type) => IsTask
        ? null
        : FusedAdapter.TryBind(
            new FusedCall(caller, context, core, postReturn, context.Instance.CommonWith(caller.Instance)), callerPlan, plan, type);

    /// <summary>Calls the function with the core values of a guest, where <see cref="IsDirect"/> allows it.</summary>
    internal void CallDirectly(InstanceNode? common, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        var instance = context.Instance;
        instance.BeginCall(common, out var suspended);
        CallCore(arguments, results);
        instance.EndCall(suspended, common);
    }

    /// <summary>Calls the core function.</summary>
    internal void CallCore(ReadOnlySpan<Value> arguments, Span<Value> results) =>
        CoreCalls.Call(_code ??= Trampoline.CodeOf(core.Type), core, arguments, results);

    /// <summary>Calls the core function that is to be called when the result was taken, if there is one.</summary>
    internal void CallPostReturn(ReadOnlySpan<Value> results)
    {
        if (postReturn is not null)
        {
            context.Instance.MayLeave = false;
            CoreCalls.Call(_postReturnCode ??= Trampoline.CodeOf(postReturn.Type), postReturn, results, []);
            context.Instance.MayLeave = true;
        }
    }

    /// <summary>Calls the core function that goes on with a call.</summary>
    internal void CallCallback(ReadOnlySpan<Value> arguments, Span<Value> results) =>
        CoreCalls.Call(_callbackCode ??= Trampoline.CodeOf(callback!.Type), callback!, arguments, results);

    /// <summary>Begins a call, as a guest (Canonical ABI, <c>canon_lift</c>): it has ended, or blocked, when this returns.</summary>
    internal ComponentTask Begin(ITaskCaller caller, InstanceNode? common)
    {
        var instance = context.Instance;
        instance.BeginCall(common, out var suspended);
        var task = new ComponentTask(this, caller);
        instance.Loop.Resume(task.ImplicitThread);
        instance.EndCall(suspended, common);
        return task;
    }

    private ComponentValue? CallLowered(
        in AbiCall call,
        ReadOnlySpan<Value> lowered,
        LoweredFunction? caller,
        ReadOnlySpan<Value> coreArguments,
        Span<Value> coreResults)
    {
        Value returned = default;
        var results = new Span<Value>(ref returned)[..plan.CoreResults];
        CallCore(lowered, results);
        var result = plan.LiftResult(call, results);
        call.Scope?.RequireReturned();
        if (caller is not null)
        {
            caller.LowerResult(result, coreArguments, coreResults);
            result = null;
        }

        CallPostReturn(results);
        return result;
    }
}
