using System.Diagnostics;
using System.Globalization;

namespace Lanner.Wast;

/// <summary>The memory that the process holds when everything that nobody uses has been collected and unloaded.</summary>
/// <param name="ManagedBytes">The bytes in the managed heap.</param>
/// <param name="ResidentBytes">The memory of the process that is in use.</param>
/// <param name="GuestAssemblies">The assemblies of guests that are still loaded.</param>
public readonly record struct MemoryUse(long ManagedBytes, long ResidentBytes, int GuestAssemblies)
{
    /// <summary>Collects, and says what is left. Unloading takes several collections, so this takes some time.</summary>
    public static MemoryUse Measure()
    {
        for (var round = 0; round < 10; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return new MemoryUse(
            GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64,
            AppDomain.CurrentDomain.GetAssemblies().Count(assembly => assembly.IsCollectible));
    }

    /// <summary>The figures in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"managed_mb={ManagedBytes / 1048576.0:F1} resident_mb={ResidentBytes / 1048576.0:F1} guest_assemblies={GuestAssemblies}");
}
