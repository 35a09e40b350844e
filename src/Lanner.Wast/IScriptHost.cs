namespace Lanner.Wast;

/// <summary>The ways in which a command can end without a result.</summary>
internal enum StopKind
{
    /// <summary>A fault of the engine or the runner.</summary>
    Fault,

    Malformed,
    Invalid,
    Unlinkable,
    Trap,

    /// <summary>An exception of the guest that it did not catch.</summary>
    Exception,
}

/// <summary>The meaning of an exception to a script.</summary>
internal readonly record struct ScriptStop(StopKind Kind, string Message);

/// <summary>The operations that the runner needs of an engine. Modules and instances are the engine's own objects, and so are the
/// exceptions.</summary>
internal interface IScriptHost : IDisposable
{
    /// <summary>Decodes and validates a module.</summary>
    object Load(byte[] binary);

    /// <summary>Links a module to what is registered, instantiates it, and runs its start function.</summary>
    object Instantiate(object module);

    /// <summary>Makes the exports of an instance importable under a name.</summary>
    void Register(string name, object instance);

    /// <summary>Calls an exported function.</summary>
    ScriptValue[] Invoke(object instance, string export, ScriptValue[] arguments);

    /// <summary>Reads an exported global.</summary>
    ScriptValue GetGlobal(object instance, string export);

    /// <summary>Tests whether a reference refers to something of an abstract type.</summary>
    bool IsOfKind(object reference, HeapTypeKind kind);

    /// <summary>The object of the host behind a reference, or null when it refers to something else.</summary>
    HostReference? ToHostReference(object? reference);

    /// <summary>Says what an exception means. One that means nothing is a fault of the engine.</summary>
    ScriptStop Classify(Exception exception);

    /// <summary>Stops what runs on other threads, as far as the engine can.</summary>
    void Interrupt();

    /// <summary>A host for another thread, where nothing is registered yet and instances of this one can be registered.</summary>
    IScriptHost Fork();
}
