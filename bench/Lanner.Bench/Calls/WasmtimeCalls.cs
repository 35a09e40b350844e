namespace Lanner.Bench.Calls;

/// <summary>The guest under Wasmtime's package, by the typed delegates that it offers.</summary>
internal sealed class WasmtimeCalls : IDisposable
{
    private readonly Wasmtime.Engine _engine = new(new Wasmtime.Config().WithFunctionReferences(true));
    private readonly Wasmtime.Module _module;
    private readonly Wasmtime.Store _store;
    private readonly Wasmtime.Linker _linker;
    private readonly Func<int, int, int> _two;

    internal WasmtimeCalls(string guest)
    {
        _module = Wasmtime.Module.FromText(_engine, "calls", guest);
        _store = new Wasmtime.Store(_engine);
        _linker = new Wasmtime.Linker(_engine);
        _linker.DefineFunction("host", "none", HostFunctions.None);
        _linker.DefineFunction("host", "two", HostFunctions.Two);
        _linker.DefineFunction("host", "eight", HostFunctions.Eight);
        _linker.DefineFunction("host", "pair", (int first, int second) => (second, first));
        _linker.DefineFunction("host", "mixed", HostFunctions.Mixed);
        _linker.DefineFunction("host", "back", (int first, int second) => _two!(first, second));
        Instance = _linker.Instantiate(_store, _module);
        _two = Instance.GetFunction<int, int, int>("two")!;
    }

    internal Wasmtime.Instance Instance { get; }

    public void Dispose()
    {
        _linker.Dispose();
        _store.Dispose();
        _module.Dispose();
        _engine.Dispose();
    }
}
