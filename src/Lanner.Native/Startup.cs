using System.Runtime.InteropServices;

namespace Lanner.Native;

/// <summary>The first that the loader calls.</summary>
internal static unsafe class Startup
{
    /// <summary>The functions of the loader.</summary>
    internal static LoaderInfo Loader;

    /// <summary>Fills the loader's table.</summary>
    /// <param name="info">The functions of the loader, with the place of the table.</param>
    /// <returns>Zero, or the number of functions here, when it is not that of the loader.</returns>
    [UnmanagedCallersOnly]
    internal static int Start(LoaderInfo* info)
    {
        if (info->Size != (nuint)sizeof(LoaderInfo) || info->FunctionCount != FunctionTable.Count)
        {
            return FunctionTable.Count;
        }

        Loader = *info;
        AppContext.SetSwitch("Lanner.FaultHandlerIsKept", true);
        FunctionTable.Fill(info->Table);

        // The loader recognizes threads of .NET by the stack that they have for signals.
        var thread = new Thread(static () => Loader.NoteRuntimeThread(), 256 << 10);
        thread.Start();
        thread.Join();

        // An engine has its handler of signals installed, if the platform has guarded memories. The loader is to stand before that.
        using var engine = new Engine();
        return 0;
    }

    /// <summary>Does something that may make threads. Those have the signals blocked that the running thread has: the host's are not for
    /// them.</summary>
    internal static void WithoutSignals(Action action)
    {
        var mask = Loader.BlockSignals();
        try
        {
            action();
        }
        finally
        {
            Loader.UnblockSignals(mask);
        }
    }

    /// <summary>Has the loader look for handlers of signals that the host has installed in the meantime, and stand before them.</summary>
    internal static void CheckSignals() => Loader.CheckSignals();
}
