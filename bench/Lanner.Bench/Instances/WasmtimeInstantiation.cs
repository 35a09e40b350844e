using Wasmtime;

namespace Lanner.Bench.Instances;

/// <summary>Instances of a module under Wasmtime.</summary>
internal sealed class WasmtimeInstantiation : InstantiationSubject
{
    private readonly Wasmtime.Engine _engine;
    private readonly Wasmtime.Linker _linker;
    private readonly Wasmtime.Module _module;

    /// <summary>Makes the engine and compiles the module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="isPooling">True if instances come from Wasmtime's pool, which is made for speed; false if they are allocated by
    /// default.</param>
    internal WasmtimeInstantiation(byte[] module, bool isPooling)
    {
        var config = new Config();
        if (isPooling)
        {
            config.WithPoolingAllocationStrategy(new PoolingAllocationConfig());
        }

        _engine = new Wasmtime.Engine(config);
        _linker = new Wasmtime.Linker(_engine);
        _linker.DefineWasi();
        _module = Wasmtime.Module.FromBytes(_engine, "module", module);
    }

    internal override IDisposable Instantiate()
    {
        var store = new Wasmtime.Store(_engine);
        store.SetWasiConfiguration(new WasiConfiguration());
        _linker.Instantiate(store, _module);
        return store;
    }

    public override void Dispose()
    {
        _module.Dispose();
        _linker.Dispose();
        _engine.Dispose();
    }
}
