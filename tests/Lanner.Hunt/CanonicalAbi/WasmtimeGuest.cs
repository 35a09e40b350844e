using Lanner.Components;
using Wasmtime;
using Foreign = Wasmtime.Components;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>Wasmtime, whose package knows no handles, maps and lists of a fixed length.</summary>
internal sealed class WasmtimeGuest : IGuest
{
    private readonly Wasmtime.Engine _engine = new(new Config()
        .WithOptimizationLevel(OptimizationLevel.None)
        .WithSignalsBasedTraps(false)
        .WithParallelCompilation(false));

    private readonly Foreign.ComponentLinker _linker;
    private Foreign.Component? _component;
    private Wasmtime.Store? _store;
    private Foreign.ComponentInstance? _instance;
    private string _received = "";

    internal WasmtimeGuest()
    {
        _linker = new Foreign.ComponentLinker(_engine);
        using var root = _linker.Root();
        root.DefineFunction("take", (arguments, _) => _received = ValueText.Of(arguments[0]));
        root.DefineFunction("echo", (arguments, results) =>
        {
            _received = ValueText.Of(arguments[0]);
            results[0] = arguments[0];
        });
    }

    public string Name => "Wasmtime";

    public void Load(byte[] component)
    {
        Stop();
        _component?.Dispose();
        _component = Foreign.Component.FromBytes(_engine, component);
    }

    public void Restart() => Stop();

    public GuestOutcome Call(string function, params ReadOnlySpan<ComponentValue> arguments)
    {
        _store ??= new Wasmtime.Store(_engine);
        _instance ??= _linker.Instantiate(_store, _component!);
        _received = "";
        var given = new Foreign.ComponentValue[arguments.Length];
        for (var index = 0; index < given.Length; index++)
        {
            given[index] = ValueText.ToForeign(arguments[index]);
        }

        try
        {
            var result = _instance.GetFunction(function)!.Call(given);
            return new GuestOutcome(result is null ? "" : ValueText.Of(result), _received);
        }
        catch (WasmtimeException)
        {
            Stop();
            return GuestOutcome.Trap;
        }
    }

    public void Dispose()
    {
        Stop();
        _component?.Dispose();
        _linker.Dispose();
        _engine.Dispose();
    }

    private void Stop()
    {
        _store?.Dispose();
        (_store, _instance) = (null, null);
    }
}
