using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>The use that the memories of all guests of the process make of things that the system gives to a process in limited number.
/// When one of them is used up, the CLR ends the process, since it cannot go on without either; so that guests get a part, and the rest is
/// the host's.</summary>
internal static class ProcessBudget
{
    private static long s_mappings;
    private static long s_addressSpace;
    private static long s_files;

    /// <summary>The number of mappings that memories may have: half of what is left when the first of them is made. (The other half is for
    /// the CLR, whose heap and code take some thousands.)</summary>
    internal static long MostMappings { get; set; } = SystemLimits.Mappings / 2;

    /// <summary>The number of bytes of address space that memories may reserve: three quarters of it.</summary>
    internal static long MostAddressSpace { get; } = SystemLimits.AddressSpace / 4 * 3;

    /// <summary>The number of files that the data of modules may be in.</summary>
    private static long MostFiles { get; } = SystemLimits.Files / 4;

    /// <summary>Mappings in use.</summary>
    internal static long Mappings => Volatile.Read(ref s_mappings);

    /// <summary>The most that one reservation should take of the address space, if it can do with less: a small part of what is left, so
    /// that there is always some for others.</summary>
    internal static ulong LargestShare => (ulong)((MostAddressSpace - Volatile.Read(ref s_addressSpace)) / 64);

    /// <summary>Why a memory got no place: the limit that is reached, or null when the system was short of something else.</summary>
    internal static ResourceLimit? FindExceeded(ulong bytes)
    {
        if (Mappings + MappingsOfChecked > MostMappings)
        {
            return new ResourceLimit(ResourceKind.Mappings, MostMappings);
        }

        return bytes > (ulong)(MostAddressSpace - Volatile.Read(ref s_addressSpace))
            ? new ResourceLimit(ResourceKind.AddressSpace, MostAddressSpace)
            : null;
    }

    /// <summary>A guarded memory, and the inaccessible rest of its slot.</summary>
    internal const int MappingsOfGuarded = 2;

    /// <summary>A checked memory with its size in front, and what is inaccessible before and behind.</summary>
    internal const int MappingsOfChecked = 3;

    /// <summary>A file in the middle of a memory: the file, and what is behind it.</summary>
    internal const int MappingsOfImage = 2;

    /// <summary>Large pages in a part of a reservation: that part, accessible and not.</summary>
    internal const int MappingsOfLargePages = 2;

    internal static bool TryTakeMappings(int count) => BoundedSum.TryAdd(ref s_mappings, count, MostMappings);

    internal static void ReturnMappings(int count) => Interlocked.Add(ref s_mappings, -count);

    internal static bool TryTakeAddressSpace(ulong bytes) =>
        bytes <= long.MaxValue && BoundedSum.TryAdd(ref s_addressSpace, (long)bytes, MostAddressSpace);

    internal static void ReturnAddressSpace(ulong bytes) => Interlocked.Add(ref s_addressSpace, -(long)bytes);

    internal static bool TryTakeFile() => BoundedSum.TryAdd(ref s_files, 1, MostFiles);

    internal static void ReturnFile() => Interlocked.Decrement(ref s_files);
}
