using System.Runtime.InteropServices;
using Lanner.Platform;
using Microsoft.Win32.SafeHandles;

namespace Lanner.Runtime;

/// <summary>The data that a module puts into a new memory, as pages that every instance shares until it writes to them: making an instance
/// then takes as long for megabytes of data as for a few bytes.</summary>
/// <remarks>
/// <code>
/// memory   ├──────┬───────────image───────────┬────────────────────────┤
/// segments         ▒▒▒▒  ▒▒▒▒▒▒▒          ▒▒▒▒
/// </code>
/// The image is one stretch of whole pages, zero where no segment puts anything, as the memory is: the system gives a process a limited
/// number of mappings, so that each memory must do with few.
/// </remarks>
internal sealed unsafe class MemoryImage : IDisposable
{
    /// <summary>The number of bytes by which an image may be larger than the data. Data that lies farther apart is better copied: pages
    /// that a guest only reads would be there twice.</summary>
    private const ulong MostGaps = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly ulong _start;
    private readonly ulong _length;
    private byte[]? _bytes;
    private int _isDisposed;

    private MemoryImage(SafeFileHandle file, ulong start, ulong length)
    {
        _file = file;
        _start = start;
        _length = length;
    }

    ~MemoryImage() => Dispose();

    /// <summary>Makes the image of some data, or returns null when copying the data is better or the system has no such files.</summary>
    /// <param name="segments">The data and its places; later ones over earlier ones. All of it is within the memory.</param>
    internal static MemoryImage? TryCreate(IReadOnlyList<(ulong Address, ReadOnlyMemory<byte> Bytes)> segments)
    {
        if (!MemoryFile.IsSupported || FindRange(segments) is not var (start, length) || !ProcessBudget.TryTakeFile())
        {
            return null;
        }

        var file = MemoryFile.TryCreate();
        if (file is not null && TryFill(file, start, length, segments))
        {
            return new MemoryImage(file, start, length);
        }

        file?.Dispose();
        ProcessBudget.ReturnFile();
        return null;
    }

    /// <summary>Puts the image into a memory that is all zero, for <see cref="ProcessBudget.MappingsOfImage"/> mappings that whoever frees
    /// the memory gives back.</summary>
    /// <returns>True if that was done. If not, the memory must not be used any more.</returns>
    internal bool TryMap(byte* memoryBase)
    {
        if (!ProcessBudget.TryTakeMappings(ProcessBudget.MappingsOfImage))
        {
            return false;
        }

        if (MemoryFile.TryMap(_file, 0, memoryBase + _start, (nuint)_length))
        {
            return true;
        }

        ProcessBudget.ReturnMappings(ProcessBudget.MappingsOfImage);
        return false;
    }

    /// <summary>Gives a memory that the image was mapped into its content again, by writing it.</summary>
    /// <param name="memoryBase">The address of byte 0.</param>
    /// <param name="size">The size of the memory. An image may end behind it, since it has whole pages.</param>
    /// <returns>False if the file cannot be read.</returns>
    internal bool TryWrite(byte* memoryBase, ulong size)
    {
        // Read once: it is the same for all memories.
        if ((_bytes ??= TryRead()) is not { } bytes)
        {
            return false;
        }

        NativeMemory.Clear(memoryBase, (nuint)_start);
        bytes.CopyTo(new Span<byte>(memoryBase + _start, bytes.Length));
        if (_start + _length is var end && end < size)
        {
            NativeMemory.Clear(memoryBase + end, (nuint)(size - end));
        }

        return true;
    }

    /// <summary>Closes the file. Memories that it was mapped into keep it. Images that are forgotten need not be disposed of.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _file.Dispose();
            ProcessBudget.ReturnFile();
            GC.SuppressFinalize(this);
        }
    }

    private byte[]? TryRead()
    {
        var bytes = new byte[_length];
        try
        {
            return RandomAccess.Read(_file, bytes, 0) == bytes.Length ? bytes : null;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static bool TryFill(
        SafeFileHandle file, ulong start, ulong length, IReadOnlyList<(ulong Address, ReadOnlyMemory<byte> Bytes)> segments)
    {
        try
        {
            RandomAccess.SetLength(file, (long)length);
            foreach (var (address, bytes) in segments.Where(segment => segment.Bytes.Length > 0))
            {
                RandomAccess.Write(file, bytes.Span, (long)(address - start));
            }

            return MemoryFile.TrySeal(file);
        }
        catch (IOException)
        {
            // There is no memory for it.
            return false;
        }
    }

    /// <summary>The pages from the first byte of data to the last, or null when there is none or the gaps are too large.</summary>
    private static (ulong Start, ulong Length)? FindRange(IReadOnlyList<(ulong Address, ReadOnlyMemory<byte> Bytes)> segments)
    {
        var start = ulong.MaxValue;
        var end = 0UL;
        var gaps = 0UL;
        var data = 0UL;
        foreach (var (address, bytes) in segments.Where(segment => segment.Bytes.Length > 0).OrderBy(segment => segment.Address))
        {
            start = ulong.Min(start, address);
            gaps += end != 0 && address > end ? address - end : 0;
            end = ulong.Max(end, address + (ulong)bytes.Length);
            data += (ulong)bytes.Length;
        }

        if (end == 0 || gaps > data + MostGaps)
        {
            return null;
        }

        start &= ~((ulong)VirtualMemory.PageSize - 1);
        return (start, VirtualMemory.RoundUp(end) - start);
    }
}
