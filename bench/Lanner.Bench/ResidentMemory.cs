using System.Diagnostics;

namespace Lanner.Bench;

/// <summary>The memory that the process has of the machine.</summary>
internal static class ResidentMemory
{
    /// <summary>Measures it, once what nobody uses was collected.</summary>
    internal static double MeasureKibibytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1024.0;
    }
}
