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

    internal const string InvalidDiscriminant = "invalid variant discriminant";

    internal const string InvalidChar = "invalid `char` bit pattern";

    internal static TrapException Of(string reason) => new(TrapCode.Unreachable, detail: reason);

    internal static TrapException TooManyHandles(ResourceLimit limit) => new(TrapCode.AllocationTooLarge, limit: limit);

    internal static TrapException CopyTooLarge(int limit) =>
        new(TrapCode.HostCopyTooLarge, limit: new ResourceLimit(ResourceKind.HostCopy, limit));
}
