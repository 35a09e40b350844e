using System.Globalization;

namespace Lanner.Platform;

/// <summary>The limits that the operating system sets to the process. Read once: a program that comes near to such a limit is ended by the
/// CLR, which does not expect it, so that guests have to stay well below.</summary>
internal static class SystemLimits
{
    /// <summary>User-space addresses of x64 and most other processors.</summary>
    private const long LargestAddressSpace = 1L << 47;

    /// <summary>The bytes of memory that the machine, or the container, has.</summary>
    internal static long Memory { get; } = FindMemory();

    /// <summary>The bytes of address space that the process may have.</summary>
    internal static long AddressSpace { get; } = FindAddressSpace();

    /// <summary>The number of mappings that the process may have besides those that it had when this was first asked; on systems that do
    /// not count them, as many as can be expressed.</summary>
    internal static int Mappings { get; } = FindMappings();

    /// <summary>The number of files that the process may have open.</summary>
    internal static long Files { get; } = FindOfProcess("Max open files") ?? int.MaxValue;

    private static long FindMemory()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (!OperatingSystem.IsLinux())
        {
            return memory;
        }

        // The GC says what its heap may have, which can be set to less than there is.
        var total = ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
        if (total is not null && FirstNumber(total) is { } kilobytes)
        {
            memory = kilobytes << 10;
        }

        string[] containers = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
        foreach (var file in containers)
        {
            foreach (var line in ReadLines(file))
            {
                memory = Math.Min(memory, FirstNumber(line) ?? memory);
            }
        }

        return memory;
    }

    private static long FindAddressSpace() => Math.Min(LargestAddressSpace, FindOfProcess("Max address space") ?? LargestAddressSpace);

    private static long? FindOfProcess(string name) =>
        ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? FirstNumber(line)
            : null;

    private static int FindMappings() =>
        ReadLines("/proc/sys/vm/max_map_count").FirstOrDefault() is { } line && FirstNumber(line) is { } most
            ? (int)Math.Clamp(most - ReadLines("/proc/self/maps").Count(), 0, int.MaxValue)
            : int.MaxValue;

    /// <summary>The first number in a line that is one by itself; null when there is none, as in "unlimited", or it is too large.</summary>
    private static long? FirstNumber(string line)
    {
        foreach (var word in line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == "unlimited" || word == "max")
            {
                return null;
            }

            if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }
        }

        return null;
    }

    private static IEnumerable<string> ReadLines(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() && File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
