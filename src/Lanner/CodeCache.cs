using Lanner.Compilation.Saving;

namespace Lanner;

/// <summary>A folder that keeps compiled modules, so that a module which was compiled once need not be compiled again, in this process or
/// another (<see cref="EngineOptions.Cache"/>). Thread-safe; any number of processes can use a folder at the same time.</summary>
/// <remarks>
/// <para>An entry is used for the same module, with the same options, by the same build of Lanner on the same build of .NET, on a
/// processor with the same instructions; others are not seen. One that is damaged is replaced. Entries have machine code if crossgen2 is
/// there (<see cref="Module.SaveCompiled"/>), and otherwise CIL.</para>
/// <para>The code of an entry becomes part of the process, outside of any sandbox. The folder must belong to the user that the process runs
/// as, and nobody else may be able to write to it or to what is in it; otherwise it is not used. Code that came from the cache stays
/// loaded until the process ends.</para>
/// </remarks>
public sealed class CodeCache
{
    private readonly CacheFolder _folder;
    private readonly CacheFiller _filler;

    /// <summary>Makes a cache.</summary>
    /// <param name="folder">The folder. It is created, for nobody but this user, if it is not there.</param>
    public CodeCache(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = Path.GetFullPath(folder);
        _folder = new CacheFolder(Folder);
        _filler = new CacheFiller(this);
        Problem = _folder.Prepare();
    }

    /// <summary>The folder of the user that the process runs as: <c>lanner</c> in <c>$XDG_CACHE_HOME</c>, which is <c>~/.cache</c> unless
    /// it is set; on macOS in <c>~/Library/Caches</c>, on Windows in the local application data. Null for a user who has no such place, as
    /// services have. No guest should be granted a directory that contains it.</summary>
    public static string? UserFolder => FindUserFolder();

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>The reason why the cache is not used: the folder cannot be made, or others can write to it; null if there is
    /// none.</summary>
    public string? Problem { get; }

    /// <summary>The number of bytes that all entries may take together; those that were of no use for the longest time are deleted when
    /// there are more. By default a gibibyte.</summary>
    public long MaximumBytes { get; init; } = 1L << 30;

    /// <summary>True if modules that are not in the cache are compiled for it as soon as they are made, on a thread that does not keep the
    /// process from ending, with machine code by a process of low priority; that is the default. False if only <see cref="Add"/> fills the
    /// cache.</summary>
    public bool FillsInBackground { get; init; } = true;

    /// <summary>Tests whether the cache has the code of a module.</summary>
    /// <param name="module">The module.</param>
    public bool Contains(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Problem is null && File.Exists(_folder.PathOf(module.Identity));
    }

    /// <summary>Tests whether the cache has the code of a module, as an engine would look for it.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="module">The module in the binary format.</param>
    public bool Contains(Engine engine, ReadOnlySpan<byte> module)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return Problem is null
            && File.Exists(_folder.PathOf(CodeIdentity.Of(module, engine.Options.Features, engine.CompilationOptions)));
    }

    /// <summary>Compiles all functions of a module for the cache, unless it has them.</summary>
    /// <param name="module">The module.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>True if the cache has the module now; false if another process is at compiling it, two others are compiled already, it
    /// could not be compiled before, or the cache has a <see cref="Problem"/>.</returns>
    /// <exception cref="CompiledModuleException">The module cannot be compiled to a file.</exception>
    /// <exception cref="ResourceLimitException">The module is too large for that (<see cref="Module.SaveCompiled"/>).</exception>
    /// <exception cref="IOException">The file cannot be written; other exceptions of <see cref="FileStream"/> are possible too.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public bool Add(Module module, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Problem is null && _folder.Add(module.Identity, MaximumBytes, Save);

        void Save(string path)
        {
            var compiler = MachineCodeCompiler.Find(isUrgent: false);
            ModuleSaver.Save(
                module.Definition, module.Engine.CompilationOptions, module.Identity, path, compiler, isPrivate: true, cancellation);
        }
    }

    /// <summary>Counts the entries.</summary>
    /// <returns>The number of entries, and of bytes that they take.</returns>
    public (int Entries, long Bytes) Measure() => _folder.Measure();

    /// <summary>Deletes all entries. Code that is loaded goes on to run.</summary>
    /// <returns>The number of entries that there were.</returns>
    public int Clear() => Problem is null ? _folder.Clear() : 0;

    /// <summary>Deletes an entry that is of no use.</summary>
    internal void Remove(CodeIdentity identity) => CacheFolder.Delete(_folder.PathOf(identity));

    internal string PathOf(CodeIdentity identity) => _folder.PathOf(identity);

    /// <summary>Reads the entry of a module; null if there is none that can be used.</summary>
    internal CompiledFile? Read(CodeIdentity identity, ReadOnlySpan<byte> module) =>
        Problem is null ? _folder.Read(identity, module) : null;

    /// <summary>Takes notice of a module that was not in the cache.</summary>
    internal void Miss(Module module)
    {
        if (FillsInBackground && Problem is null)
        {
            _filler.Add(module);
        }
    }

    private static string? FindUserFolder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folder =
            OperatingSystem.IsWindows()
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "lanner", "cache")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches", "lanner")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } caches && Path.IsPathRooted(caches)
                ? Path.Combine(caches, "lanner")
            : Path.Combine(home, ".cache", "lanner");

        // Relative, it would be wherever the program happens to run, perhaps where its guests can write.
        return Path.IsPathFullyQualified(folder) ? folder : null;
    }
}
