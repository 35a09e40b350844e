using Lanner.Components.Resources;

namespace Lanner.Components.CanonicalAbi.Emission;

/// <summary>The operations that adapters call: the checks of what a guest gives, and copies of whole blocks. The addresses in the process
/// that adapters get here stay good for the call: a range that was found to be within a memory stays within, since memories neither move
/// nor shrink, and a store is not disposed of while a guest runs.</summary>
internal static unsafe class AdapterOperations
{
    /// <summary>The address in the process of a value at an address that a guest gives.</summary>
    internal static nint Locate(AbiContext context, ulong address, int size, int alignment)
    {
        context.Require(address, (uint)size, alignment, AbiTraps.PointerOutOfBounds);
        return AddressOf(context, address);
    }

    /// <summary>The address in the process of a list that a guest gives.</summary>
    internal static nint LocateList(AbiContext context, ulong pointer, ulong count, int size, int alignment)
    {
        context.RequireRow(pointer, count, size, alignment, AbiTraps.ListOutOfBounds);
        return AddressOf(context, pointer);
    }

    /// <summary>Has a guest make room for values.</summary>
    /// <param name="context">The guest's side.</param>
    /// <param name="count">The number of values: of a list that was found to be within the memory of the other guest.</param>
    /// <param name="size">The size of each.</param>
    /// <param name="alignment">The alignment.</param>
    /// <param name="address">The address as the guest knows it.</param>
    /// <returns>The address in the process.</returns>
    internal static nint Allocate(AbiContext context, ulong count, int size, int alignment, out ulong address)
    {
        address = context.Allocate(alignment, count * (uint)size);
        return AddressOf(context, address);
    }

    /// <summary>Copies a list of values that are the same on both sides, byte for byte.</summary>
    /// <returns>The address of the copy.</returns>
    internal static ulong CopyList(AbiContext from, ulong pointer, ulong count, int size, int alignment, AbiContext to)
    {
        var bytes = (uint)from.RequireRow(pointer, count, size, alignment, AbiTraps.ListOutOfBounds);
        var address = to.Allocate(alignment, bytes);
        to.Copy(from.Span(pointer, bytes), address);
        return address;
    }

    /// <summary>Copies a string, in the encoding of the guest that gets it.</summary>
    /// <param name="from">The side of the guest that has it.</param>
    /// <param name="pointer">Its address.</param>
    /// <param name="units">Its length as that guest gives it.</param>
    /// <param name="to">The side of the other.</param>
    /// <param name="copiedUnits">The length as the other gets it.</param>
    /// <returns>The address of the copy.</returns>
    internal static ulong CopyString(AbiContext from, ulong pointer, ulong units, AbiContext to, out ulong copiedUnits)
    {
        var form = StringPlan.Locate(from, pointer, units, out var bytes);
        (var address, copiedUnits) = StringTranscoder.Lower(to, from.Span(pointer, (uint)bytes), form);
        return address;
    }

    private static nint AddressOf(AbiContext context, ulong address) => (nint)(context.Memory.Base + address);
}
