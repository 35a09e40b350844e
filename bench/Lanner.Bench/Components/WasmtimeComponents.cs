using Wasmtime.Components;

namespace Lanner.Bench.Components;

/// <summary>The component under Wasmtime's package.</summary>
internal sealed class WasmtimeComponents : IDisposable
{
    private readonly Wasmtime.Engine _engine = new(new Wasmtime.Config().WithComponentModel(true));
    private readonly Component _component;
    private readonly Wasmtime.Store _store;
    private readonly ComponentLinker _linker;
    private readonly ComponentInstance _instance;

    internal WasmtimeComponents(byte[] binary)
    {
        _component = Component.FromBytes(_engine, binary);
        _store = new Wasmtime.Store(_engine);
        _linker = new ComponentLinker(_engine);
        _instance = _linker.Instantiate(_store, _component);
    }

    /// <summary>Calls of a function with arguments that are there.</summary>
    internal Action<int> Calls(string interfaceName, string name, params ComponentValue[] arguments)
    {
        var function = Function(interfaceName, name);
        return count =>
        {
            for (var index = 0; index < count; index++)
            {
                function.Call(arguments);
            }
        };
    }

    /// <summary>Calls that a guest makes in a loop.</summary>
    internal Action<int> Loop(string name, params ComponentValue[] arguments)
    {
        var function = Function("outer", name);
        return count => function.Call([ComponentValue.U32((uint)count), .. arguments]);
    }

    public void Dispose()
    {
        _linker.Dispose();
        _store.Dispose();
        _component.Dispose();
        _engine.Dispose();
    }

    private ComponentFunction Function(string interfaceName, string name) =>
        _instance.GetFunction(interfaceName, name) ?? throw new InvalidOperationException($"The guest exports no {interfaceName}#{name}.");
}
