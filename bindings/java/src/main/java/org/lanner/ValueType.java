package org.lanner;

import java.util.Locale;

/** A type of values. */
public enum ValueType {
    /** Integers of 32 bits. */
    I32(0),
    /** Integers of 64 bits. */
    I64(1),
    /** Floating-point numbers of 32 bits. */
    F32(2),
    /** Floating-point numbers of 64 bits. */
    F64(3),
    /** Vectors of 128 bits. */
    V128(4),
    /** References to objects of the host. */
    EXTERNREF(128),
    /** References to functions. */
    FUNCREF(129),
    /** All other references, such as those to structures. */
    ANYREF(130);

    private final int kind;

    ValueType(int kind) {
        this.kind = kind;
    }

    /** The number that the library has for the type. */
    int kind() {
        return kind;
    }

    boolean isNumber() {
        return kind < 4;
    }

    boolean isReference() {
        return kind >= 128;
    }

    static ValueType of(int kind) {
        for (ValueType type : values()) {
            if (type.kind == (kind & 0xff)) {
                return type;
            }
        }
        throw new LannerException("the library has a type of values that this version of the package does not know: " + (kind & 0xff));
    }

    /** Returns the name in WebAssembly. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
