using Lanner.Components.Async;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;

namespace Lanner.Components.Linking;

/// <summary>A function of a component as a core function that guests call (Canonical ABI, <c>canon lower</c>).</summary>
internal sealed class LoweredFunction
{
    private readonly AbiContext _context;
    private readonly FunctionPlan _plan;
    private readonly ComponentCallee _callee;

    /// <summary>The guest that is called with the core values as they are, or null.</summary>
    private readonly LiftedFunction? _direct;

    /// <summary>The instance that a call stays inside of.</summary>
    private readonly InstanceNode? _common;

    internal LoweredFunction(AbiContext context, FunctionPlan plan, ComponentCallee callee)
    {
        _context = context;
        _plan = plan;
        _callee = callee.BindTo(context.Instance, plan.Type);
        _direct = callee is LiftedFunction { IsDirect: true } direct && plan.IsIdentity ? direct : null;
        _common = (callee as LiftedFunction)?.Instance.CommonWith(context.Instance);
    }

    internal InstanceNode Instance => _context.Instance;

    /// <summary>The type that the guest has of the function.</summary>
    internal ComponentFunctionType Type => _plan.Type;

    /// <summary>The words for the function in messages.</summary>
    internal string Name => _callee.ToString() ?? "a function";

    /// <summary>True if a call may block: it is a task of its own.</summary>
    private bool IsTask => _callee is LiftedFunction { IsTask: true } or AsyncHostCallee && _plan.Type.IsAsync;

    /// <summary>The call of a guest that does not wait for the end (Canonical ABI, <c>canon_lower</c> with <c>async</c>).</summary>
    internal void InvokeAsynchronously(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        if (!IsTask)
        {
            Invoke(caller, arguments, []);
            results[0] = (int)SubtaskState.Returned;
            return;
        }

        Instance.RequireMayLeave();
        var subtask = Begin(arguments, resultCount: 0);
        if (subtask.IsResolved)
        {
            subtask.Deliver();
            results[0] = (int)subtask.State;
            return;
        }

        results[0] = (int)(subtask.AddTo(Instance) << 4) | (int)subtask.State;
    }

    /// <summary>The call of a guest.</summary>
    internal void Invoke(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        _ = caller;
        _context.Instance.RequireMayLeave();
        if (_direct is not null)
        {
            _direct.CallDirectly(_common, arguments, results);
            return;
        }

        if (IsTask)
        {
            CallTask(arguments, results);
            return;
        }

        var scope = _plan.HasBorrows ? new CallScope() : null;
        try
        {
            Call(scope, arguments, results);
        }
        finally
        {
            // However the call ends: what was lent for it to the host is worth nothing afterwards.
            scope?.End();
        }
    }

    /// <summary>Gives the guest the result.</summary>
    internal void LowerResult(ComponentValue? value, ReadOnlySpan<Value> arguments, Span<Value> results) =>
        _plan.LowerResult(new AbiCall(_context, null), value, arguments, results);

    /// <summary>Lifts the arguments of a call.</summary>
    internal ComponentValue[] LiftArguments(CallScope? scope, ReadOnlySpan<Value> arguments)
    {
        var values = _plan.Parameters.Count == 0 ? [] : new ComponentValue[_plan.Parameters.Count];
        _plan.LiftParameters(new AbiCall(_context, scope, KeepsInMemory: _callee is LiftedFunction), arguments, values);
        return values;
    }

    /// <summary>Refuses a result of the host that is not of the function's type.</summary>
    internal void RequireHostResult(ComponentValue? value)
    {
        var isRight = _plan.Result is { } plan ? value is { } given && plan.Accepts(given, _context) : value is null;
        if (!isRight)
        {
            var expected = _plan.Type.Result?.ToString() ?? "nothing";
            throw new InvalidOperationException(
                $"A host function has returned {value?.ToString() ?? "nothing"}, where {expected} is expected.");
        }
    }

    private Subtask Begin(ReadOnlySpan<Value> arguments, int resultCount)
    {
        var subtask = new Subtask(this, _plan.HasBorrows ? new CallScope() : null, arguments.ToArray(), resultCount);
        if (_callee is LiftedFunction lifted)
        {
            // A call that was begun in another instance is cancelled from where it was made.
            var task = lifted.Begin(subtask, _common);
            subtask.OnCancel = () => task.RequestCancellation(thread => Instance.Loop.Resume(thread, isCancelled: true), _common);
        }
        else
        {
            ((AsyncHostCallee)_callee).Begin(this, subtask);
        }

        return subtask;
    }

    /// <summary>Calls a function that may block, and waits for its end.</summary>
    private void CallTask(ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        var thread = Instance.CurrentThread;
        Subtask subtask;
        try
        {
            subtask = Begin(arguments, results.Length);
        }
        catch (TrapException trap) when (trap.Code == TrapCode.Unreachable && !GuestWaits.MayWait(thread))
        {
            // It traps in any case; the official tests want to hear of this reason.
            throw GuestWaits.CannotBlock();
        }

        if (!subtask.IsResolved)
        {
            subtask.WaitUntilResolved(thread);
        }

        subtask.Deliver();
        subtask.Results.CopyTo(results);
    }

    private void Call(CallScope? scope, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        var values = LiftArguments(scope, arguments);
        if (_callee is LiftedFunction lifted)
        {
            lifted.Call(values, _common, scope, this, arguments, results);
            return;
        }

        var value = _callee.CallFromHost(_context.Instance.Store, _plan.Type, values);
        RequireHostResult(value);
        LowerResult(value, arguments, results);
    }
}
