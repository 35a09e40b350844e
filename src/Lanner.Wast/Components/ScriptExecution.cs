using Lanner.Components;
using Lanner.Text;

namespace Lanner.Wast.Components;

/// <summary>Executes the commands of a script: makes instances and calls their functions.</summary>
internal sealed class ScriptExecution : IDisposable
{
    private readonly Engine _engine;
    private readonly Store _store;
    private readonly ComponentLinker _linker;
    private readonly Dictionary<string, Component> _components = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ComponentInstance> _instances = new(StringComparer.Ordinal);
    private ComponentInstance? _current;

    public ScriptExecution(EngineOptions options)
    {
        _engine = new Engine(options);
        _store = new Store(_engine);
        _linker = new ComponentLinker(_engine);
    }

    /// <summary>Notes a component, for instances.</summary>
    public void Define(string? identifier, byte[] binary)
    {
        if (identifier is not null)
        {
            _components[identifier] = Component.FromBinary(_engine, binary);
        }
    }

    /// <summary>Makes an instance of a component, which the commands after it mean.</summary>
    public void Instantiate(string? identifier, byte[] binary) => Instantiate(identifier, Component.FromBinary(_engine, binary));

    /// <summary>Makes an instance of a component that was defined.</summary>
    public void Instantiate(string? identifier, string component) => Instantiate(identifier, _components[component]);

    /// <summary>Makes an instance, or calls a function, and sees that it traps.</summary>
    /// <returns>The message, or null.</returns>
    public static string? Trap(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (TrapException trap)
        {
            return trap.Message;
        }
    }

    /// <summary>Reads the rest of <c>(invoke …)</c>, and makes the call.</summary>
    public ComponentValue? Invoke(TokenReader reader)
    {
        var instance = reader.AcceptIdentifier() is { } identifier ? _instances[identifier] : _current!;
        var function = instance.GetFunction(reader.ReadName());
        var arguments = ScriptValues.ReadAll(reader);
        reader.ExpectRight();
        return function.Call([.. arguments]);
    }

    /// <summary>Stops what runs on another thread, if the engine can.</summary>
    public void Interrupt()
    {
        if (_engine.Options.Interruptible)
        {
            _store.Interrupt();
        }
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    private void Instantiate(string? identifier, Component component)
    {
        _current = null;
        _current = _linker.Instantiate(_store, component);
        if (identifier is not null)
        {
            _instances[identifier] = _current;
        }
    }
}
