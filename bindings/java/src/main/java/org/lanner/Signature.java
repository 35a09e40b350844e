package org.lanner;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.ConcurrentHashMap;

/** A type of functions with what calls need of it. There is one for each type. */
final class Signature {
    private static final ConcurrentHashMap<FunctionType, Signature> KNOWN = new ConcurrentHashMap<>();

    final FunctionType type;
    final ValueType[] params;
    final ValueType[] results;

    /** The size of the array of values, which has room for the arguments or the results. */
    final int size;

    /** True if there are numbers only, and at most one result: Java can call such functions without an object for each value. */
    final boolean isPlain;

    /** The class that has been generated for calls, once it is wanted. */
    private volatile MethodHandle caller;

    private Signature(FunctionType type) {
        this.type = type;
        params = type.params().toArray(new ValueType[0]);
        results = type.results().toArray(new ValueType[0]);
        size = Math.max(Math.max(params.length, results.length), 1) * 16;
        // The values of plain functions fit the array that each store keeps.
        isPlain = results.length <= 1 && size <= Store.SCRATCH_SIZE && areNumbers(params) && areNumbers(results);
    }

    static Signature of(FunctionType type) {
        Signature found = KNOWN.get(type);
        if (found == null) {
            Signature made = new Signature(type);
            found = KNOWN.putIfAbsent(type, made);
            if (found == null) {
                found = made;
            }
        }
        return found;
    }

    private static boolean areNumbers(ValueType[] types) {
        for (ValueType one : types) {
            if (!one.isNumber()) {
                return false;
            }
        }
        return true;
    }

    /** A handle that takes the function and its arguments, for plain signatures. */
    MethodHandle caller() {
        MethodHandle found = caller;
        if (found == null) {
            caller = found = Generator.caller(this);
        }
        return found;
    }

    static Class<?> javaType(ValueType type) {
        return switch (type) {
            case I32 -> int.class;
            case I64 -> long.class;
            case F32 -> float.class;
            case F64 -> double.class;
            case V128 -> byte[].class;
            case FUNCREF, EXTERNREF, ANYREF -> Object.class;
        };
    }

    /** The type of WebAssembly that a type of Java stands for, or null when it stands for none. */
    static ValueType typeOf(Class<?> type) {
        return type == int.class || type == Integer.class ? ValueType.I32
                : type == long.class || type == Long.class ? ValueType.I64
                : type == float.class || type == Float.class ? ValueType.F32
                : type == double.class || type == Double.class ? ValueType.F64
                : type == byte[].class ? ValueType.V128
                : type == Function.class ? ValueType.FUNCREF
                : type == Reference.class ? ValueType.ANYREF
                : type == Object.class ? ValueType.EXTERNREF
                : null;
    }
}
