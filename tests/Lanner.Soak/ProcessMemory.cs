using System.Globalization;

namespace Lanner.Soak;

/// <summary>The memory of the process, once everything that nobody uses has been collected and unloaded.</summary>
/// <param name="Resident">Bytes that the system has given the process.</param>
/// <param name="Heap">Bytes of live managed objects.</param>
public readonly record struct ProcessMemory(long Resident, long Heap)
{
    /// <summary>Collects, and measures.</summary>
    public static ProcessMemory Measure()
    {
        // Code is unloaded by finalizers that the next collection finds done, some of them after each other.
        for (var round = 0; round < 8; round++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            Thread.Sleep(20);
        }

        return new ProcessMemory(ReadResident(), GC.GetTotalMemory(forceFullCollection: true));
    }

    /// <summary>In mebibytes, for people to read.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Resident / 1048576.0:F1} MiB resident, {Heap / 1048576.0:F1} MiB of live objects");

    private static long ReadResident()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Environment.WorkingSet;
        }

        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(':', 'k')[1].Trim(), CultureInfo.InvariantCulture) << 10;
    }
}
