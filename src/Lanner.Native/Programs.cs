using Lanner.Wasi;

namespace Lanner.Native;

/// <summary>Runs programs of WASI.</summary>
internal static class Programs
{
    /// <summary>Runs a program, with its threads if it starts any.</summary>
    /// <returns>The status that it ends with.</returns>
    internal static int Run(StoreState store, Linker linker, Module module) => store.RunProgram(() => RunOnce(store, linker, module));

    private static int RunOnce(StoreState store, Linker linker, Module module)
    {
        // Threads are defined for one store: what the caller has goes on to serve others.
        WasiThreads? threads = null;
        if (WasiThreads.AreUsedBy(module))
        {
            linker = linker.Clone();
            threads = new WasiThreads(linker, store.Store, module);
        }

        try
        {
            var instance = store.Instantiate(module, () => linker.Instantiate(store.Store, module));
            if (threads is null)
            {
                instance.GetFunction("_start").Invoke();
            }
            else
            {
                threads.Run(instance);
            }

            return 0;
        }
        catch (WasiExitException exit)
        {
            return exit.ExitCode;
        }
    }
}
