using System.Buffers.Text;

namespace Lanner.Platform;

/// <summary>The limits that the operating system sets to the process. Read once: a program that comes near to such a limit is ended by the
/// CLR, which does not expect it, so that guests have to stay well below.</summary>
internal static class SystemLimits
{
    /// <summary>User-space addresses of x64 and most other processors.</summary>
    private const long LargestAddressSpace = 1L << 47;

    private static readonly Lazy<long> FoundMemory = new(FindMemory);
    private static readonly Lazy<long> FoundAddressSpace = new(FindAddressSpace);
    private static readonly Lazy<int> FoundMappings = new(FindMappings);
    private static readonly Lazy<long> FoundFiles = new(() => FindOfProcess("Max open files"u8) ?? int.MaxValue);

    /// <summary>The bytes of memory that the machine, or the container, has.</summary>
    internal static long Memory => FoundMemory.Value;

    /// <summary>The bytes of address space that the process may have.</summary>
    internal static long AddressSpace => FoundAddressSpace.Value;

    /// <summary>The number of mappings that the process may have besides those that it had when this was first asked; on systems that do
    /// not count them, as many as can be expressed.</summary>
    internal static int Mappings => FoundMappings.Value;

    /// <summary>The number of files that the process may have open.</summary>
    internal static long Files => FoundFiles.Value;

    private static long FindMemory()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (!OperatingSystem.IsLinux())
        {
            return memory;
        }

        // The GC says what its heap may have, which can be set to less than there is.
        if (FindLine(Read("/proc/meminfo"), "MemTotal:"u8) is var total && FirstNumber(total) is { } kilobytes)
        {
            memory = kilobytes << 10;
        }

        foreach (var file in (string[])["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"])
        {
            memory = Math.Min(memory, FirstNumber(Read(file)) ?? memory);
        }

        return memory;
    }

    private static long FindAddressSpace() => Math.Min(LargestAddressSpace, FindOfProcess("Max address space"u8) ?? LargestAddressSpace);

    private static long? FindOfProcess(ReadOnlySpan<byte> name) => FirstNumber(FindLine(Read("/proc/self/limits"), name));

    private static int FindMappings() => FirstNumber(Read("/proc/sys/vm/max_map_count")) is { } most
        ? (int)Math.Clamp(most - Read("/proc/self/maps").Count((byte)'\n'), 0, int.MaxValue)
        : int.MaxValue;

    /// <summary>The line that begins with a name; empty if there is none.</summary>
    private static ReadOnlySpan<byte> FindLine(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> name)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            if (line.StartsWith(name))
            {
                return line;
            }

            lines = end < 0 ? [] : lines[(end + 1)..];
        }

        return [];
    }

    /// <summary>The first number in a line that is a word; null when there is none, as in "unlimited", or it is too large.</summary>
    private static long? FirstNumber(ReadOnlySpan<byte> line)
    {
        for (var start = 0; start < line.Length; start++)
        {
            if ((start == 0 || IsSpace(line[start - 1])) && char.IsAsciiDigit((char)line[start]))
            {
                // A number of so many digits that it cannot be read is as good as no limit.
                return Utf8Parser.TryParse(line[start..], out long number, out var length)
                    && (start + length == line.Length || IsSpace(line[start + length]))
                    ? number
                    : null;
            }
        }

        return null;
    }

    private static bool IsSpace(byte letter) => letter is (byte)' ' or (byte)'\t' or (byte)'\n';

    /// <summary>Reads a file of the system, which does not say how long it is; empty if it cannot be read. Not by what reads lines: that
    /// takes a process which has just started longer than the file.</summary>
    private static ReadOnlySpan<byte> Read(string path)
    {
        // An exception takes some milliseconds when it is the first of the process, and one of the files of control groups is never there.
        if (!OperatingSystem.IsLinux() || !File.Exists(path))
        {
            return [];
        }

        try
        {
            using var file = File.OpenHandle(path);
            var content = new byte[8 << 10];
            for (var length = 0; ;)
            {
                var count = RandomAccess.Read(file, content.AsSpan(length), length);
                if (count == 0)
                {
                    return content.AsSpan(0, length);
                }

                length += count;
                if (length == content.Length)
                {
                    Array.Resize(ref content, 2 * length);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return [];
        }
    }
}
