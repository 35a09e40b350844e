using System.ComponentModel;
using Lanner.Components.Async;
using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;
using Lanner.Runtime;

namespace Lanner.Components.Bindings;

/// <summary>A call of a function that a component exports (Canonical ABI, <c>canon_lift</c>): the store and the instance are entered until
/// it ends. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct ExportCall
{
    private readonly ExportedFunction _function;
    private readonly CallScope? _scope;
    private readonly SuspendedCall _suspended;

    /// <summary>The loop of the store's tasks, which rests meanwhile; null if it has none.</summary>
    private readonly EventLoop? _loop;

    /// <summary>The core result, which is also what the function that is called afterwards gets.</summary>
    private Value _result;

    private bool _isInvoked;

    internal ExportCall(ExportedFunction function)
    {
        _function = function;
        _loop = EventLoop.AcquireFor(function.Store);
        try
        {
            function.Store.Enter();
        }
        catch
        {
            _loop?.Release();
            throw;
        }

        try
        {
            function.Lifted.Instance.BeginCall(common: null, out _suspended);
            _scope = function.Lifted.Plan.HasBorrows ? new CallScope() : null;
        }
        catch
        {
            function.Store.Leave();
            _loop?.Release();
            throw;
        }
    }

    /// <summary>The guest's side.</summary>
    public readonly GuestSide Side => _function.SideOf(_scope);

    /// <summary>Begins lowering arguments to core values.</summary>
    /// <param name="values">The room for them.</param>
    public readonly FlatWriter Lower(Span<Value> values) => new(values, _function.Lifted.Plan.ParameterKinds);

    /// <summary>Calls the core function.</summary>
    /// <param name="values">The room with the arguments, as many as the function has parameters.</param>
    public void Invoke(scoped ReadOnlySpan<Value> values)
    {
        _isInvoked = true;
        var plan = _function.Lifted.Plan;
        _function.Lifted.CallCore(values[..plan.CoreParameters], new Span<Value>(ref _result)[..plan.CoreResults]);
        _function.Lifted.Context.BeginLift();
    }

    /// <summary>Begins lifting the core result.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public FlatReader Lift() => new(new ReadOnlySpan<Value>(ref _result));

    /// <summary>The address of a result that the guest has put into its memory.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="alignment">Its alignment.</param>
    /// <exception cref="TrapException">It is not within the memory, or not aligned.</exception>
    public readonly ulong ResultAddress(int size, int alignment)
    {
        var context = _function.Lifted.Context;
        var address = context.Narrow(_result.Low);
        context.Require(address, (ulong)size, alignment, AbiTraps.PointerOutOfBounds);
        return address;
    }

    /// <summary>Ends a call whose result was lifted: the guest gets the memory back, and is left.</summary>
    /// <exception cref="TrapException">The guest has not dropped what it was lent, or traps.</exception>
    public readonly void Complete()
    {
        _scope?.RequireReturned();
        _function.Lifted.CallPostReturn(new ReadOnlySpan<Value>(in _result)[.._function.Lifted.Plan.CoreResults]);
        LeaveInstance();
    }

    /// <summary>Tests, in the filter of a catch clause, whether an exception stands for a fault of the guest, which goes on as a trap.
    /// What the host gave wrongly, before the guest was called and while none of its <c>realloc</c> runs, does no harm to its
    /// instance.</summary>
    /// <param name="error">The exception.</param>
    /// <returns>True if <see cref="Translate"/> has the exception to throw instead.</returns>
    public readonly bool IsFault(Exception error)
    {
        if (GuestFaults.Recognizes(error, _function.Store))
        {
            return true;
        }

        if (!_isInvoked && error is not TrapException && _function.Lifted.Instance.MayLeave)
        {
            LeaveInstance();
        }

        return false;
    }

    /// <summary>Returns the exception as which a fault goes on.</summary>
    /// <param name="fault">The exception that was recognized.</param>
    public readonly Exception Translate(Exception fault) => GuestFaults.Translate(fault, _function.Store);

    /// <summary>Ends a call, whether it has succeeded or not: takes back what was lent, and leaves the store.</summary>
    public readonly void End()
    {
        _scope?.End();
        _function.Store.Leave();
        _loop?.Release();
    }

    private readonly void LeaveInstance() => _function.Lifted.Instance.EndCall(_suspended, common: null);
}
