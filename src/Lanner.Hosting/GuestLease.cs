using System.Diagnostics;
using Lanner.Components;
using Lanner.Hosting.Pooling;
using Lanner.Wasi;

namespace Lanner.Hosting;

/// <summary>An instance of a guest, taken for one call. The call ends with <see cref="Complete"/> or <see cref="Fail"/>; the instance goes
/// back with <see cref="DisposeAsync"/>, and one whose call was not completed is used no more. For one caller at a time, but for
/// <see cref="CountResponse"/>.</summary>
/// <example><code>
/// await using var lease = await pool.RentAsync(cancellation: cancellation);
/// try
/// {
///     var add = lease.Component!.GetFunction("add");
///     var sum = await add.CallJsonAsync("[1, 2]", null, lease.Scheduler, lease.Cancellation);
///     lease.Complete();
/// }
/// catch (Exception exception)
/// {
///     var outcome = lease.Fail(exception);
/// }
/// </code></example>
public sealed class GuestLease : IAsyncDisposable
{
    private readonly Activity? _activity;
    private readonly long _responseBytes;
    private GuestInstance? _instance;
    private IDisposable? _interruption;
    private long _bytes;
    private long _fuel;
    private int _isDisposed;

    internal GuestLease(GuestPool pool, GuestCall call, CallClock clock, Activity? activity)
    {
        Pool = pool;
        Call = call;
        Clock = clock;
        _activity = activity;
        _responseBytes = long.Min(pool.Options.ResponseBytes, call.ResponseBytes ?? long.MaxValue);
    }

    /// <summary>The guest.</summary>
    public GuestPool Pool { get; }

    /// <summary>The version of the guest.</summary>
    public GuestCode Code => Given.Version.Code;

    /// <summary>The instance of a guest that is a component; null where it is a module.</summary>
    public ComponentInstance? Component => Given.Component;

    /// <summary>The instance of a guest that is a module; null where it is a component.</summary>
    public Instance? Module => Given.Module;

    /// <summary>The store of the instance.</summary>
    public Store Store => Given.Store;

    /// <summary>The part of the host's system that the instance was given.</summary>
    public WasiContext Wasi => Given.Wasi;

    /// <summary>The threads on which the instance is to be called.</summary>
    public TaskScheduler Scheduler => Pool.Scheduler;

    /// <summary>Is cancelled when the call has to end: by whoever called, because <see cref="GuestOptions.CallTime"/> has passed, or
    /// because the host is shutting down. The guest is interrupted then in any case; the token is for everything else that the call waits
    /// for.</summary>
    public CancellationToken Cancellation => Clock.Token;

    /// <summary>The time that is left of <see cref="GuestOptions.CallTime"/>; not negative.</summary>
    public TimeSpan TimeLeft => Clock.Left;

    /// <summary>True if the instance has served calls before.</summary>
    public bool IsReused => Given.Calls > 0;

    /// <summary>The end that the call has come to; null while it is under way.</summary>
    public GuestOutcome? Outcome { get; private set; }

    internal GuestCall Call { get; }

    internal CallClock Clock { get; }

    private GuestInstance Given => _instance ?? throw new ObjectDisposedException(nameof(GuestLease));

    /// <summary>Runs a guest that is a program: a component that exports <c>wasi:cli/run</c>, or a module that exports <c>_start</c>. Its
    /// output has been handed on then.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="LannerException">The guest trapped, was interrupted or is no program.</exception>
    /// <exception cref="OperationCanceledException">The call has to end: see <see cref="Cancellation"/>.</exception>
    public async Task<int> RunProgramAsync()
    {
        if (Component is { } component)
        {
            var exitCode = await WasiCommand.RunAsync(component, Scheduler, Cancellation).ConfigureAwait(false);
            await Store.RunAsync(Wasi.Flush, Scheduler, Cancellation).ConfigureAwait(false);
            return exitCode;
        }

        return await Store.RunAsync(RunModule, Scheduler, Cancellation).ConfigureAwait(false);
    }

    /// <summary>Counts bytes of the response before they are handed on. May be called by any thread.</summary>
    /// <param name="bytes">The number of bytes; not negative.</param>
    /// <exception cref="GuestCallException">The response is longer than it may be (<see cref="GuestOutcome.LimitPassed"/>).</exception>
    public void CountResponse(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (Interlocked.Add(ref _bytes, bytes) > _responseBytes)
        {
            throw new GuestCallException(
                Pool.Name, GuestOutcome.LimitPassed,
                $"The guest '{Pool.Name}' has passed a limit: its response is longer than {_responseBytes} bytes.");
        }
    }

    /// <summary>Says that the guest has done what it was called for, and runs no more. Nothing happens where the call has ended
    /// already.</summary>
    public void Complete() => Outcome ??= GuestOutcome.Completed;

    /// <summary>Says that the call has failed, and finds out how. Nothing happens where the call has ended already.</summary>
    /// <param name="exception">The exception that has ended it.</param>
    /// <returns>The end that the call has come to.</returns>
    public GuestOutcome Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (Outcome is null)
        {
            Outcome = Outcomes.Of(exception, Clock);
            _activity?.SetStatus(ActivityStatusCode.Error, Outcome.ToString());
            Pool.NoteFailure(Outcome.Value, exception);
        }

        return Outcome.Value;
    }

    /// <summary>Gives the instance back. A call that was neither completed nor failed has come to the end that its token says, or is
    /// <see cref="GuestOutcome.Cancelled"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        Outcome ??= Outcomes.OfEnd(Clock) ?? GuestOutcome.Cancelled;
        _interruption?.Dispose();
        var instance = _instance;
        _instance = null;
        Pool.Metrics.Ended(
            Pool, Outcome.Value, Clock.Elapsed, instance is { } ended && Pool.CountsFuel ? ended.Store.FuelConsumed - _fuel : null);
        _activity?.SetTag("lanner.outcome", Outcome.ToString());
        _activity?.Dispose();
        if (instance is not null)
        {
            await Pool.ReturnAsync(instance, Outcome == GuestOutcome.Completed && Call.ConfigureWasi is null).ConfigureAwait(false);
        }

        Clock.Dispose();
    }

    /// <summary>Begins the call, with its instance.</summary>
    internal void Begin(GuestInstance instance)
    {
        _activity?.SetTag("faas.coldstart", instance.Calls == 0);
        if (Pool.CountsFuel)
        {
            _fuel = instance.Calls == 0 ? 0 : instance.Store.FuelConsumed;
            if (instance.Calls > 0 && Pool.Options.Fuel is { } fuel)
            {
                instance.Store.Fuel = fuel;
            }
        }

        // That of the call where somebody listens, or else that of whoever calls.
        instance.Wasi.Activity = Activity.Current;
        _interruption = instance.Store.InterruptOn(Clock.Token);
        _instance = instance;
    }

    private int RunModule()
    {
        try
        {
            Module!.GetFunction("_start").Invoke();
            return 0;
        }
        catch (WasiExitException exit)
        {
            return exit.ExitCode;
        }
        finally
        {
            Wasi.Flush();
        }
    }
}
