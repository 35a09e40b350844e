using System.Runtime.CompilerServices;

namespace Lanner.Components.Generators.Tests;

/// <summary>Resources of guests in the host, and of the host in guests.</summary>
public sealed class ResourceTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly Logs _logs = new();
    private readonly Resources.Exports.Counters _counters;

    public ResourceTests()
    {
        _store = new Store(_engine);
        var linker = new ComponentLinker(_engine);
        Resources.DefineLogs(linker, _logs);
        _counters = Resources.Instantiate(linker, _store, Component.FromText(_engine, ResourceComponent.Text)).Counters;
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void A_resource_of_a_guest_has_methods_and_is_dropped_once()
    {
        using var other = _counters.CreateCounter(1);
        var counter = _counters.CreateCounter(5);
        Assert.Equal(7u, counter.Increment(2));
        Assert.Equal(8u, counter.Increment(1));
        Assert.Equal(1u, _counters.ValueOf(other));
        counter.Dispose();
        counter.Dispose();
        Assert.Equal(101u, _counters.ValueOf(other));
        Assert.Throws<InvalidOperationException>(() => counter.Increment(1));
        Assert.Equal(101u, _counters.ValueOf(other));
    }

    [Fact]
    public void A_resource_that_is_given_away_is_the_receivers()
    {
        var counter = _counters.CreateCounter(5);
        using var same = _counters.CounterSame(counter);
        counter.Dispose();
        Assert.Throws<InvalidOperationException>(() => _counters.CounterSame(counter));
        Assert.Equal(6u, same.Increment(1));
    }

    [Fact]
    public void A_wrapper_that_is_collected_drops_nothing()
    {
        using var other = _counters.CreateCounter(1);
        var wrapper = MakeCounter();
        Assert.True(Patience.UntilCollected(() => !wrapper.IsAlive));
        Assert.Equal(1u, _counters.ValueOf(other));
    }

    [Fact]
    public void An_object_of_the_host_is_lent_to_a_guest()
    {
        using var log = new Log("mine");
        Assert.Equal(2u, _counters.WriteTwice(log) - 1);
        Assert.Equal(["one", "two"], log.Lines);
        Assert.False(log.IsDisposed);
    }

    [Fact]
    public void An_object_of_the_host_goes_through_a_guest_which_drops_what_it_owns()
    {
        var log = new Log("mine");
        var joined = Assert.IsType<Log>(_counters.Pass(log));
        Assert.Equal("mine+one", joined.Name);
        Assert.True(log.IsDisposed);
        Assert.False(joined.IsDisposed);
    }

    [Fact]
    public void An_error_is_an_exception_and_a_trap_ends_the_instance()
    {
        Assert.Equal(7u, _counters.Fails(0));
        Assert.Equal("bad", Assert.Throws<ResultException<string>>(() => _counters.Fails(1)).Error);
        Assert.Throws<TrapException>(() => _counters.Fails(99));
        var trap = Assert.Throws<TrapException>(() => _counters.Fails(0));
        Assert.Contains("cannot enter component instance", trap.Message, StringComparison.Ordinal);
    }

    /// <summary>The types of a function are looked up as the guest knows them, not as the component that exports it again.</summary>
    [Fact]
    public void A_component_within_another_has_its_resources()
    {
        var linker = new ComponentLinker(_engine);
        Resources.DefineLogs(linker, _logs);
        var counters = Resources.Instantiate(linker, _store, Component.FromText(_engine, ResourceComponent.Nested)).Counters;
        using var counter = counters.CreateCounter(5);
        using var same = counters.CounterSame(counters.CreateCounter(40));
        using var log = new Log("mine");

        Assert.Equal(7u, counter.Increment(2));
        Assert.Equal(42u, same.Increment(2));
        Assert.Equal(7u, counters.ValueOf(counter));
        Assert.Equal("mine+one", Assert.IsType<Log>(counters.Pass(log)).Name);
    }

    /// <summary>Makes a wrapper that no frame holds afterwards.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference MakeCounter() => new(_counters.CreateCounter(3));

    private sealed class Logs : Resources.Imports.ILogs
    {
        public Resources.Imports.ILogs.ILog CreateLog(string name) => new Log(name);

        public Resources.Imports.ILogs.ILog LogJoin(Resources.Imports.ILogs.ILog a, Resources.Imports.ILogs.ILog b) =>
            new Log($"{((Log)a).Name}+{((Log)b).Name}");
    }

    private sealed class Log(string name) : Resources.Imports.ILogs.ILog
    {
        public string Name => name;

        public List<string> Lines { get; } = [];

        public bool IsDisposed { get; private set; }

        public uint Write(string line)
        {
            Lines.Add(line);
            return (uint)Lines.Count;
        }

        public void Dispose() => IsDisposed = true;
    }
}
