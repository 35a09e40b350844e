using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Lanner.Hosting.Tests;

/// <summary>Logs, metrics and activities.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    /// <summary>librefang#3865: one escaped record for each line.</summary>
    [Fact]
    public async Task What_a_guest_writes_becomes_a_record_for_each_line_with_nothing_in_it_that_changes_the_log()
    {
        using var log = new RecordedLog();
        await using var catalog = Guests.Catalog(log: log);

        foreach (var descriptor in (int[])[1, 2])
        {
            await catalog.Get("guest").CallAsync<object?>(
                async lease =>
                {
                    await lease.Module!.GetFunction("print").InvokeAsync(new[] { (Value)descriptor }, lease.Scheduler, lease.Cancellation);
                    return null;
                },
                cancellation: Test);
        }

        Assert.True(Patience.Until(() => log.OfGuests.Length == 4));
        Assert.Equal(["hello", "world \\u001b[31m\\u202e!", "hello", "world \\u001b[31m\\u202e!"], log.OfGuests);
        Assert.Equal(
            [LogLevel.Information, LogLevel.Information, LogLevel.Warning, LogLevel.Warning],
            log.Records.Where(record => record.Category == "Lanner.Guest.guest").Select(record => record.Level));
    }

    [Fact]
    public async Task A_guest_that_floods_its_output_gets_some_lines_of_each_second_into_the_log_which_says_how_many_it_lost()
    {
        using var log = new RecordedLog();
        var time = new ManualTime();
        await using var catalog = Guests.Catalog(time: time, log: log, options: options => options.LogLinesPerSecond = 10);

        await catalog.Get("guest").CallAsync("flood");
        Assert.True(Patience.Until(() => log.OfGuests.Length == 10));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(11, log.OfGuests.Length);
        Assert.Equal("9990 more lines of the guest were dropped: 10 a second are kept", log.OfGuests[^1]);
    }

    [Fact]
    public void A_line_is_cut_and_a_line_without_end_is_not_kept_for_ever()
    {
        using var log = new RecordedLog();
        var guest = new Output.GuestLog(log.CreateLogger("Lanner.Guest.x"), 100, 10, TimeProvider.System);
        using var stream = new Output.LogStream(guest, LogLevel.Information);
        var piece = new byte[1000];
        piece.AsSpan().Fill((byte)'a');
        for (var count = 0; count < 1000; count++)
        {
            stream.Write(piece);
        }

        stream.Write("\nnext\r\n\nrest"u8);
        stream.Finish();

        Assert.Equal(["aaaaaaaaaa… (30 more)… (999960 more bytes)", "next", "", "rest"], log.OfGuests);
    }

    /// <summary>reva#4509: attributes are names of guests and outcomes, nothing else.</summary>
    [Fact]
    public async Task Calls_are_measured_by_guest_and_outcome()
    {
        var measured = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Meter.Name == "Lanner.Hosting")
            {
                all.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => measured.Enqueue(TextOf(instrument, tags)));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => measured.Enqueue(TextOf(instrument, tags)));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => measured.Enqueue($"{TextOf(instrument, tags)} {value}"));
        listener.Start();
        await using var catalog = Guests.Catalog();
        var pool = catalog.Add("measured", new GuestOptions { Source = Guests.Source(Guests.Module), CountsFuel = true });

        await pool.CallAsync("count");
        await Assert.ThrowsAsync<GuestCallException>(() => pool.CallAsync("trap"));
        listener.RecordObservableInstruments();

        var names = measured.Where(text => text.Contains("faas.name=measured", StringComparison.Ordinal)).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "faas.invoke_duration faas.name=measured",
                "faas.invoke_duration faas.name=measured error.type=trapped",
                "faas.invocations faas.name=measured",
                "faas.errors faas.name=measured error.type=trapped",
                "faas.coldstarts faas.name=measured",
                "faas.init_duration faas.name=measured",
                "lanner.queue_duration faas.name=measured",
                "lanner.fuel faas.name=measured",
                "lanner.instances.used faas.name=measured 0",
                "lanner.instances.idle faas.name=measured 0",
                "lanner.queue_length faas.name=measured 0",
            },
            names);
    }

    [Fact]
    public async Task A_call_is_an_activity_of_the_caller_to_which_requests_of_the_guest_belong()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Lanner.Hosting",
            Sample = (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        await using var catalog = Guests.Catalog(guest => guest.Http.Add("http://example.com"));
        var (during, ofRequests) = ((Activity?)null, (Activity?)null);

        await catalog.Get("guest").CallAsync(
            lease =>
            {
                (during, ofRequests) = (Activity.Current, lease.Wasi.Activity);
                return Task.FromResult(0);
            },
            cancellation: Test);

        Assert.Equal("invoke guest", during!.OperationName);
        Assert.Same(during, ofRequests);
        Assert.Equal("guest", during.GetTagItem("faas.name"));
        Assert.Equal(true, during.GetTagItem("faas.coldstart"));
        Assert.Equal("Completed", during.GetTagItem("lanner.outcome"));
    }

    private static string TextOf(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        $"{instrument.Name} {string.Join(' ', tags.ToArray().Where(tag => tag.Key is not null).Select(tag => $"{tag.Key}={tag.Value}"))}";
}
