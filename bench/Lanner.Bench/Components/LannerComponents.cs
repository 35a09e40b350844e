using Lanner.Components;

namespace Lanner.Bench.Components;

/// <summary>The component under Lanner.</summary>
internal sealed class LannerComponents : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly ComponentInstance _instance;

    internal LannerComponents(string guest)
    {
        Binary = Component.ToBinary(_engine, guest);
        _store = new Store(_engine);
        _instance = new ComponentLinker(_engine).Instantiate(_store, Component.FromBinary(_engine, Binary));
        World = new GuestWorld(_instance);
    }

    /// <summary>The component in the binary format.</summary>
    internal byte[] Binary { get; }

    /// <summary>The instance as a class of C#.</summary>
    internal GuestWorld World { get; }

    internal ComponentFunction Function(string path) => _instance.GetFunction(path);

    /// <summary>Calls of a function with arguments that are there.</summary>
    internal Action<int> Calls(string path, params ComponentValue[] arguments)
    {
        var function = Function(path);
        return count =>
        {
            for (var index = 0; index < count; index++)
            {
                function.Call(arguments);
            }
        };
    }

    /// <summary>Calls that a guest makes in a loop.</summary>
    internal Action<int> Loop(string path, params ComponentValue[] arguments)
    {
        var function = Function(path);
        return count => function.Call([ComponentValue.FromU32((uint)count), .. arguments]);
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }
}
