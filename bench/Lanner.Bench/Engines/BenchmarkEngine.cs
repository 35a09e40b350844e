using Lanner.Bench.Programs;

namespace Lanner.Bench.Engines;

/// <summary>One column of the benchmark: something that runs programs and says how long each took. To add an engine, derive from this (or
/// write a worker) and list it in <see cref="BenchmarkEngines"/>.</summary>
internal abstract class BenchmarkEngine : IDisposable
{
    /// <summary>The name on the command line, such as <c>lanner-checked</c>.</summary>
    internal abstract string Name { get; }

    /// <summary>The name at the head of its column.</summary>
    internal abstract string Title { get; }

    /// <summary>True if there is such a thing as loading for the engine.</summary>
    internal virtual bool HasLoad => true;

    /// <summary>Returns the name of the engine with its version; null when it cannot be found here.</summary>
    internal abstract string? FindVersion();

    /// <summary>Tests whether the engine has what it needs for a program. What it has not, is left out, which is no failure.</summary>
    internal virtual bool CanRun(BenchmarkProgram program) => true;

    /// <summary>Makes a program the current one and returns how many milliseconds that took.</summary>
    /// <exception cref="EngineFailedException">The engine cannot.</exception>
    internal abstract double Load(BenchmarkProgram program, string[] arguments);

    /// <summary>Runs the current program once.</summary>
    /// <exception cref="EngineFailedException">The engine cannot.</exception>
    internal abstract (double Milliseconds, string Output) Run();

    /// <summary>Ends what the engine started.</summary>
    public abstract void Dispose();
}

/// <summary>An engine did not do what it was asked for; the message says why.</summary>
internal sealed class EngineFailedException(string message) : Exception(message);
