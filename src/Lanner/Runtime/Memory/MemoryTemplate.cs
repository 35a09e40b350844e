using System.Runtime.InteropServices;
using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>The state of a memory that a module defines in each new instance: its size and the data in it. Guarded memories that were made
/// from a template go back to it with everything in place, and what was written to is forgotten, so that the next instance takes one
/// without asking the system for anything.</summary>
/// <remarks>
/// <para>A slot that waits here is accessible, unlike those that wait in <see cref="GuardedSlots"/>, and holds what every instance of the
/// module begins with.</para>
/// <para>Thread-safe.</para>
/// </remarks>
internal sealed unsafe class MemoryTemplate(ulong size, MemoryImage? image) : IDisposable
{
    /// <summary>The number of slots that wait in all templates together.</summary>
    private static int s_ready;

    /// <summary>The number of slots that wait with their content in place, and their page tables, so that they are ready sooner. The
    /// setting <c>Lanner.WarmMemories</c> of the application (runtimeconfig.json) changes it.</summary>
    private static readonly int WarmLimit = AppContext.GetData("Lanner.WarmMemories") is { } setting
        ? Convert.ToInt32(setting, System.Globalization.CultureInfo.InvariantCulture)
        : 1024;

    /// <summary>Up to this size, writing a memory anew takes less time than having the system forget its pages: that stops the other
    /// processors that have seen them, and the next instance waits for each page that it touches.</summary>
    private const ulong MostWritten = 128 << 10;

    private readonly Lock _gate = new();
    private SlotQueue _ready;
    private bool _isClosed;

    ~MemoryTemplate() => Close();

    /// <summary>The size at the start, in bytes.</summary>
    internal ulong Size => size;

    /// <summary>The data, or null when all is zero.</summary>
    internal MemoryImage? Image => image;

    /// <summary>Takes a slot whose first <see cref="Size"/> bytes are accessible and hold the data.</summary>
    /// <returns>The address of byte 0 of the memory, or null when the system has no room.</returns>
    internal byte* Take()
    {
        lock (_gate)
        {
            var ready = _ready.TryDequeue();
            if (ready is not null)
            {
                Interlocked.Decrement(ref s_ready);
                return ready;
            }
        }

        var slot = GuardedSlots.Take();
        if (slot is null || (VirtualMemory.Commit(slot, (nuint)size) && image?.TryMap(slot) != false))
        {
            return slot;
        }

        GuardedSlots.Return(slot, size, isMapped: false, hasLargePages: false);
        return null;
    }

    /// <summary>Takes a slot back.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="accessible">The number of its first bytes that were accessible.</param>
    /// <param name="hasLargePages">True if large pages were asked for up to its end.</param>
    internal void Return(byte* slot, ulong accessible, bool hasLargePages)
    {
        if (Interlocked.Increment(ref s_ready) <= WarmLimit && TryReset(slot, accessible, hasLargePages))
        {
            if (hasLargePages)
            {
                ProcessBudget.ReturnMappings(ProcessBudget.MappingsOfLargePages);
                hasLargePages = false;
            }

            if (TryKeep(slot))
            {
                return;
            }
        }

        Interlocked.Decrement(ref s_ready);
        GuardedSlots.Return(slot, accessible, isMapped: image is not null, hasLargePages);
    }

    /// <summary>Gives the waiting slots back. Those that are in use go the same way later.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives a memory the content of the template again.</summary>
    private bool TryReset(byte* slot, ulong accessible, bool hasLargePages) =>
        (hasLargePages
            ? PosixMemory.ReserveAnew(slot + size, (nuint)(GuardedSlots.Capacity - size))
            : VirtualMemory.Decommit(slot + size, (nuint)(accessible - size)))
        && (size <= MostWritten ? TryWrite(slot) : PosixMemory.Discard(slot, (nuint)size));

    private bool TryWrite(byte* slot)
    {
        if (image is not null)
        {
            return image.TryWrite(slot, size);
        }

        NativeMemory.Clear(slot, (nuint)size);
        return true;
    }

    private bool TryKeep(byte* slot)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _ready.Enqueue(slot);
            }

            return !_isClosed;
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            for (var slot = _ready.TryDequeue(); slot is not null; slot = _ready.TryDequeue())
            {
                Interlocked.Decrement(ref s_ready);
                GuardedSlots.Return(slot, size, isMapped: image is not null, hasLargePages: false);
            }
        }
    }
}
