using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;

namespace Lanner.Cli.Running;

/// <summary>The modules that were instantiated before a program.</summary>
internal sealed class PreloadedModules : IDisposable
{
    private readonly List<Module> _modules = [];

    /// <summary>Instantiates modules, each of which may import from those before it, and defines what they export.</summary>
    /// <exception cref="FileException">One is not a module, or cannot be instantiated.</exception>
    /// <exception cref="NotSupportedException">The program starts threads: each has a store of its own, and the instances of one store
    /// cannot be used in another.</exception>
    internal PreloadedModules(Preload[] preloads, Linker linker, Store store, bool usesThreads)
    {
        if (usesThreads && preloads.Length > 0)
        {
            throw new NotSupportedException("--preload is not for programs that start threads: what is preloaded belongs to one thread");
        }

        try
        {
            foreach (var preload in preloads)
            {
                Add(preload, linker, store);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose() => _modules.ForEach(module => module.Dispose());

    private void Add(Preload preload, Linker linker, Store store)
    {
        var module = ModuleFiles.Make(linker.Engine, preload.File, InputFile.Read(preload.File));
        _modules.Add(module);
        if (module.Exports.FirstOrDefault(export => linker.IsDefined(preload.Name, export.Name)) is { } twice)
        {
            throw new FileException(
                preload.File, $"\"{preload.Name}\" \"{twice.Name}\" is defined already; preload the module by another name");
        }

        try
        {
            var instance = linker.Instantiate(store, module);

            // A library sets itself up first.
            GuestEntry.Find(instance, "_initialize")?.Invoke();
            linker.DefineInstance(preload.Name, instance);
        }
        catch (LinkException error)
        {
            throw new FileException(preload.File, error.Message + LinkHints.For(error.Import, linker), error);
        }
        catch (Exception error) when (error is ResourceLimitException or NotSupportedException)
        {
            throw new FileException(preload.File, error.Message, error);
        }
    }
}
