using System.Collections.Concurrent;
using Lanner.Components.Async;

namespace Lanner.Components.Tests;

/// <summary>Functions of the host that guests wait for, and streams and futures between host and guests.</summary>
public sealed class AsyncHostTests : IDisposable
{
    private readonly Running _running = new();

    public static TheoryData<string> Waiters => ["stackless", "stackful"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _running.Dispose();

    [Theory]
    [MemberData(nameof(Waiters))]
    public void A_function_that_has_its_result_at_once_is_not_waited_for(string name)
    {
        var relay = Relay((n, _) => new(n + 1));
        Assert.Equal(8u, relay.GetFunction(name).Call(ComponentValue.FromU32(7))!.Value.AsU32());
    }

    [Theory]
    [MemberData(nameof(Waiters))]
    public async Task A_guest_waits_for_a_function_of_the_host(string name)
    {
        var isCalled = new TaskCompletionSource();
        var gate = new TaskCompletionSource<uint>();
        var relay = Relay((_, _) =>
        {
            isCalled.TrySetResult();
            return new(gate.Task);
        });
        var call = Call(relay, name, 0);
        await isCalled.Task.WaitAsync(Token);
        Assert.False(call.IsCompleted);
        gate.SetResult(42);
        Assert.Equal(42u, await call);
    }

    [Theory]
    [MemberData(nameof(Waiters))]
    public async Task Calls_of_one_instance_wait_beside_each_other_and_end_in_any_order(string name)
    {
        var gates = new ConcurrentDictionary<uint, TaskCompletionSource<uint>>();
        var relay = Relay((n, _) => new(gates.GetOrAdd(n, _ => new TaskCompletionSource<uint>()).Task));
        var calls = Enumerable.Range(0, 50).Select(n => Call(relay, name, (uint)n)).ToArray();
        Assert.True(Patience.Until(() => gates.Count == calls.Length));
        foreach (var n in Enumerable.Range(0, calls.Length).Reverse())
        {
            gates[(uint)n].SetResult((uint)n * 10);
            Assert.Equal((uint)n * 10, await calls[n]);
        }
    }

    [Theory]
    [MemberData(nameof(Waiters))]
    public async Task An_exception_of_the_function_ends_the_guest_and_reaches_the_host_as_it_is(string name)
    {
        var relay = Relay(async (_, cancellation) =>
        {
            await Task.Yield();
            throw new FormatException("no such number");
        });
        var error = await Assert.ThrowsAsync<FormatException>(() => Call(relay, name, 1));
        Assert.Equal("no such number", error.Message);
        var refused = await Assert.ThrowsAsync<TrapException>(() => Call(relay, name, 1));
        Assert.Contains("cannot enter component instance", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_call_ends_by_the_guest_that_passes_it_on_and_the_instance_serves_the_next()
    {
        var isCalled = new TaskCompletionSource();
        var isCancelled = false;
        var relay = Relay(async (n, cancellation) =>
        {
            isCalled.TrySetResult();
            try
            {
                await Task.Delay(n == 0 ? Timeout.Infinite : 1, cancellation);
                return n;
            }
            catch (OperationCanceledException)
            {
                isCancelled = true;
                throw;
            }
        });
        EventLoop.Of(_running.Store).CancellationGrace = Patience.Limit;
        using var source = new CancellationTokenSource();
        var call = CallCancellable(relay, "stackless", 0, source.Token);
        await isCalled.Task.WaitAsync(Token);
        await source.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.True(isCancelled);
        Assert.Equal(5u, await Call(relay, "stackless", 5));
    }

    /// <summary>GHSA-xjhv-v822-pf94.</summary>
    [Fact]
    public async Task A_guest_that_does_not_end_when_it_is_cancelled_is_refused_from_then_on_and_other_stores_go_on()
    {
        var isCalled = new TaskCompletionSource();
        var relay = Relay((_, _) =>
        {
            isCalled.TrySetResult();
            return new(new TaskCompletionSource<uint>().Task);
        });
        using var source = new CancellationTokenSource();
        var call = CallCancellable(relay, "stackful", 0, source.Token);
        await isCalled.Task.WaitAsync(Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var refused = await Assert.ThrowsAsync<TrapException>(() => Call(relay, "stackful", 1));
        Assert.Contains("cannot enter component instance", refused.Message, StringComparison.Ordinal);
        using var other = new Running();
        other.Linker.DefineAsync(null, "wait", (_, arguments, _) => new(arguments.Span[0]));
        Assert.Equal(3u, await Call(other.Instantiate(AsyncGuests.Relay), "stackful", 3));
    }

    [Theory]
    [MemberData(nameof(Waiters))]
    public async Task A_store_can_be_disposed_of_while_guests_wait(string name)
    {
        var isCalled = new TaskCompletionSource();
        var relay = Relay((_, _) =>
        {
            isCalled.TrySetResult();
            return new(new TaskCompletionSource<uint>().Task);
        });
        var call = Call(relay, name, 0);
        await isCalled.Task.WaitAsync(Token);
        _running.Store.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
    }

    [Fact]
    public void A_host_function_calls_a_guest_that_waits()
    {
        var relay = Relay(async (n, cancellation) =>
        {
            await Task.Delay(1, cancellation);
            return n * 2;
        });
        var caller = Component.FromText(_running.Engine, """
            (component
              (import "call" (func $call (param "n" u32) (result u32)))
              (core func $call (canon lower (func $call)))
              (core module $M
                (import "" "call" (func $call (param i32) (result i32)))
                (func (export "f") (param i32) (result i32) (call $call (local.get 0))))
              (core instance $m (instantiate $M (with "" (instance (export "call" (func $call))))))
              (func (export "f") (param "n" u32) (result u32) (canon lift (core func $m "f"))))
            """);
        var linker = new ComponentLinker(_running.Engine);
        linker.Define("call", (_, arguments) => relay.GetFunction("stackful").Call(arguments[0]));
        Assert.Equal(14u, linker.Instantiate(_running.Store, caller).GetFunction("f").Call(ComponentValue.FromU32(7))!.Value.AsU32());
    }

    /// <summary>The function takes no notice of its token.</summary>
    [Fact]
    public void A_guest_whose_type_of_a_function_does_not_wait_is_stopped_while_it_waits_for_it()
    {
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        using var store = new Store(engine, new StoreLimits { CallTime = TimeSpan.FromMilliseconds(50) });
        var linker = new ComponentLinker(engine);
        linker.DefineAsync(null, "wait", (_, _, _) => new(new TaskCompletionSource<ComponentValue?>().Task));
        var component = Component.FromText(engine, """
            (component
              (import "wait" (func $wait))
              (core func $wait (canon lower (func $wait)))
              (core module $M (import "" "wait" (func $wait)) (func (export "f") (call $wait)))
              (core instance $m (instantiate $M (with "" (instance (export "wait" (func $wait))))))
              (func (export "f") (canon lift (core func $m "f"))))
            """);
        var function = linker.Instantiate(store, component).GetFunction("f");
        Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(() => function.Call()).Code);
    }

    /// <summary>The reads that the host waits for end with the guest that they would come from.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_of_the_host_ends_when_nothing_comes_any_more(bool isDisposed)
    {
        var gate = new TaskCompletionSource<ComponentValue>();
        var function = _running.Instantiate(AsyncGuests.Copy).GetFunction("double");
        var result = await function.CallAsync(
            new[] { ComponentValue.FromFuture(ComponentFuture.FromTask(gate.Task)) }, cancellation: Token);
        var read = result!.Value.AsFuture().ReadAsync(Token);
        Assert.False(read.IsCompleted);
        if (isDisposed)
        {
            _running.Store.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
            return;
        }

        gate.SetException(new FormatException("no value"));
        Assert.Equal("no value", (await Assert.ThrowsAsync<FormatException>(() => read)).Message);
    }

    /// <summary>GHSA-xjhv-v822-pf94.</summary>
    [Fact]
    public async Task The_token_of_a_function_is_cancelled_when_its_guest_has_ended()
    {
        var ended = new TaskCompletionSource();
        var relay = Relay(async (n, cancellation) =>
        {
            if (n == 0)
            {
                cancellation.Register(ended.SetResult);
                await Task.Delay(Timeout.Infinite, cancellation);
            }

            throw new FormatException();
        });
        var waiting = Call(relay, "stackless", 0);
        await Assert.ThrowsAsync<FormatException>(() => Call(relay, "stackless", 1));
        await Assert.ThrowsAsync<FormatException>(() => waiting);
        await ended.Task.WaitAsync(Token);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(70_000)]
    public async Task Bytes_stream_from_the_host_through_a_guest_to_the_host(int chunk)
    {
        var bytes = new byte[200_000 / (chunk == 1 ? 100 : 1)];
        new Random(1).NextBytes(bytes);
        var copy = _running.Instantiate(AsyncGuests.Copy).GetFunction("copy");
        var source = new MemoryStream(bytes);
        var result = await copy.CallAsync(
            new[] { ComponentValue.FromStream(ComponentStream.FromStream(source)), ComponentValue.FromU32((uint)chunk) },
            cancellation: Token);
        using var target = new MemoryStream();
        await using var read = result!.Value.AsStream().AsStream();
        await read.CopyToAsync(target, Token);
        Assert.Equal(bytes, target.ToArray());
        Assert.Throws<ObjectDisposedException>(() => source.Length);
    }

    [Fact]
    public async Task A_guest_is_told_when_the_host_reads_no_more()
    {
        var copy = _running.Instantiate(AsyncGuests.Copy).GetFunction("copy");
        var source = new EndlessStream();
        var result = await copy.CallAsync(
            new[] { ComponentValue.FromStream(ComponentStream.FromStream(source)), ComponentValue.FromU32(100) }, cancellation: Token);
        using (var stream = result!.Value.AsStream())
        {
            Assert.Equal(64, await stream.ReadAsync(new byte[64], Token));
        }

        // What the guest does after its result goes on while the host waits for something.
        for (var calls = 0; calls < 100 && !source.IsDisposed; calls++)
        {
            var again = await copy.CallAsync(
                new[] { ComponentValue.FromStream(ComponentStream.FromStream(new MemoryStream())), ComponentValue.FromU32(1) },
                cancellation: Token);
            Assert.Equal(0, await again!.Value.AsStream().ReadAsync(new byte[1], Token));
        }

        Assert.True(source.IsDisposed);
    }

    /// <summary>A stream of the host is asked for no more than the guest reads.</summary>
    [Fact]
    public async Task Nothing_is_read_of_the_host_before_a_guest_wants_it()
    {
        var copy = _running.Instantiate(AsyncGuests.Copy).GetFunction("copy");
        var source = new EndlessStream();
        var result = await copy.CallAsync(
            new[] { ComponentValue.FromStream(ComponentStream.FromStream(source)), ComponentValue.FromU32(100) }, cancellation: Token);
        using var stream = result!.Value.AsStream();
        for (var index = 0; index < 10; index++)
        {
            await stream.ReadAsync(new byte[10], Token);
        }

        Assert.InRange(source.Reads, 1, 2);
    }

    [Fact]
    public async Task A_read_of_the_host_is_taken_back_when_its_token_is_cancelled()
    {
        var gate = new TaskCompletionSource<ComponentValue>();
        var function = _running.Instantiate(AsyncGuests.Copy).GetFunction("double");
        var result = await function.CallAsync(
            new[] { ComponentValue.FromFuture(ComponentFuture.FromTask(gate.Task)) }, cancellation: Token);
        using var future = result!.Value.AsFuture();
        using var source = new CancellationTokenSource(20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => future.ReadAsync(source.Token));
        var read = future.ReadAsync(Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => future.ReadAsync(Token));
        gate.SetResult(ComponentValue.FromU32(21));
        Assert.Equal(42u, (await read)!.Value.AsU32());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => future.ReadAsync(Token));
    }

    [Fact]
    public async Task What_the_host_throws_when_it_cleans_up_stops_nothing()
    {
        var copy = _running.Instantiate(AsyncGuests.Copy).GetFunction("copy");
        var source = new EndlessStream { ThrowsWhenDisposed = true };
        await copy.CallAsync(
            new[] { ComponentValue.FromStream(ComponentStream.FromStream(source)), ComponentValue.FromU32(100) }, cancellation: Token);
        _running.Store.Dispose();
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task A_stream_is_passed_on_once()
    {
        var copy = _running.Instantiate(AsyncGuests.Copy).GetFunction("copy");
        var stream = ComponentValue.FromStream(ComponentStream.FromStream(new MemoryStream()));
        await copy.CallAsync(new[] { stream, ComponentValue.FromU32(1) }, cancellation: Token);
        await Assert.ThrowsAsync<ArgumentException>(
            () => copy.CallAsync(new[] { stream, ComponentValue.FromU32(1) }, cancellation: Token));
    }

    private static Task<uint> Call(ComponentInstance instance, string name, uint n) => CallCancellable(instance, name, n, Token);

    private static async Task<uint> CallCancellable(ComponentInstance instance, string name, uint n, CancellationToken cancellation) =>
        (await instance.GetFunction(name).CallAsync(new[] { ComponentValue.FromU32(n) }, cancellation: cancellation))!.Value.AsU32();

    private ComponentInstance Relay(Func<uint, CancellationToken, ValueTask<uint>> wait)
    {
        _running.Linker.DefineAsync(null, "wait", async (_, arguments, cancellation) =>
            ComponentValue.FromU32(await wait(arguments.Span[0].AsU32(), cancellation)));
        return _running.Instantiate(AsyncGuests.Relay);
    }

    private sealed class EndlessStream : Stream
    {
        public int Reads { get; private set; }

        public bool IsDisposed { get; private set; }

        public bool ThrowsWhenDisposed { get; init; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Reads++;
            return int.Min(count, 64);
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
            if (ThrowsWhenDisposed)
            {
                throw new IOException("It cannot be closed.");
            }
        }
    }
}
