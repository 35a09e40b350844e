namespace Lanner.Components.CanonicalAbi.Emission;

/// <summary>A core value that an adapter reads or writes.</summary>
/// <param name="IsArgument">True for an argument of the adapter, false for a local.</param>
/// <param name="Index">The index of the argument or local.</param>
/// <param name="Kind">The kind.</param>
internal readonly record struct CoreSlot(bool IsArgument, int Index, WasmValueKind Kind);

/// <summary>The place of a value while an adapter is written: core values from one on, or memory.</summary>
/// <param name="Slots">The core values; null in memory.</param>
/// <param name="Pointer">The local with an address in the process.</param>
/// <param name="Position">The first core value, or the offset from the address.</param>
internal readonly record struct ValuePlace(CoreSlot[]? Slots, int Pointer, int Position)
{
    internal static ValuePlace InMemory(int pointer) => new(null, pointer, 0);

    internal static ValuePlace OfCore(CoreSlot[] slots) => new(slots, -1, 0);

    /// <summary>The place of a part of the value.</summary>
    /// <param name="offset">Its offset in memory.</param>
    /// <param name="index">The number of core values before it.</param>
    internal ValuePlace Part(int offset, int index) => this with { Position = Position + (Slots is null ? offset : index) };
}
