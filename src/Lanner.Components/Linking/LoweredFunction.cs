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
        _callee = callee;
        _direct = callee is LiftedFunction { IsDirect: true } direct && plan.IsIdentity ? direct : null;
        _common = (callee as LiftedFunction)?.Instance.CommonWith(context.Instance);
    }

    /// <summary>The call of a guest that does not wait for the end: it has come by then all the same.</summary>
    internal void InvokeAsynchronously(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        const int Returned = 2;
        Invoke(caller, arguments, []);
        results[0] = Returned;
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

    private void Call(CallScope? scope, ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        var values = _plan.Parameters.Count == 0 ? [] : new ComponentValue[_plan.Parameters.Count];
        var lifted = _callee as LiftedFunction;
        _plan.LiftParameters(new AbiCall(_context, scope, KeepsInMemory: lifted is not null), arguments, values);
        if (lifted is not null)
        {
            lifted.Call(values, _common, scope, this, arguments, results);
            return;
        }

        var value = _callee.CallFromHost(_context.Instance.Store, _plan.Type, values);
        CheckHostResult(value);
        LowerResult(value, arguments, results);
    }

    private void CheckHostResult(ComponentValue? value)
    {
        var isRight = _plan.Result is { } plan ? value is { } given && plan.Accepts(given, _context) : value is null;
        if (!isRight)
        {
            var expected = _plan.Type.Result?.ToString() ?? "nothing";
            throw new InvalidOperationException(
                $"A host function has returned {value?.ToString() ?? "nothing"}, where {expected} is expected.");
        }
    }
}
