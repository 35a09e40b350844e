using Lanner.Components.Resources;
using Lanner.Components.Structure;

namespace Lanner.Components.CanonicalAbi;

/// <summary>The options of a canonical definition in an instance (Canonical ABI, <c>LiftLowerOptions</c>).</summary>
internal sealed class AbiContext(InstanceNode instance, StringEncoding encoding, Memory? memory, Function? realloc)
{
    /// <summary>The most bytes of a list or string (Canonical ABI, <c>MAX_LIST_BYTE_LENGTH</c>).</summary>
    internal const ulong MaximumBytes = (1 << 28) - 1;

    /// <summary>The bytes that are copied between two looks at whether the guests are to stop, as by instructions on much memory.</summary>
    private const int ChunkBytes = 256 << 10;

    private readonly int _copyLimit = instance.Store.Limits.HostCopyBytes;
    private long _copyLeft;

    internal InstanceNode Instance => instance;

    internal StringEncoding Encoding => encoding;

    internal Memory Memory => memory!;

    internal bool Is64 { get; } = memory?.Type.Is64Bit == true;

    /// <summary>The bit of a length that says that a string of <c>latin1+utf16</c> is UTF-16.</summary>
    internal ulong Utf16Tag => Is64 ? 1UL << 63 : 1UL << 31;

    /// <summary>Tests whether what is read with these options comes from the memory of others: without a memory, nothing is
    /// read.</summary>
    internal bool ReadsMemoryOf(AbiContext other) => memory is null || ReferenceEquals(memory, other.MemoryOrNull);

    /// <summary>Traps if a row of elements, which a guest gives, is too long, not aligned or not within the memory. Takes the fuel for
    /// passing it on, as instructions on much memory cost it, and ends the guest if it is to stop: rows may share their elements, so that
    /// one call can ask for any number of them.</summary>
    /// <returns>The number of bytes.</returns>
    internal int RequireRow(ulong pointer, ulong count, int size, int alignment, string outOfBounds)
    {
        // Neither factor is so large that the product could be too large for its type.
        if (count > MaximumBytes || count * (uint)size > MaximumBytes)
        {
            throw AbiTraps.Of(outOfBounds);
        }

        var bytes = count * (uint)size;
        Require(pointer, bytes, alignment, outOfBounds);
        TakeFuel((long)bytes);
        return (int)bytes;
    }

    /// <summary>Takes the fuel for passing bytes on, and ends the guest if it is to stop.</summary>
    internal void TakeFuel(long bytes)
    {
        if (instance.Store.FuelMeter is { } fuel && !fuel.TryTakeBulk((ulong)bytes))
        {
            throw AbiTraps.OutOfFuel(fuel.Given);
        }

        instance.Store.ThrowIfInterrupted();
    }

    private Memory? MemoryOrNull => memory;

    /// <summary>Begins lifting the values of a call, which may take so much of the host's memory. Meanwhile no guest runs
    /// but to make room, when it cannot call out.</summary>
    internal void BeginLift() => _copyLeft = _copyLimit;

    /// <summary>Counts what lifting takes of the host's memory: lists may share their elements, so that few bytes can ask for
    /// much.</summary>
    internal void Charge(long bytes)
    {
        _copyLeft -= bytes;
        if (_copyLeft < 0)
        {
            throw AbiTraps.CopyTooLarge(_copyLimit);
        }
    }

    /// <summary>Has the guest make room in its memory (Canonical ABI, <c>allocate</c>).</summary>
    /// <returns>The address, which is checked.</returns>
    internal ulong Allocate(int alignment, ulong size)
    {
        instance.MayLeave = false;
        instance.SuspendCall(out var suspended);
        var address = CoreCalls.Allocate(realloc!, Is64, alignment, size);
        instance.ResumeCall(suspended);
        instance.MayLeave = true;
        if (!IsAligned(address, alignment))
        {
            throw AbiTraps.Of(AbiTraps.UnalignedResult);
        }

        RequireWithin(address, size, AbiTraps.AllocationOutOfBounds);
        return address;
    }

    /// <summary>Traps if a part of the memory is not aligned or not within.</summary>
    internal void Require(ulong address, ulong size, int alignment, string outOfBounds)
    {
        if (!IsAligned(address, alignment))
        {
            throw AbiTraps.Of(AbiTraps.UnalignedPointer);
        }

        RequireWithin(address, size, outOfBounds);
    }

    /// <summary>The bits of a core value that count for an address or a length.</summary>
    internal ulong Narrow(ulong bits) => Is64 ? bits : (uint)bits;

    internal ulong ReadPointer(ulong address) =>
        Is64 ? Memory.Read<ulong>((long)address) : Memory.Read<uint>((long)address);

    internal void WritePointer(ulong address, ulong value)
    {
        if (Is64)
        {
            Memory.Write((long)address, value);
        }
        else
        {
            Memory.Write((long)address, (uint)value);
        }
    }

    /// <summary>A part of the memory that was found to be within, and stays within: memories neither move nor shrink, and a store is not
    /// disposed of while a guest runs.</summary>
    internal unsafe Span<byte> Span(ulong address, ulong size) => new(memory!.Base + address, (int)size);

    /// <summary>Copies bytes to a part of the memory that was found to be within, with a look at whether the guests are to stop after each
    /// chunk.</summary>
    internal void Copy(ReadOnlySpan<byte> source, ulong address)
    {
        var target = Span(address, (ulong)source.Length);
        if (!source.Overlaps(target))
        {
            for (; source.Length > ChunkBytes; source = source[ChunkBytes..], target = target[ChunkBytes..])
            {
                source[..ChunkBytes].CopyTo(target);
                instance.Store.ThrowIfInterrupted();
            }
        }

        source.CopyTo(target);
    }

    /// <summary>Tests an address; alignments are powers of two.</summary>
    private static bool IsAligned(ulong address, int alignment) => (address & ((uint)alignment - 1)) == 0;

    private void RequireWithin(ulong address, ulong size, string outOfBounds)
    {
        var length = (ulong)Memory.Length;
        if (address > length || size > length - address)
        {
            throw AbiTraps.Of(outOfBounds);
        }
    }
}
