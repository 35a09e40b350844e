using Lanner.Components;

namespace Lanner.Wasi.Tests.Jco;

/// <summary>A component of jco's tests that runs. The test is skipped where the component is not there.</summary>
internal sealed class JcoGuest : IDisposable
{
    private readonly Engine _engine = new();

    public JcoGuest(string file, params (string Function, string Result)[] results)
    {
        var bytes = JcoFixtures.Find(file);
        Assert.SkipWhen(bytes is null, JcoFixtures.Missing);
        var builder = new WasiContextBuilder { Arguments = [file], Output = Output, Error = Errors };
        Context = builder.Build();
        Component = Component.FromBinary(_engine, bytes);
        var linker = new ComponentLinker(_engine);
        linker.DefineWasi(Context);
        Imports = EchoingImports.Define(linker, Component, results);
        Instance = linker.Instantiate(new Store(_engine), Component);
    }

    public Component Component { get; }

    public ComponentInstance Instance { get; }

    public EchoingImports Imports { get; }

    public WasiContext Context { get; }

    public CapturedOutput Output { get; } = new();

    public CapturedOutput Errors { get; } = new();

    public ComponentValue Call(string function, params ReadOnlySpan<ComponentValue> arguments) =>
        Instance.GetFunction(function).Call(arguments)!.Value;

    public void Dispose()
    {
        Instance.Store.Dispose();
        Context.Dispose();
        _engine.Dispose();
    }
}
