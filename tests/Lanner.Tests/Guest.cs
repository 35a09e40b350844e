using Lanner.Compilation.Layout;

namespace Lanner.Tests;

/// <summary>An instance of a module given as text, with all that it takes.</summary>
internal sealed class Guest : IDisposable
{
    internal Guest(string text, Action<Linker>? define = null, EngineOptions? options = null, StoreLimits? limits = null,
        Func<CompilationOptions, CompilationOptions>? compile = null)
    {
        Engine = new Engine(options ?? new EngineOptions());
        if (compile is not null)
        {
            Engine = new Engine(Engine.Options) { CompilationOptions = compile(Engine.CompilationOptions) };
        }

        Linker = new Linker(Engine);
        define?.Invoke(Linker);
        Store = new Store(Engine, limits);
        Module = Module.FromText(Engine, text);
        Instance = Linker.Instantiate(Store, Module);
    }

    internal Engine Engine { get; }

    internal Linker Linker { get; }

    internal Store Store { get; }

    internal Module Module { get; }

    internal Instance Instance { get; }

    internal TDelegate Get<TDelegate>(string name)
        where TDelegate : Delegate => Instance.GetFunction<TDelegate>(name);

    internal Value[] Invoke(string name, params ReadOnlySpan<Value> arguments) => Instance.GetFunction(name).Invoke(arguments);

    public void Dispose()
    {
        Store.Dispose();
        Module.Dispose();
        Engine.Dispose();
    }
}
