namespace Lanner;

/// <summary>Why a guest was stopped (specification 4.2.1, "trap"; the wording of the messages is that of the official test
/// suite).</summary>
public enum TrapCode
{
    /// <summary>The instruction <c>unreachable</c> was executed.</summary>
    Unreachable,

    /// <summary>A load, store or bulk instruction passed the end of a memory or data segment.</summary>
    MemoryOutOfBounds,

    /// <summary>An index or range passed the end of a table or element segment.</summary>
    TableOutOfBounds,

    /// <summary>An indirect call named an index past the end of the table.</summary>
    UndefinedElement,

    /// <summary>An indirect call met a null reference.</summary>
    UninitializedElement,

    /// <summary>An indirect call met a function of another type.</summary>
    IndirectCallTypeMismatch,

    /// <summary>A null reference was called through <c>call_ref</c>.</summary>
    NullFunctionReference,

    /// <summary>An integer was divided by zero.</summary>
    IntegerDivideByZero,

    /// <summary>A division or conversion had a result outside the range of its type.</summary>
    IntegerOverflow,

    /// <summary>A NaN was converted to an integer.</summary>
    InvalidConversionToInteger,

    /// <summary>The wasm stack reached its limit.</summary>
    StackExhausted,

    /// <summary>A null reference was used where an object is needed.</summary>
    NullReference,

    /// <summary>A null structure reference was used.</summary>
    NullStructureReference,

    /// <summary>A null array reference was used.</summary>
    NullArrayReference,

    /// <summary>A null <c>i31</c> reference was used.</summary>
    NullI31Reference,

    /// <summary>A null exception reference was thrown.</summary>
    NullExceptionReference,

    /// <summary>An index or range passed the end of an array.</summary>
    ArrayOutOfBounds,

    /// <summary>A cast met an object of another type.</summary>
    CastFailure,

    /// <summary>An atomic access was not aligned.</summary>
    UnalignedAtomic,

    /// <summary><c>memory.atomic.wait</c> was used on a memory that is not shared.</summary>
    ExpectedSharedMemory,

    /// <summary>The call was cancelled.</summary>
    Interrupted,

    /// <summary>The fuel given to the store was used up.</summary>
    OutOfFuel,

    /// <summary>An array, structure or table was too large for the host or for the limits of the store.</summary>
    AllocationTooLarge,

    /// <summary>The guests of the store hold as much of the heap as <see cref="StoreLimits.HeapBytes"/> allows.</summary>
    HeapExhausted,

    /// <summary>The time that a call was given has passed.</summary>
    DeadlinePassed,

    /// <summary>A host function was asked to copy more than the limits of the store allow.</summary>
    HostCopyTooLarge,

    /// <summary>A host function was given text that is not in the encoding that it expects.</summary>
    InvalidText,
}
