using Lanner.Structure;

namespace Lanner.Runtime;

/// <summary>The view that compiled code has of its instance: the first argument of every compiled function. For each module the compiler
/// emits a class that derives from this one and adds typed fields for memory bases, tables, globals and imported functions. Compiled code
/// reads and writes the fields directly.</summary>
internal abstract class InstanceState
{
    /// <summary>Compiled functions trap when the stack pointer is below this. Set by the store whenever a thread enters it.</summary>
    internal nuint StackLimit;

    /// <summary>Loops in compiled code call <see cref="Traps.PollFailed"/> when this is not zero. Functions see it too: whoever sets it
    /// also raises <see cref="StackLimit"/> to the maximum, so that the one comparison at their entry serves both purposes.</summary>
    internal volatile int Interrupt;

    /// <summary>Always 0, which the JIT does not know.</summary>
    internal int Zero;

    // Numbers that the JIT is not to know either.
    internal float ZeroF32;
    internal float NegativeZeroF32 = -0f;
    internal float OneF32 = 1;
    internal double ZeroF64;
    internal double NegativeZeroF64 = -0d;
    internal double OneF64 = 1;

    /// <summary>The distance to the next object that counts for many.</summary>
    internal HeapBudget HeapBudget;

    /// <summary>The fuel of the store, if the engine counts fuel. Compiled code takes from it.</summary>
    internal FuelMeter? Fuel;

    /// <summary>The store that the instance lives in.</summary>
    internal Store Store = null!;

    /// <summary>The embedder's view of the instance.</summary>
    internal Instance Instance = null!;

    /// <summary>The function index space: made when first referred to, so that a reference to a function is always the same object.
    /// Imported functions are there from the start, and until another is referred to the array holds nothing else.</summary>
    internal Function?[] Functions = [];

    /// <summary>The type index space.</summary>
    internal DefinedType[] Types = [];

    /// <summary>Everything in the index spaces that compiled code reaches through objects.</summary>
    internal Memory[] Memories = [];

    internal Table[] Tables = [];

    /// <summary>The global index space; null where the compiler keeps the global in a typed field of the emitted class (not imported, not
    /// exported).</summary>
    internal Global?[] Globals = [];

    internal Tag[] Tags = [];

    /// <summary>The elements of the element segments; an empty array once dropped.</summary>
    internal object?[][] ElementSegments = [];

    /// <summary>The bytes of the data segments; empty once dropped.</summary>
    internal ReadOnlyMemory<byte>[] DataSegments = NoElements<ReadOnlyMemory<byte>>.Array;

    /// <summary>Copies what compiled code needs from the arrays above into the typed fields of the emitted class: memory bases, tables,
    /// globals that are objects, tags, and imported functions. Called once, before anything of the instance runs.</summary>
    internal abstract void Bind();

    /// <summary>Gives every global that the module defines its first value, in order, by evaluating the constant expressions. Objects for
    /// globals that are imported or exported are already in <see cref="Globals"/>.</summary>
    internal abstract void InitializeGlobals();
}
