using Lanner.Wasi;

namespace Lanner.Bench.Instances;

/// <summary>Instances of a module under Lanner.</summary>
internal sealed class LannerInstantiation : InstantiationSubject
{
    private readonly Engine _engine = new();
    private readonly WasiContext _context = new WasiContextBuilder().Build();
    private readonly Linker _linker;
    private readonly Module _module;
    private readonly PreparedModule? _prepared;

    /// <summary>Makes the engine and decodes the module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="isPrepared">True if its imports are found once, false if for each instance.</param>
    internal LannerInstantiation(byte[] module, bool isPrepared)
    {
        _linker = new Linker(_engine);
        _linker.DefineWasi(_context);
        _module = Module.FromBinary(_engine, module);
        _prepared = isPrepared ? _linker.Prepare(_module) : null;
    }

    internal override IDisposable Instantiate()
    {
        var store = new Store(_engine);
        _ = _prepared is null ? _linker.Instantiate(store, _module) : _prepared.Instantiate(store);
        return store;
    }

    public override void Dispose()
    {
        _module.Dispose();
        _context.Dispose();
        _engine.Dispose();
    }
}
