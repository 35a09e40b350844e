using Lanner.Compilation;
using Lanner.Compilation.Layout;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner;

/// <summary>The compiler of modules: the options that all of them share. A program usually has one. Thread-safe.</summary>
/// <remarks>Disposing of an engine only keeps new modules and stores from being made with it; those that exist go on to work, since each
/// holds what it needs.</remarks>
public sealed class Engine : IDisposable
{
    private bool _isDisposed;

    /// <summary>The version of .NET that this version of Lanner was tested with. On another one the JIT compiler may have other faults than
    /// those that Lanner goes around (<c>docs/jit-quirks.md</c>).</summary>
    public static Version TestedRuntime { get; } = new(10, 0, 12);

    /// <summary>Makes an engine with the default options.</summary>
    public Engine()
        : this(new EngineOptions())
    {
    }

    /// <summary>Makes an engine.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="PlatformNotSupportedException">The options ask for a memory mode that the platform does not have.</exception>
    public Engine(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MemoryMode == MemoryMode.Guarded && !GuardedMemory.IsSupported)
        {
            throw new PlatformNotSupportedException(
                $"Guarded memories are not possible here: {GuardedMemory.ReasonUnsupported}. Use MemoryMode.Checked.");
        }

        Options = options;
        Account = new EngineAccount(options.Limits);
        MemoryMode = options.MemoryMode ?? (GuardedMemory.IsSupported ? MemoryMode.Guarded : MemoryMode.Checked);
        BackgroundCompiler = new BackgroundCompiler(int.Max(1, options.CompilationThreads ?? Environment.ProcessorCount - 1));
        CompilationOptions = new CompilationOptions(MemoryMode, options.Interruptible, options.UnloadsModules)
        {
            FuelCosts = options.FuelCosts,
            Deterministic = options.Deterministic,
            MethodLimits = options.MethodLimits ?? MethodLimits.Jit,
        };
    }

    /// <summary>Compiles modules of the engine while they are in use.</summary>
    internal BackgroundCompiler BackgroundCompiler { get; }

    /// <summary>The options that the engine was made with.</summary>
    public EngineOptions Options { get; }

    /// <summary>The way in which accesses to memory are kept within bounds: the one that the options name, or the default of the
    /// platform.</summary>
    public MemoryMode MemoryMode { get; }

    /// <summary>The options of the compiler, which follow from those of the engine. (Tests set it, to have code for other
    /// processors.)</summary>
    internal CompilationOptions CompilationOptions { get; init; }

    /// <summary>The account of everything that the engine's stores use together.</summary>
    internal EngineAccount Account { get; }

    /// <summary>Keeps new modules and stores from being made with the engine.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        BackgroundCompiler.Stop();
    }

    /// <summary>True if no module can be made.</summary>
    internal bool IsDisposed => _isDisposed;

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
