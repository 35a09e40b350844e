using Lanner.Wasi;

namespace Lanner.Bench.Instances;

/// <summary>Instances of a module under Lanner.</summary>
internal sealed class LannerInstantiation : InstantiationSubject
{
    private readonly Engine _engine = new();
    private readonly WasiContext _context = new();
    private readonly Linker _linker;
    private readonly Module _module;

    internal LannerInstantiation(byte[] module)
    {
        _linker = new Linker(_engine);
        _linker.DefineWasi(_context);
        _module = Module.FromBinary(_engine, module);
    }

    internal override IDisposable Instantiate()
    {
        var store = new Store(_engine);
        _linker.Instantiate(store, _module);
        return store;
    }

    public override void Dispose()
    {
        _module.Dispose();
        _context.Dispose();
        _engine.Dispose();
    }
}
