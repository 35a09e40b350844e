using System.Globalization;

namespace Lanner.Runtime;

/// <summary>The limits on the size of memories, by their type and by what the host sets aside for them.</summary>
internal static class MemoryLimits
{
    /// <summary>The number of bytes that 32-bit addresses can reach.</summary>
    private const ulong Largest32Bit = 4UL << 30;

    /// <summary>The address space that a memory with 64-bit addresses reserves when its type allows more, in bytes: as far as it can grow,
    /// since it never moves. The setting <c>Lanner.Memory64Reservation</c> of the application (runtimeconfig.json) changes it.</summary>
    internal static ulong Reservation64Bit { get; set; } = AppContext.GetData("Lanner.Memory64Reservation") is { } setting
        ? Convert.ToUInt64(setting, CultureInfo.InvariantCulture)
        : 64UL << 30;

    /// <summary>The most pages that a memory of a type can ever have, whatever the host allows.</summary>
    internal static ulong MaximumPages(MemoryType type)
    {
        // The size itself has to fit an address: with pages of a byte, 2^32 of them would be one too many.
        var bits = type.Is64Bit ? 64 - type.PageSizeLog2 : 32 - type.PageSizeLog2;
        var ceiling = type.PageSizeLog2 == 0 ? ulong.MaxValue >> (64 - bits) : 1UL << bits;
        return ulong.Min(type.Limits.Maximum ?? ulong.MaxValue, ceiling);
    }

    /// <summary>A number of pages in bytes; the largest number when it cannot be expressed.</summary>
    internal static ulong InBytes(MemoryType type, ulong pages) =>
        pages > ulong.MaxValue >> type.PageSizeLog2 ? ulong.MaxValue : pages << type.PageSizeLog2;

    /// <summary>Returns the number of bytes that a checked memory of a type reserves, at best.</summary>
    internal static ulong WantedReservation(MemoryType type) =>
        ulong.Min(InBytes(type, MaximumPages(type)), type.Is64Bit ? Reservation64Bit : Largest32Bit);

    /// <summary>Refuses types that no valid module can have (specification 3.2.6).</summary>
    internal static void Check(MemoryType type)
    {
        if (type.PageSizeLog2 is not (0 or 16))
        {
            throw new ArgumentException($"Pages are of 1 or 65536 bytes; the type is {type}.", nameof(type));
        }

        var ceiling = MaximumPages(type with { Limits = default });
        if (type.Limits.Minimum > ceiling || type.Limits.Maximum > ceiling || type.Limits.Minimum > type.Limits.Maximum)
        {
            throw new ArgumentException($"The limits of the type {type} are not valid.", nameof(type));
        }

        if (type.IsShared && type.Limits.Maximum is null)
        {
            throw new ArgumentException($"A shared memory needs a maximum; the type is {type}.", nameof(type));
        }
    }
}
