package org.lanner;

/** A kind of what modules import and export. */
public enum ExternKind {
    /** A function. */
    FUNCTION,
    /** A global. */
    GLOBAL,
    /** A table. */
    TABLE,
    /** A memory. */
    MEMORY,
    /** A tag of exceptions. */
    TAG
}
