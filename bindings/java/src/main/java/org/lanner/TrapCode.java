package org.lanner;

/** A reason for a trap. */
public enum TrapCode {
    /** No trap of WebAssembly: an error of the library or of the host. */
    NONE,
    /** The guest has come to an {@code unreachable}. */
    UNREACHABLE,
    /** An access outside of a memory. */
    MEMORY_OUT_OF_BOUNDS,
    /** An access outside of a table. */
    TABLE_OUT_OF_BOUNDS,
    /** An indirect call outside of the table. */
    UNDEFINED_ELEMENT,
    /** An indirect call of an empty element. */
    UNINITIALIZED_ELEMENT,
    /** An indirect call of a function of another type. */
    INDIRECT_CALL_TYPE_MISMATCH,
    /** A call by a null reference. */
    NULL_FUNCTION_REFERENCE,
    /** A division by zero. */
    INTEGER_DIVIDE_BY_ZERO,
    /** A quotient that is too large. */
    INTEGER_OVERFLOW,
    /** A floating-point number that is no integer. */
    INVALID_CONVERSION_TO_INTEGER,
    /** The stack is used up. */
    STACK_EXHAUSTED,
    /** A null reference. */
    NULL_REFERENCE,
    /** A null reference to a structure. */
    NULL_STRUCTURE_REFERENCE,
    /** A null reference to an array. */
    NULL_ARRAY_REFERENCE,
    /** A null reference to a small integer. */
    NULL_I31_REFERENCE,
    /** A null reference to an exception. */
    NULL_EXCEPTION_REFERENCE,
    /** An access outside of an array. */
    ARRAY_OUT_OF_BOUNDS,
    /** A cast to a type that the object is not of. */
    CAST_FAILURE,
    /** An atomic access that is not aligned. */
    UNALIGNED_ATOMIC,
    /** Waiting on a memory that is not shared. */
    EXPECTED_SHARED_MEMORY,
    /** The host has interrupted the guest. */
    INTERRUPTED,
    /** The fuel is used up. */
    OUT_OF_FUEL,
    /** An object that is too large. */
    ALLOCATION_TOO_LARGE,
    /** The limit of the heap is reached. */
    HEAP_EXHAUSTED,
    /** The deadline has passed. */
    DEADLINE_PASSED,
    /** The guest wanted the host to copy too much. */
    HOST_COPY_TOO_LARGE,
    /** Bytes that are no text. */
    INVALID_TEXT;

    private static final TrapCode[] CODES = values();

    static TrapCode of(int code) {
        return code >= -1 && code + 1 < CODES.length ? CODES[code + 1] : NONE;
    }
}
