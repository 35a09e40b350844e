using System.Reflection;
using Wasmtime;

namespace Lanner.Bench.Engines;

/// <summary>Wasmtime with its defaults: Cranelift at full optimisation, parallel compilation, guarded memories.</summary>
internal sealed class WasmtimeRunner : IGuestRunner
{
    /// <summary>Twice the default, of which QuickJS needs more than there is; Wasmtime wants it to be less than 2 MiB.</summary>
    private const int MaximumStack = 1 << 20;

    private readonly Wasmtime.Engine _engine = new(new Config().WithMaximumStackSize(MaximumStack));
    private Wasmtime.Module? _module;

    public string Version => $"Wasmtime {PackageVersion}";

    /// <summary>The version of the NuGet package, which is that of the engine in it.</summary>
    internal static string PackageVersion =>
        typeof(Wasmtime.Engine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public void Load(byte[] module)
    {
        _module?.Dispose();
        _module = Wasmtime.Module.FromBytes(_engine, "program", module);
    }

    /// <summary>Makes the current module from a file that <see cref="SaveCompiled"/> has written.</summary>
    internal void LoadCompiled(string path)
    {
        _module?.Dispose();
        _module = Wasmtime.Module.DeserializeFile(_engine, "program", path);
    }

    /// <summary>Writes the current module to a file, with its machine code.</summary>
    internal void SaveCompiled(string path) => File.WriteAllBytes(path, _module!.Serialize());

    public void Run(string[] arguments, Stream output)
    {
        using var store = new Wasmtime.Store(_engine);
        using var linker = new Wasmtime.Linker(_engine);
        linker.DefineWasi();
        store.SetWasiConfiguration(new WasiConfiguration().WithArgs(arguments).WithStandardOutputCallback(bytes => output.Write(bytes)));
        var instance = linker.Instantiate(store, _module!);
        try
        {
            instance.GetAction("_start")!();
        }
        catch (WasmtimeException exit) when (exit.ExitCode == 0)
        {
            // A program may end so.
        }
    }

    public int Call(string export)
    {
        using var store = new Wasmtime.Store(_engine);
        using var linker = new Wasmtime.Linker(_engine);
        linker.DefineWasi();
        store.SetWasiConfiguration(new WasiConfiguration());
        return linker.Instantiate(store, _module!).GetFunction<int>(export)!();
    }

    public void Dispose()
    {
        _module?.Dispose();
        _engine.Dispose();
    }
}
