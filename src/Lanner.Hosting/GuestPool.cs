using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Lanner.Hosting.Output;
using Lanner.Hosting.Pooling;
using Lanner.Hosting.Telemetry;
using Lanner.Wasi;
using Microsoft.Extensions.Logging;

namespace Lanner.Hosting;

/// <summary>A guest of a <see cref="GuestCatalog"/>, and the pool of its instances. Thread-safe.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The source and the semaphore have neither timers nor handles.")]
public sealed partial class GuestPool
{
    private static readonly GuestCall UsualCall = new();

    private readonly GuestCatalog _catalog;
    private readonly GuestLog _log;
    private readonly ILogger _logger;
    private readonly SlotQueue _slots;
    private readonly CancellationTokenSource _stop = new();

    internal GuestPool(GuestCatalog catalog, string name, GuestOptions options)
    {
        Name = name;
        Options = options;
        _catalog = catalog;
        _logger = catalog.Logger;
        _log = new GuestLog(catalog.LoggerFor(name), catalog.Options.LogLinesPerSecond, catalog.Options.LogLineLength, catalog.Time);
        _slots = new SlotQueue(options.Pool.Maximum, options.Pool.QueueLength, catalog.Time);
        _idle = new IdleInstances(options.Pool.IdleTime, catalog.Time, exception => LogEndFailed(_logger, exception, Name));
        Scheduler = catalog.Options.Scheduler ?? GuestScheduler.Shared;
    }

    /// <summary>The name of the guest.</summary>
    public string Name { get; }

    /// <summary>The options of the guest, which do not change.</summary>
    public GuestOptions Options { get; }

    /// <summary>The number of calls under way, and of instances that still end.</summary>
    public int InUse => _slots.InUse;

    /// <summary>The number of instances that wait for a call.</summary>
    public int Idle => _idle.Count;

    /// <summary>The number of calls that wait for an instance.</summary>
    public int Queued => _slots.Queued;

    /// <summary>True if the next call would be refused.</summary>
    internal bool IsFull => _slots.IsFull;

    internal TaskScheduler Scheduler { get; }

    internal bool CountsFuel => Options.CountsFuel || Options.Fuel is not null;

    internal GuestMetrics Metrics => _catalog.Metrics;

    /// <summary>Takes an instance for one call: one that waits, or a fresh one. Where <see cref="GuestPoolOptions.Maximum"/> calls are
    /// under way, it waits for its turn.</summary>
    /// <param name="call">Options of the call; null for none.</param>
    /// <param name="cancellation">Ends the call, also while it runs (<see cref="GuestLease.Cancellation"/>).</param>
    /// <returns>The instance, which has to be given back by <see cref="GuestLease.DisposeAsync"/>.</returns>
    /// <exception cref="GuestBusyException">There is no instance, and no room to wait, or none became free in time; or the host is
    /// shutting down.</exception>
    /// <exception cref="GuestCallException">The instance could not be made, or the time of the call has passed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="LannerException">The module or component is not right, or its imports are not defined.</exception>
    /// <exception cref="IOException">The source of the guest cannot be read.</exception>
    public ValueTask<GuestLease> RentAsync(GuestCall? call = null, CancellationToken cancellation = default)
    {
        call ??= UsualCall;

        // Here, and not in what is awaited, so that it is the activity of the caller too until the lease ends.
        var activity = GuestMetrics.Activities.StartActivity($"invoke {Name}");
        activity?.SetTag(GuestMetrics.NameTag, Name);
        var limit = call.CallTime is { } time && time < Options.CallTime ? time : Options.CallTime;
        var clock = new CallClock(_catalog.Time, limit, cancellation, _stop.Token);
        return RentAsync(new GuestLease(this, call, clock, activity), cancellation);
    }

