namespace Lanner.Bench.Engines;

/// <summary>An engine inside a worker: holds one module at a time and runs it.</summary>
internal interface IGuestRunner : IDisposable
{
    /// <summary>The name of the engine, with its version.</summary>
    string Version { get; }

    /// <summary>Makes the current module from its bytes. This is what the column "load" times.</summary>
    void Load(byte[] module);

    /// <summary>Instantiates the current module and runs its <c>_start</c>. This is what the columns "first call" and "steady run"
    /// time.</summary>
    /// <param name="arguments">The program's arguments, its name first.</param>
    /// <param name="output">The writer for its standard output.</param>
    void Run(string[] arguments, Stream output);

    /// <summary>Instantiates the current module and calls a function that it exports, which takes nothing and returns an
    /// <c>i32</c>.</summary>
    int Call(string export);
}
