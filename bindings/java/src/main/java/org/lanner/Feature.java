package org.lanner;

import java.util.Set;

/** A feature of WebAssembly that modules may use. */
public enum Feature {
    /** Globals that can be set are imported and exported. */
    MUTABLE_GLOBALS,
    /** Instructions that extend a sign. */
    SIGN_EXTENSION,
    /** Conversions to integers that do not trap. */
    SATURATING_TRUNCATION,
    /** Several results. */
    MULTI_VALUE,
    /** Instructions that copy and fill memory. */
    BULK_MEMORY,
    /** References in tables, globals and parameters. */
    REFERENCE_TYPES,
    /** Vectors. */
    SIMD,
    /** Instructions for vectors whose results depend on the machine. */
    RELAXED_SIMD,
    /** Calls that end their caller. */
    TAIL_CALLS,
    /** References with the types of their functions. */
    TYPED_FUNCTION_REFERENCES,
    /** Structures and arrays. */
    GARBAGE_COLLECTION,
    /** Exceptions. */
    EXCEPTIONS,
    /** Several memories. */
    MULTI_MEMORY,
    /** Memories with addresses of 64 bits. */
    MEMORY64,
    /** Arithmetic in constant expressions. */
    EXTENDED_CONSTANTS,
    /** Shared memories and atomic instructions. */
    THREADS,
    /** Exceptions in their first form. */
    LEGACY_EXCEPTIONS,
    /** Arithmetic with 128 bits. */
    WIDE_ARITHMETIC,
    /** Pages of other sizes. */
    CUSTOM_PAGE_SIZES,
    /** Imports in a shorter form. */
    COMPACT_IMPORTS;

    static long bits(Set<Feature> features) {
        long bits = 0;
        for (Feature feature : features) {
            bits |= 1L << feature.ordinal();
        }
        return bits;
    }
}
