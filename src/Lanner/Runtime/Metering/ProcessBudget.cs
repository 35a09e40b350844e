using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>The use that the memories of all guests of the process, and the threads for guests, make of things that the system gives to a
/// process in limited number. When one of them is used up, the CLR ends the process, since it cannot go on without either; so that guests
/// get a part, and the rest is the host's.</summary>
internal static class ProcessBudget
{
    /// <summary>The mappings that are kept for the CLR from memories and threads together.</summary>
    private const int MappingsOfRuntime = 3_000;

    private static long s_mappings;
    private static long s_mappingsWithThreads;
    private static long s_addressSpace;
    private static long s_files;

    /// <summary>The number of mappings that memories may have: half of what is left when the first of them is made. (The other half is for
    /// the CLR, whose heap and code take some thousands.)</summary>
    internal static long MostMappings { get; set; } = SystemLimits.Mappings / 2;

    /// <summary>The number of mappings that memories and threads for guests may have together: nearly all. (As many threads as there are
    /// guests that wait; with a memory each, 10,000 of them take 60,000 of the 65,530 that Linux allows unless told otherwise.)</summary>
    internal static long MostMappingsWithThreads { get; set; } = Math.Max(MostMappings, SystemLimits.Mappings - MappingsOfRuntime);

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

        if (Volatile.Read(ref s_mappingsWithThreads) + MappingsOfChecked > MostMappingsWithThreads)
        {
            return new ResourceLimit(ResourceKind.Mappings, MostMappingsWithThreads);
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

    /// <summary>The stack of a thread, the one on which it handles signals, and a guard of each.</summary>
    private const int MappingsOfThread = 4;

    internal static bool TryTakeMappings(int count)
    {
        if (!BoundedSum.TryAdd(ref s_mappings, count, MostMappings))
        {
            return false;
        }

        if (BoundedSum.TryAdd(ref s_mappingsWithThreads, count, MostMappingsWithThreads))
        {
            return true;
        }

        Interlocked.Add(ref s_mappings, -count);
        return false;
    }

    internal static void ReturnMappings(int count)
    {
        Interlocked.Add(ref s_mappings, -count);
        Interlocked.Add(ref s_mappingsWithThreads, -count);
    }

    internal static bool TryTakeThread() => BoundedSum.TryAdd(ref s_mappingsWithThreads, MappingsOfThread, MostMappingsWithThreads);

    internal static void ReturnThread() => Interlocked.Add(ref s_mappingsWithThreads, -MappingsOfThread);

    internal static bool TryTakeAddressSpace(ulong bytes) =>
        bytes <= long.MaxValue && BoundedSum.TryAdd(ref s_addressSpace, (long)bytes, MostAddressSpace);

    internal static void ReturnAddressSpace(ulong bytes) => Interlocked.Add(ref s_addressSpace, -(long)bytes);

    internal static bool TryTakeFile() => BoundedSum.TryAdd(ref s_files, 1, MostFiles);

    internal static void ReturnFile() => Interlocked.Decrement(ref s_files);
}
