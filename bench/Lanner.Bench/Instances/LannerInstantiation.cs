using Lanner.Wasi;

namespace Lanner.Bench.Instances;

/// <summary>Instances of a module under Lanner, whose imports are found once.</summary>
internal sealed class LannerInstantiation : InstantiationSubject
{
    private readonly Engine _engine = new();
    private readonly WasiContext _context = new WasiContextBuilder().Build();
    private readonly Module _module;
    private readonly PreparedModule _prepared;

    internal LannerInstantiation(byte[] module)
    {
        var linker = new Linker(_engine);
        linker.DefineWasi(_context);
        _module = Module.FromBinary(_engine, module);
        _prepared = linker.Prepare(_module);
    }

    internal override IDisposable Instantiate()
    {
        var store = new Store(_engine);
        _prepared.Instantiate(store);
        return store;
    }

    public override void Dispose()
    {
        _module.Dispose();
        _context.Dispose();
        _engine.Dispose();
    }
}