    /// <summary>Calls the guest once: takes an instance, uses it, and gives it back.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="use">Calls the instance, with its <see cref="GuestLease.Scheduler"/> and
    /// <see cref="GuestLease.Cancellation"/>.</param>
    /// <param name="call">Options of the call; null for none.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The result.</returns>
    /// <exception cref="GuestBusyException">There is no instance, and no room to wait, or none became free in time; or the host is
    /// shutting down.</exception>
    /// <exception cref="GuestCallException">The guest trapped, or has passed a limit or a deadline: its
    /// <see cref="GuestCallException.Outcome"/> says which. Whatever else <paramref name="use"/> throws passes through.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the host is shutting down.</exception>
    /// <example><code>
    /// var sum = await pool.CallAsync(lease =&gt; lease.Component!.GetFunction("add")
    ///     .CallJsonAsync("[1, 2]", null, lease.Scheduler, lease.Cancellation));
    /// </code></example>
    public async Task<T> CallAsync<T>(Func<GuestLease, Task<T>> use, GuestCall? call = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(use);
        var lease = await RentAsync(call, cancellation).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            try
            {
                var result = await use(lease).ConfigureAwait(false);
                lease.Complete();
                return result;
            }
            catch (Exception exception) when (lease.Fail(exception) is not GuestOutcome.Failed and var outcome)
            {
                throw Explain(outcome, exception, cancellation);
            }
        }
    }

    /// <summary>The exception that tells what has become of a call.</summary>
    internal Exception Explain(GuestOutcome outcome, Exception cause, CancellationToken cancellation) => outcome switch
    {
        GuestOutcome.Cancelled => new OperationCanceledException($"The call of the guest '{Name}' was cancelled.", cause, cancellation),
        _ when cause is GuestCallException => cause,
        GuestOutcome.DeadlinePassed => new GuestCallException(Name, outcome, $"The guest '{Name}' has not ended in time.", cause),
        GuestOutcome.LimitPassed => new GuestCallException(
            Name, outcome, $"The guest '{Name}' has passed a limit: {cause.Message}", cause),
        _ => new GuestCallException(Name, outcome, $"The guest '{Name}' has failed: {cause.Message}", cause),
    };

    private async ValueTask<GuestLease> RentAsync(GuestLease lease, CancellationToken cancellation)
    {
        try
        {
            await TakeSlotAsync(lease).ConfigureAwait(false);
            try
            {
                lease.Begin(await TakeInstanceAsync(lease).ConfigureAwait(false));
                return lease;
            }
            catch
            {
                _slots.Release();
                throw;
            }
        }
        catch (Exception exception)
        {
            var outcome = lease.Fail(exception);
            await lease.DisposeAsync().ConfigureAwait(false);
            if (outcome == GuestOutcome.Failed || exception is GuestCallException)
            {
                throw;
            }

            throw Explain(outcome, exception, cancellation);
        }
    }

    private async ValueTask TakeSlotAsync(GuestLease lease)
    {
        var answer = await _slots.TakeAsync(Options.Pool.QueueTime, lease.Clock.Token).ConfigureAwait(false);
        Metrics.Queued(this, lease.Clock.Elapsed);
        switch (answer)
        {
            case SlotAnswer.Full:
                throw Busy($"The guest '{Name}' is busy: {Options.Pool.Maximum} calls are under way and {Options.Pool.QueueLength} wait.");
            case SlotAnswer.TimedOut:
                throw Busy($"The guest '{Name}' is busy: no instance became free in {Options.Pool.QueueTime.TotalSeconds} s.");
            case SlotAnswer.Closed:
                throw Busy($"The guest '{Name}' takes no more calls, since the host is shutting down or has removed it.");
            case SlotAnswer.Cancelled:
                throw new OperationCanceledException(lease.Clock.Token);
        }
    }

    /// <summary>The queue is short when it is served within its time: who comes back after that finds room.</summary>
    private GuestBusyException Busy(string message) =>
        new(Name, TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(Options.Pool.QueueTime.TotalSeconds / 2), 1, 60)), message);

    private async ValueTask<GuestInstance> TakeInstanceAsync(GuestLease lease)
    {
        var version = await UseVersionAsync(lease.Clock.Token).ConfigureAwait(false);
        if (lease.Call.ConfigureWasi is null && _idle.TryTake(version) is { } idle)
        {
            version.Release();
            return idle;
        }

        var start = Stopwatch.GetTimestamp();
        var output = new GuestOutput(_log);
        var instance = await version.InstantiateAsync(WasiOf(lease.Call, output), output, Scheduler, lease.Clock.Token)
            .ConfigureAwait(false);
        Metrics.Instantiated(this, Stopwatch.GetElapsedTime(start));
        return instance;
    }

    /// <summary>The part of the host's system that an instance is given.</summary>
    private WasiContextBuilder WasiOf(GuestCall call, GuestOutput output)
    {
        var builder = new WasiContextBuilder
        {
            Arguments = [.. Options.Arguments],
            Output = WasiOutput.ToStream(output.Output),
            Error = WasiOutput.ToStream(output.Error),
            Log = _log.Write,
        };
        foreach (var (name, value) in Options.Environment)
        {
            builder.Environment[name] = value;
        }

        foreach (var (name, value) in Options.Configuration.Concat(Options.Secrets.Values))
        {
            builder.Configuration[name] = value;
        }

        foreach (var directory in Options.Directories)
        {
            builder.AddDirectory(directory.HostPath, directory.GuestPath, directory.Rights);
        }

        foreach (var destination in Options.Http)
        {
            builder.AllowHttp(destination);
        }

        foreach (var destination in Options.Connect)
        {
            builder.AllowConnect(destination);
        }

        Options.ConfigureWasi?.Invoke(builder);
        call.ConfigureWasi?.Invoke(builder);
        return builder;
    }
}
