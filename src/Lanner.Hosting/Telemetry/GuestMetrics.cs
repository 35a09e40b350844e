using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Lanner.Hosting.Telemetry;

/// <summary>Measures calls, with the names of OpenTelemetry's conventions for functions (FaaS). The only attributes are names of guests,
/// of which the catalog has so many, and outcomes.</summary>
internal sealed class GuestMetrics : IDisposable
{
    internal const string SourceName = "Lanner.Hosting";
    internal const string NameTag = "faas.name";

    private readonly Meter _meter;
    private readonly Histogram<double> _durations;
    private readonly Histogram<double> _initDurations;
    private readonly Histogram<double> _queueDurations;
    private readonly Histogram<long> _fuel;
    private readonly Counter<long> _coldStarts;
    private readonly Counter<long> _invocations;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _timeouts;

    internal GuestMetrics(IMeterFactory? factory)
    {
        _meter = factory?.Create(new MeterOptions(SourceName)) ?? new Meter(SourceName);
        _durations = _meter.CreateHistogram<double>("faas.invoke_duration", "s", "The time of calls, with waiting for an instance.");
        _initDurations = _meter.CreateHistogram<double>("faas.init_duration", "s", "The time in which instances are made.");
        _coldStarts = _meter.CreateCounter<long>("faas.coldstarts", "{coldstart}", "The number of instances that were made.");
        _invocations = _meter.CreateCounter<long>("faas.invocations", "{invocation}", "The number of calls that were completed.");
        _errors = _meter.CreateCounter<long>("faas.errors", "{error}", "The number of calls that were not.");
        _timeouts = _meter.CreateCounter<long>("faas.timeouts", "{timeout}", "The number of calls whose time has passed.");
        _queueDurations = _meter.CreateHistogram<double>("lanner.queue_duration", "s", "The time for which calls wait for an instance.");
        _fuel = _meter.CreateHistogram<long>("lanner.fuel", "{fuel}", "The fuel of calls of guests whose fuel is counted.");
    }

    internal static ActivitySource Activities { get; } = new(SourceName);

    public void Dispose() => _meter.Dispose();

    /// <summary>Tells of the pools from now on, when somebody asks.</summary>
    internal void Observe(GuestCatalog catalog)
    {
        void Count(string name, string unit, string description, Func<GuestPool, int> count) => _meter.CreateObservableUpDownCounter(
            name, () => catalog.Guests.Select(pool => new Measurement<int>(count(pool), Name(pool))), unit, description);
        Count("lanner.instances.used", "{instance}", "The number of instances that serve a call.", static pool => pool.InUse);
        Count("lanner.instances.idle", "{instance}", "The number of instances that wait for a call.", static pool => pool.Idle);
        Count("lanner.queue_length", "{call}", "The number of calls that wait for an instance.", static pool => pool.Queued);
    }

    internal void Queued(GuestPool pool, TimeSpan time) => _queueDurations.Record(time.TotalSeconds, Name(pool));

    internal void Instantiated(GuestPool pool, TimeSpan time)
    {
        _coldStarts.Add(1, Name(pool));
        _initDurations.Record(time.TotalSeconds, Name(pool));
    }

    internal void Ended(GuestPool pool, GuestOutcome outcome, TimeSpan time, long? fuel)
    {
        var name = Name(pool);
        var error = outcome == GuestOutcome.Completed ? default : new KeyValuePair<string, object?>("error.type", TextOf(outcome));
        if (outcome == GuestOutcome.Completed)
        {
            _durations.Record(time.TotalSeconds, name);
            _invocations.Add(1, name);
        }
        else
        {
            _durations.Record(time.TotalSeconds, name, error);
            _errors.Add(1, name, error);
        }

        if (outcome == GuestOutcome.DeadlinePassed)
        {
            _timeouts.Add(1, name);
        }

        if (fuel is { } used)
        {
            _fuel.Record(used, name);
        }
    }

    private static KeyValuePair<string, object?> Name(GuestPool pool) => new(NameTag, pool.Name);

    private static string TextOf(GuestOutcome outcome) => outcome switch
    {
        GuestOutcome.Trapped => "trapped",
        GuestOutcome.DeadlinePassed => "deadline_passed",
        GuestOutcome.LimitPassed => "limit_passed",
        GuestOutcome.Cancelled => "cancelled",
        GuestOutcome.Busy => "busy",
        _ => "failed",
    };
}
