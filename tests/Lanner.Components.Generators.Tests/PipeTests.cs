using System.Runtime.CompilerServices;
using System.Text;
using Guest = Lanner.Components.Generators.Tests.AllPipes.Exports.Pipes;
using Common = Lanner.Components.Generators.Tests.AllPipes.Imports.Types;

namespace Lanner.Components.Generators.Tests;

/// <summary>Streams and futures that the host and a guest pass to each other.</summary>
public sealed class PipeTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly Services _services = new();
    private readonly Guest _guest;

    public PipeTests()
    {
        _store = new Store(_engine);
        var linker = new ComponentLinker(_engine);
        AllPipes.DefineServices(linker, _services);
        _guest = AllPipes.Instantiate(linker, _store, Component.FromText(_engine, PipesComponent.Text)).Pipes;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public async Task Calls_wait_beside_each_other()
    {
        var calls = Enumerable.Range(0, 10).Select(number => _guest.DoubleAsync((uint)number, Token)).ToList();
        await _services.UntilAsked(10);
        Assert.All(calls, call => Assert.False(call.IsCompleted));
        _services.Gate.SetResult();
        Assert.Equal(Enumerable.Range(0, 10).Select(number => (uint)(2 * number)), await Task.WhenAll(calls));
    }

    [Fact]
    public async Task An_error_of_the_host_comes_out_of_the_call()
    {
        _services.Gate.SetResult();
        var error = await Assert.ThrowsAsync<ResultException<string>>(() => _guest.DoubleAsync(100, Token));
        Assert.Equal("too much", error.Error);
        Assert.Equal(4u, await _guest.DoubleAsync(2, Token));
    }

    [Fact]
    public async Task Cancellation_goes_through_the_guest_to_the_host()
    {
        using var source = new CancellationTokenSource();
        var call = _guest.DoubleAsync(1, source.Token);
        await _services.UntilAsked(1);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _services.Cancelled.Task.WaitAsync(Patience.Limit, Token);
        _services.Gate.SetResult();
        Assert.Equal(6u, await _guest.DoubleAsync(3, Token));
    }

    [Fact]
    public async Task Bytes_go_through_a_guest()
    {
        var bytes = Enumerable.Range(0, 1000).Select(number => (byte)number).ToArray();
        using var source = new TrackedStream(bytes);
        await using var copy = await _guest.CopyAsync(source, Token);
        using var target = new MemoryStream();
        await copy.CopyToAsync(target, Token);
        Assert.Equal(bytes, target.ToArray());
        Assert.True(Patience.Until(() => source.IsDisposed));
    }

    [Fact]
    public async Task A_stream_that_is_not_read_to_its_end_is_dropped_on_the_other_side()
    {
        using var source = new TrackedStream(new byte[100_000]);
        var copy = await _guest.CopyAsync(source, Token);
        await copy.ReadExactlyAsync(new byte[10], Token);
        await copy.DisposeAsync();

        // What goes on after a result does so while the host waits for something.
        Assert.Equal(0u, await _guest.CountAsync(Ticks(0), Token));
        Assert.True(source.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await copy.ReadExactlyAsync(new byte[10], Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2500)]
    public async Task Numbers_go_through_a_guest(int count)
    {
        var numbers = new List<int>();
        await foreach (var number in await _guest.NegateAsync(Numbers(count), Token))
        {
            numbers.Add(number);
        }

        Assert.Equal(Enumerable.Range(1, count).Select(number => -number), numbers);
    }

    [Fact]
    public async Task The_host_is_not_asked_for_more_than_the_guest_has_room_for()
    {
        var made = 0;
        async IAsyncEnumerable<int> Count([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            while (true)
            {
                made++;
                yield return made;
                if (made % 1500 == 0)
                {
                    await Task.Yield();
                }
            }
        }

        await using (var numbers = (await _guest.NegateAsync(Count(Token), Token)).GetAsyncEnumerator(Token))
        {
            Assert.True(await numbers.MoveNextAsync());
            Assert.Equal(-1, numbers.Current);
        }

        Assert.InRange(made, 1000, 3000);
    }

    [Fact]
    public async Task An_enumerable_of_the_host_is_disposed_of_when_the_guest_is_done_with_it()
    {
        var ended = new TaskCompletionSource();
        async IAsyncEnumerable<Common.Point> Points()
        {
            try
            {
                yield return new(1, 2, 3);
                await Task.Yield();
                yield return new(41, 0, 0);
            }
            finally
            {
                ended.SetResult();
            }
        }

        Assert.Equal(42, await _guest.TotalAsync(Points(), Token));
        await ended.Task.WaitAsync(Patience.Limit, Token);
    }

    [Fact]
    public async Task A_stream_of_the_host_that_a_guest_passes_on_comes_back()
    {
        async IAsyncEnumerable<Common.Point> Points()
        {
            yield return new(1, 2, 3);
            await Task.Yield();
            yield return new(4, 5, 6);
        }

        var points = new List<Common.Point>();
        await foreach (var point in await _guest.SamePointsAsync(Points(), Token))
        {
            points.Add(point);
        }

        Assert.Equal([new(1, 2, 3), new(4, 5, 6)], points);
    }

    [Fact]
    public async Task A_stream_without_values_has_their_number()
    {
        Assert.Equal(25u, await _guest.CountAsync(Ticks(25), Token));
        var count = 0;
        await foreach (var _ in await _guest.TickAsync(2000, Token))
        {
            count++;
        }

        Assert.Equal(2000, count);
    }

    [Fact]
    public async Task A_future_is_a_task_of_a_task()
    {
        var text = new TaskCompletionSource<string>();
        var call = _guest.LengthAsync(text.Task, Token);
        Assert.False(call.IsCompleted);
        text.SetResult("length");
        Assert.Equal(6u, await await call);
    }

    [Fact]
    public async Task A_record_with_a_stream_and_a_future_goes_through_the_guest_to_the_host_and_back()
    {
        var relayed = await _guest.RelayAsync(new("it", new MemoryStream("hello"u8.ToArray()), Task.FromResult(5u)), Token);
        Assert.Equal("it!", relayed.Label);
        using var reader = new StreamReader(relayed.Body);
        Assert.Equal("HELLO", await reader.ReadToEndAsync(Token));
        Assert.Equal(6u, await relayed.Sum);
    }

    [Fact]
    public async Task Streams_and_futures_are_passed_by_functions_that_do_not_wait()
    {
        var (none, moment) = _guest.Pass(new Common.News.Nothing(), Task.Delay(1, Token));
        Assert.IsType<Common.News.Nothing>(none);
        await moment;

        async IAsyncEnumerable<Common.Point> Points()
        {
            await Task.Yield();
            yield return new(7, 8, 9);
        }

        var (points, _) = _guest.Pass(new Common.News.Points(Points()), Task.CompletedTask);
        await foreach (var point in Assert.IsType<Common.News.Points>(points).Value)
        {
            Assert.Equal(new Common.Point(7, 8, 9), point);
        }

        var (later, _) = _guest.Pass(new Common.News.Later(Task.FromResult(Common.Color.Blue)), Task.CompletedTask);
        Assert.Equal(Common.Color.Blue, await Assert.IsType<Common.News.Later>(later).Value!);
        var (never, _) = _guest.Pass(new Common.News.Later(null), Task.CompletedTask);
        Assert.Null(Assert.IsType<Common.News.Later>(never).Value);
    }

    [Fact]
    public void An_error_context_is_its_message() => Assert.Equal("read nothing of it", _guest.Look(new MemoryStream()));

    [Fact]
    public async Task What_the_host_fails_to_give_ends_the_guest()
    {
        async IAsyncEnumerable<Common.Point> Points()
        {
            yield return new(1, 2, 3);
            await Task.Yield();
            throw new InvalidTimeZoneException("thrown");
        }

        var error = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => _guest.TotalAsync(Points(), Token));
        Assert.Equal("thrown", error.Message);
    }

    [Fact]
    public async Task Numbers_are_measured()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LANNER_MEASURE") == "1", "Set LANNER_MEASURE=1 to have streams measured.");
        const int Count = 2_000_000;
        for (var round = 0; round < 3; round++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            var sum = 0L;
            await foreach (var number in await _guest.NegateAsync(Numbers(Count), Token))
            {
                sum += number;
            }

            var time = System.Diagnostics.Stopwatch.GetElapsedTime(start);
            Console.WriteLine($"stream<s32> through the guest and back: {time.TotalNanoseconds / Count:F1} ns a number ({sum})");
        }
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            yield return number;
            if (number % 700 == 0)
            {
                await Task.Yield();
            }
        }
    }

    private static async IAsyncEnumerable<ValueTuple> Ticks(int count)
    {
        for (var number = 0; number < count; number++)
        {
            await Task.Yield();
            yield return default;
        }
    }

    private sealed class Services : AllPipes.Imports.IServices
    {
        private int _asked;

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<uint> FetchAsync(uint n, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _asked);
            try
            {
                await Gate.Task.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                Cancelled.SetResult();
                throw;
            }

            return n == 100 ? throw new ResultException<string>("too much") : n;
        }

        public async Task<Common.Parcel> RelayAsync(Common.Parcel p, CancellationToken cancellation)
        {
            using var reader = new StreamReader(p.Body);
            var text = await reader.ReadToEndAsync(cancellation);
            return new(p.Label + "!", new MemoryStream(Encoding.ASCII.GetBytes(text.ToUpperInvariant())), Later(p.Sum));
        }

        public string Look(Stream s)
        {
            Assert.Throws<InvalidOperationException>(() => s.ReadByte());
            s.Dispose();
            return "read nothing of it";
        }

        public async Task UntilAsked(int count)
        {
            while (Volatile.Read(ref _asked) < count)
            {
                await Task.Delay(1, Token);
            }
        }

        private static async Task<uint> Later(Task<uint> value)
        {
            await Task.Delay(1);
            return await value + 1;
        }
    }

    private sealed class TrackedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
