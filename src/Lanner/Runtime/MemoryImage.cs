using Lanner.Platform;
using Microsoft.Win32.SafeHandles;

namespace Lanner.Runtime;

/// <summary>What a module puts into a new memory, as pages that every instance shares until it writes to them: making an instance then takes as long for megabytes of data as
/// for a few bytes.</summary>
/// <remarks>
/// <code>
/// memory   ├──────┬─────run─────┬────────────────────────────┬──run──┬───────┤
/// segments         ▒▒▒▒  ▒▒▒▒▒▒▒                                ▒▒▒▒
/// file            ├─────────────┼───────┤
/// </code>
/// Runs are whole pages, zero where no segment puts anything, as the memory is. What lies far apart is in different runs, so that a run is hardly more than its data.
/// </remarks>
internal sealed unsafe class MemoryImage : IDisposable
{
    /// <summary>Gaps up to this size are part of a run.</summary>
    private const ulong SmallestGap = 64 << 10;

    /// <summary>Each run is a call to the system whenever an instance is made.</summary>
    private const int MostRuns = 8;

    private readonly SafeFileHandle _file;
    private readonly Run[] _runs;

    private MemoryImage(SafeFileHandle file, Run[] runs)
    {
        _file = file;
        _runs = runs;
    }

    /// <summary>Makes the image of some data, or returns null when copying the data is better or the system has no such files.</summary>
    /// <param name="segments">What to put where; later ones over earlier ones. All of it is within the memory.</param>
    internal static MemoryImage? TryCreate(IReadOnlyList<(ulong Address, ReadOnlyMemory<byte> Bytes)> segments)
    {
        var runs = FindRuns(segments);
        if (!MemoryFile.IsSupported || runs.Length is 0 or > MostRuns)
        {
            return null;
        }

        var file = MemoryFile.TryCreate();
        if (file is null)
        {
            return null;
        }

        try
        {
            RandomAccess.SetLength(file, (long)(runs[^1].FileOffset + runs[^1].Length));
            foreach (var (address, bytes) in segments.Where(segment => segment.Bytes.Length > 0))
            {
                var run = Array.Find(runs, candidate => address - candidate.Address < candidate.Length);
                RandomAccess.Write(file, bytes.Span, (long)(run.FileOffset + (address - run.Address)));
            }

            if (MemoryFile.TrySeal(file))
            {
                return new MemoryImage(file, runs);
            }
        }
        catch (IOException)
        {
            // There is no memory for it.
        }

        file.Dispose();
        return null;
    }

    /// <summary>Puts the image into a memory that is all zero.</summary>
    /// <returns>Whether that was done. If not, the memory must not be used any more.</returns>
    internal bool TryMap(byte* memoryBase)
    {
        foreach (var run in _runs)
        {
            if (!MemoryFile.TryMap(_file, run.FileOffset, memoryBase + run.Address, (nuint)run.Length))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Closes the file. Memories that it was mapped into keep it. Images that are forgotten need not be disposed of.</summary>
    public void Dispose() => _file.Dispose();

    private static Run[] FindRuns(IReadOnlyList<(ulong Address, ReadOnlyMemory<byte> Bytes)> segments)
    {
        var runs = new List<Run>();
        foreach (var (address, bytes) in segments.Where(segment => segment.Bytes.Length > 0).OrderBy(segment => segment.Address))
        {
            var start = address & ~((ulong)VirtualMemory.PageSize - 1);
            var end = VirtualMemory.RoundUp(address + (ulong)bytes.Length);
            if (runs.Count > 0 && runs[^1] is var last && start <= last.Address + last.Length + SmallestGap)
            {
                runs[^1] = last with { Length = ulong.Max(last.Length, end - last.Address) };
            }
            else
            {
                runs.Add(new Run(start, end - start, 0));
            }
        }

        var offset = 0UL;
        for (var index = 0; index < runs.Count; index++)
        {
            runs[index] = runs[index] with { FileOffset = offset };
            offset += runs[index].Length;
        }

        return [.. runs];
    }

    private readonly record struct Run(ulong Address, ulong Length, ulong FileOffset);
}
