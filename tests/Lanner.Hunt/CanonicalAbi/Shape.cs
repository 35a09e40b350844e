using Lanner.Components;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.CanonicalAbi;

/// <summary>A type of component values with what the canonical ABI says about it. It is written anew from the specification, and takes
/// nothing from Lanner but the values: what Lanner is compared with.</summary>
internal abstract class Shape
{
    /// <summary>The type in the text format.</summary>
    internal abstract string Text { get; }

    /// <summary>The bytes that a value takes (Canonical ABI, <c>elem_size</c>).</summary>
    internal abstract int Size { get; }

    /// <summary>The alignment (Canonical ABI, <c>alignment</c>).</summary>
    internal abstract int Alignment { get; }

    /// <summary>The core types (Canonical ABI, <c>flatten_type</c>).</summary>
    internal abstract IReadOnlyList<CoreType> Flat { get; }

    /// <summary>The types in it.</summary>
    internal virtual IEnumerable<Shape> Parts => [];

    /// <summary>True if Wasmtime's package has no values of the type itself.</summary>
    internal virtual bool IsForeign => false;

    /// <summary>Tests whether this type, or one in it, is as a test says.</summary>
    internal bool Any(Predicate<Shape> test) => test(this) || Parts.Any(part => part.Any(test));

    /// <summary>Makes a value.</summary>
    internal abstract ComponentValue Draw(Chance chance);

    /// <summary>Stores a value at an address (Canonical ABI, <c>store</c>).</summary>
    internal abstract void Store(GuestImage image, int address, ComponentValue value);

    /// <summary>Stores a value in slots of 8 bytes, one for each core value (Canonical ABI, <c>lower_flat</c>).</summary>
    internal abstract void StoreFlat(GuestImage image, int slot, ComponentValue value);

    /// <summary>Reads a value (Canonical ABI, <c>load</c>).</summary>
    /// <exception cref="GuestTrap">The specification says that this traps.</exception>
    internal abstract ComponentValue Load(GuestMemory memory, ulong address);

    /// <summary>Reads a value from slots (Canonical ABI, <c>lift_flat</c>).</summary>
    /// <exception cref="GuestTrap">The specification says that this traps.</exception>
    internal abstract ComponentValue LoadFlat(GuestMemory memory, int slot);

    /// <summary>Counts how often a guest is asked for room when a value is lowered, where strings do not depend on how they are
    /// transcoded.</summary>
    internal virtual int CountRooms(ComponentValue value) => 0;

    internal static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
}

/// <summary>The core types that values are passed as.</summary>
internal enum CoreType
{
    I32,
    I64,
    F32,
    F64,
}
