using System.Reflection;
using Lanner.Wasi;

namespace Lanner.Bench.Engines;

/// <summary>Lanner, with given options.</summary>
/// <param name="options">The options.</param>
/// <param name="load">Makes a module; if null, one that is compiled as it runs.</param>
internal sealed class LannerRunner(EngineOptions options, Func<Engine, byte[], Module>? load = null) : IGuestRunner
{
    private readonly Engine _engine = new(options);
    private Module? _module;

    public string Version =>
        $"Lanner {EngineVersion.InformationalVersion.Split('+')[0]} ({_engine.MemoryMode})";

    private static AssemblyInformationalVersionAttribute EngineVersion =>
        typeof(Engine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!;

    public void Load(byte[] module)
    {
        _module?.Dispose();
        _module = load is null ? Module.FromBinary(_engine, module) : load(_engine, module);
    }

    public void Run(string[] arguments, Stream output)
    {
        using var context = new WasiContextBuilder { Arguments = arguments, Output = WasiOutput.ToStream(output) }.Build();
        using var store = new Store(_engine);
        var linker = new Linker(_engine);
        linker.DefineWasi(context);
        try
        {
            linker.Instantiate(store, _module!).GetFunction<Action>("_start")();
        }
        catch (WasiExitException exit) when (exit.ExitCode == 0)
        {
            // A program may end so.
        }

        context.Flush();
    }

    public int Call(string export)
    {
        using var context = new WasiContextBuilder().Build();
        using var store = new Store(_engine);
        var linker = new Linker(_engine);
        linker.DefineWasi(context);
        return linker.Instantiate(store, _module!).GetFunction<Func<int>>(export)();
    }

    public void Dispose()
    {
        _module?.Dispose();
        _engine.Dispose();
    }
}
