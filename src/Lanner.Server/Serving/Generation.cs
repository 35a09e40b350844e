using Lanner.Cli.Messages;
using Lanner.Server.Schedules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lanner.Server.Serving;

/// <summary>The guests and routes of one version of the settings: an application without connections of its own. Another version is
/// another generation, and the former one ends when its last request has.</summary>
internal sealed class Generation : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Handover _handover;
    private readonly Timetable _timetable;
    private readonly TaskCompletionSource _isDrained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The requests under way, and one more until the generation is to end.</summary>
    private int _users = 1;

    private Generation(WebApplication application, Handover handover, Timetable timetable)
    {
        _application = application;
        _handover = handover;
        _timetable = timetable;
    }

    /// <summary>The routes.</summary>
    internal IEnumerable<RouteEndpoint> Routes =>
        ((IEndpointRouteBuilder)_application).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Loads the guests.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="loggers">The log, which all generations have in common.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="FileException">A guest cannot be read, is not right, or its imports are not defined.</exception>
    internal static async Task<Generation> StartAsync(ServeSettings settings, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var (application, handover) = ServedApplication.Build(settings, loggers);
        try
        {
            await ServedApplication.LoadAsync(application, cancellation).ConfigureAwait(false);
            ServedApplication.Map(application, settings);
            await application.StartAsync(cancellation).ConfigureAwait(false);
            var timetable = await ServedApplication.MakeTimetableAsync(application, settings, cancellation).ConfigureAwait(false);
            return new Generation(application, handover, timetable);
        }
        catch (Exception exception)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            if (exception is OptionsValidationException wrong)
            {
                throw settings.Explain(wrong.Failures.First());
            }

            throw;
        }
    }

    /// <summary>Begins to call guests by the clock.</summary>
    /// <param name="since">The time after which the first calls are.</param>
    internal void BeginSchedules(DateTimeOffset since) => _timetable.Begin(since);

    /// <summary>Begins no more calls by the clock.</summary>
    /// <returns>The time from which on others are to make them.</returns>
    internal DateTimeOffset EndSchedules() => _timetable.End();

    /// <summary>Handles a request.</summary>
    /// <returns>False if the generation takes no more.</returns>
    internal async ValueTask<bool> TryHandleAsync(IFeatureCollection features)
    {
        if (!TryEnter())
        {
            return false;
        }

        try
        {
            await _handover.HandleAsync(features).ConfigureAwait(false);
            return true;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes no more requests, waits for those under way, and ends.</summary>
    /// <param name="cancellation">Interrupts the calls that are still under way.</param>
    internal async Task StopAsync(CancellationToken cancellation)
    {
        EndSchedules();
        Leave();
        await _isDrained.Task.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _timetable.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _application.StopAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _timetable.Dispose();
        return _application.DisposeAsync();
    }

    private bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _isDrained.TrySetResult();
        }
    }
}
