namespace Lanner.Bench.Calls;

/// <summary>The guest under Lanner.</summary>
internal sealed class LannerCalls : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Module _module;
    private readonly Store _store;
    private readonly Instance _instance;
    private readonly Func<int, int, int> _two;

    internal LannerCalls(string guest)
    {
        _module = Module.FromText(_engine, guest);
        _store = new Store(_engine);
        var linker = new Linker(_engine);
        linker.Define("host", "none", HostFunctions.None);
        linker.Define("host", "two", HostFunctions.Two);
        linker.Define("host", "eight", HostFunctions.Eight);
        linker.Define("host", "pair", (int first, int second) => (second, first));
        linker.Define("host", "mixed", HostFunctions.Mixed);
        linker.Define("host", "back", (int first, int second) => _two!(first, second));
        _instance = linker.Instantiate(_store, _module);
        _two = _instance.GetFunction<Func<int, int, int>>("two");
    }

    /// <summary>An export as a delegate.</summary>
    internal TDelegate Get<TDelegate>(string name)
        where TDelegate : Delegate => _instance.GetFunction<TDelegate>(name);

    public void Dispose()
    {
        _store.Dispose();
        _module.Dispose();
        _engine.Dispose();
    }
}
