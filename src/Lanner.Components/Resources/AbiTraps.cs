using System.Text;

namespace Lanner.Components.Resources;

/// <summary>The traps of the canonical ABI, in the words of the official tests, which have some for calls between components and others for
/// calls of the host: here a message has both.</summary>
internal static class AbiTraps
{
    internal const string UnalignedPointer = "unaligned pointer";

    internal const string UnalignedResult = "unaligned pointer: realloc return: result not aligned";

    internal const string AllocationOutOfBounds = "list content out-of-bounds: realloc return: beyond end of memory";

    internal const string ListOutOfBounds = "list content out-of-bounds: list pointer/length out of bounds of memory";

    internal const string StringOutOfBounds = "string content out-of-bounds: string pointer/length out of bounds of memory";

    internal const string PointerOutOfBounds = "pointer out of bounds of memory";

    private const string InvalidDiscriminant = "invalid variant discriminant";

    private const string InvalidChar = "invalid `char` bit pattern";

    /// <summary>Returns the bits of a scalar value, which are checked.</summary>
    internal static uint RequireChar(uint bits) => Rune.IsValid(bits) ? bits : throw Of(InvalidChar);

    /// <summary>Returns the number of a case, which is checked.</summary>
    internal static uint RequireCase(uint discriminant, uint count) =>
        discriminant < count ? discriminant : throw Of(InvalidDiscriminant);

    internal static TrapException Of(string reason) => new(TrapCode.Unreachable, detail: reason);

    internal static TrapException CannotEnter() => Of("cannot enter component instance");

    internal static TrapException OutOfFuel(long given) =>
        new(TrapCode.OutOfFuel, limit: new ResourceLimit(ResourceKind.Fuel, given));

    internal static TrapException TooManyHandles(ResourceLimit limit) => new(TrapCode.AllocationTooLarge, limit: limit);

    internal static TrapException CopyTooLarge(int limit) =>
        new(TrapCode.HostCopyTooLarge, limit: new ResourceLimit(ResourceKind.HostCopy, limit));
}
