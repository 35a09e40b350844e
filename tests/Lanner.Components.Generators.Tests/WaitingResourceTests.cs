using HostLog = Lanner.Components.Generators.Tests.WaitingResources.Imports.ILogs.ILog;

namespace Lanner.Components.Generators.Tests;

/// <summary>Resources of guests in the host, and of the host in guests, with methods that wait.</summary>
public sealed class WaitingResourceTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly WaitingResources.Exports.Counters _counters;

    public WaitingResourceTests()
    {
        _store = new Store(_engine);
        var linker = new ComponentLinker(_engine);
        WaitingResources.DefineLogs(linker, new Logs());
        _counters = WaitingResources.Instantiate(linker, _store, Component.FromText(_engine, WaitingComponents.Resources)).Counters;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public async Task A_resource_of_a_guest_has_methods_and_is_given_away()
    {
        var counter = _counters.CreateCounter(5);
        Assert.Equal(7u, await counter.IncrementAsync(2, Token));
        using var same = await _counters.CounterSameAsync(counter, Token);
        Assert.Equal(7u, await _counters.ValueOfAsync(same, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => counter.IncrementAsync(1, Token));
        Assert.Equal(8u, await same.IncrementAsync(1, Token));
    }

    [Fact]
    public async Task An_object_of_the_host_is_lent_and_given_away()
    {
        using var log = new Log("mine");
        Assert.Equal(3u, await _counters.WriteTwiceAsync(log, Token));
        Assert.Equal(["one", "two"], log.Lines);
        Assert.False(log.IsDisposed);
        var joined = Assert.IsType<Log>(await _counters.PassAsync(log, Token));
        Assert.Equal("mine+one", joined.Name);
        Assert.True(log.IsDisposed);
        Assert.False(joined.IsDisposed);
    }

    [Fact]
    public async Task An_error_is_an_exception_and_a_trap_ends_the_instance()
    {
        Assert.Equal(7u, await _counters.FailsAsync(0, Token));
        var error = await Assert.ThrowsAsync<ResultException<string>>(() => _counters.FailsAsync(1, Token));
        Assert.Equal("bad", error.Error);
        await Assert.ThrowsAsync<TrapException>(() => _counters.FailsAsync(99, Token));
        await Assert.ThrowsAsync<TrapException>(() => _counters.FailsAsync(0, Token));
    }

    private sealed class Logs : WaitingResources.Imports.ILogs
    {
        public HostLog CreateLog(string name) => new Log(name);

        public async Task<HostLog> LogJoinAsync(HostLog a, HostLog b, CancellationToken cancellation)
        {
            await Task.Yield();
            return new Log($"{((Log)a).Name}+{((Log)b).Name}");
        }
    }

    private sealed class Log(string name) : HostLog
    {
        public string Name => name;

        public List<string> Lines { get; } = [];

        public bool IsDisposed { get; private set; }

        public async Task<uint> WriteAsync(string line, CancellationToken cancellation)
        {
            await Task.Yield();
            Lines.Add(line);
            return (uint)Lines.Count;
        }

        public void Dispose() => IsDisposed = true;
    }
}
