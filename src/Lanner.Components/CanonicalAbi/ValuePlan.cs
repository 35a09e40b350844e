namespace Lanner.Components.CanonicalAbi;

/// <summary>Lifts and lowers values of a type, for addresses of one size: made once, of the type, and used for every call. This is where
/// generated code may take its place: it has to do what the five methods do.</summary>
internal abstract class ValuePlan
{
    /// <summary>The size in a memory (Canonical ABI, <c>elem_size</c>).</summary>
    internal abstract int Size { get; }

    /// <summary>The alignment in a memory.</summary>
    internal abstract int Alignment { get; }

    /// <summary>The number of core values; more than are ever passed need not be told apart.</summary>
    internal abstract int FlatCount { get; }

    /// <summary>True if every byte of a value is part of a number, so that lists are copied as blocks.</summary>
    internal virtual bool IsPlain => false;

    /// <summary>Tests whether a value, which the host gives, is one of the type that may be passed.</summary>
    internal abstract bool Accepts(in ComponentValue value, AbiContext context);

    /// <summary>Lifts a value from a place in the memory that was checked.</summary>
    internal abstract ComponentValue Load(in AbiCall call, ulong address);

    /// <summary>Lowers a value to a place in the memory that was checked.</summary>
    internal abstract void Store(in AbiCall call, in ComponentValue value, ulong address);

    /// <summary>Lifts a value from core values.</summary>
    internal abstract ComponentValue LiftFlat(in AbiCall call, ref CoreReader reader);

    /// <summary>Lowers a value to core values.</summary>
    internal abstract void LowerFlat(in AbiCall call, in ComponentValue value, ref CoreWriter writer);
}
