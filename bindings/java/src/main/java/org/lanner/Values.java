package org.lanner;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Objects of Java from and to the library's values, which are 16 bytes each. */
final class Values {
    /** The stores whose guests may hold objects of Java, by the upper half of the objects' numbers. */
    private static final ConcurrentHashMap<Integer, WeakReference<Store>> STORES = new ConcurrentHashMap<>();

    private static final AtomicInteger LAST_STORE = new AtomicInteger();
    private static final long FORGET =
            Native.stub(MethodHandles.lookup(), "forget", MethodType.methodType(void.class, long.class));
    private static final BigInteger LEAST = BigInteger.ONE.shiftLeft(63).negate();
    private static final BigInteger END = BigInteger.ONE.shiftLeft(64);

    private Values() {}

    /** The library calls this when no guest can reach an object of Java any more. Nothing may be thrown from here. */
    @SuppressWarnings("unused")
    private static void forget(long key) {
        try {
            WeakReference<Store> reference = STORES.get((int) (key >>> 32));
            Store store = reference == null ? null : reference.get();
            if (store != null) {
                store.objects.remove(key);
            }
        } catch (Throwable error) {
            // The object is held until its store is closed, then.
        }
    }

    static int registerStore(Store store) {
        int number = LAST_STORE.incrementAndGet();
        STORES.put(number, new WeakReference<>(store));
        return number;
    }

    static void unregisterStore(int number) {
        STORES.remove(number);
    }

    static String describe(Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    private static IllegalArgumentException wrong(String what, int index, Object value, String expected) {
        return new IllegalArgumentException(name(what, index) + " is " + describe(value) + "; " + expected + " was expected");
    }

    private static String name(String what, int index) {
        return index < 0 ? what : what + " " + index;
    }

    /**
     * Writes a value. References that are made for it are added to a list: the caller owns them.
     *
     * @param what what the value is, for messages; with its index, or -1
     */
    static void write(Store store, long address, ValueType type, Object value, String what, int index, List<Long> made) {
        switch (type) {
            case I32 -> Raw.putInt(address, value instanceof Integer number ? number : (int) integer(value, 32, what, index));
            case I64 -> Raw.putLong(address, value instanceof Long number ? number : integer(value, 64, what, index));
            case F32 -> Raw.putFloat(address, value instanceof Float number ? number : (float) real(value, type, what, index));
            case F64 -> Raw.putDouble(address, value instanceof Double number ? number : real(value, type, what, index));
            case V128 -> {
                if (!(value instanceof byte[] bytes)) {
                    throw wrong(what, index, value, "a byte[] of 16 (v128)");
                }
                if (bytes.length != 16) {
                    throw new IllegalArgumentException(name(what, index) + " has " + bytes.length + " bytes; v128 has 16");
                }
                Raw.putBytes(address, bytes);
            }
            case EXTERNREF, FUNCREF, ANYREF -> {
                long reference = reference(store, type, value, what, index);
                Raw.putLong(address, reference);
                Raw.putLong(address + 8, 0);
                if (reference != 0) {
                    made.add(reference);
                }
            }
        }
    }

    /** An integer, signed or unsigned. */
    private static long integer(Object value, int bits, String what, int index) {
        BigInteger number;
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            long found = ((Number) value).longValue();
            if (bits == 64 || (found >= Integer.MIN_VALUE && found <= 0xffffffffL)) {
                return found;
            }
            number = BigInteger.valueOf(found);
        } else if (value instanceof BigInteger found) {
            number = found;
            if (bits == 64 && found.compareTo(LEAST) >= 0 && found.compareTo(END) < 0) {
                return found.longValue();
            }
            if (bits == 32 && found.bitLength() < 63 && found.longValue() >= Integer.MIN_VALUE && found.longValue() <= 0xffffffffL) {
                return found.longValue();
            }
        } else {
            throw wrong(what, index, value, bits == 32 ? "an Integer (i32)" : "a Long (i64)");
        }
        throw new IllegalArgumentException(name(what, index) + " is " + number + "; i" + bits + " holds "
                + BigInteger.ONE.shiftLeft(bits - 1).negate() + " to " + BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
    }

    private static double real(Object value, ValueType type, String what, int index) {
        if (value instanceof Double || value instanceof Float || value instanceof Integer || value instanceof Short || value instanceof Byte
                || value instanceof Long) {
            return ((Number) value).doubleValue();
        }
        throw wrong(what, index, value, type == ValueType.F32 ? "a Float (f32)" : "a Double (f64)");
    }

    /** A reference that the caller owns, or 0 for null. */
    static long reference(Store store, ValueType type, Object value, String what, int index) {
        if (value == null) {
            return 0;
        }
        if (type == ValueType.FUNCREF && !(value instanceof Function) && !(value instanceof Reference)) {
            throw wrong(what, index, value, "a Function (funcref) or null");
        }
        if (type == ValueType.ANYREF && !(value instanceof Function) && !(value instanceof Reference)) {
            throw wrong(what, index, value, "a Reference from a guest (anyref) or null");
        }
        if (value instanceof Reference reference) {
            checkStore(store, reference.store(), what, index);
            return Native.made(Native.call(Native.wasm_ref_copy, reference.pointer()), "copying a reference");
        }
        if (type != ValueType.EXTERNREF && value instanceof Function function) {
            checkStore(store, function.store(), what, index);
            long pointer = Native.call(Native.wasm_func_as_ref, function.pointer());
            return Native.made(Native.call(Native.wasm_ref_copy, pointer), "copying a reference");
        }
        long foreign = Native.made(Native.call(Native.wasm_foreign_new, store.pointer()), "making a reference");
        long key = store.nextKey();
        store.objects.put(key, value);
        Native.call(Native.wasm_foreign_set_host_info_with_finalizer, foreign, key, FORGET);
        return Native.call(Native.wasm_foreign_as_ref, foreign);
    }

    private static void checkStore(Store expected, Store found, String what, int index) {
        if (expected != found) {
            throw new IllegalArgumentException(name(what, index) + " belongs to another store");
        }
    }

    /** Reads a value. A reference that is owned is released, or kept by what is returned. */
    static Object read(Store store, long address, ValueType type, boolean isOwned) {
        return switch (type) {
            case I32 -> Raw.getInt(address);
            case I64 -> Raw.getLong(address);
            case F32 -> Raw.getFloat(address);
            case F64 -> Raw.getDouble(address);
            case V128 -> Raw.getBytes(address, 16);
            case EXTERNREF, FUNCREF, ANYREF -> object(store, Raw.getLong(address), isOwned);
        };
    }

    /** The object that a reference stands for; a reference that is owned is released, or kept by what is returned. */
    static Object object(Store store, long reference, boolean isOwned) {
        if (reference == 0) {
            return null;
        }
        long key = Native.call(Native.wasm_ref_as_foreign, reference) == 0 ? 0 : Native.call(Native.wasm_ref_get_host_info, reference);
        if (key != 0) {
            Object found = store.objects.get(key);
            if (isOwned) {
                Native.call(Native.wasm_ref_delete, reference);
            }
            return found;
        }
        long own = isOwned ? reference : Native.made(Native.call(Native.wasm_ref_copy, reference), "copying a reference");
        long function = Native.call(Native.wasm_ref_as_func, own);
        return function != 0 ? new Function(store, function) : new Reference(store, own);
    }

    /**
     * Writes a vector of values with their kinds. References that are made for it are added to a list: the caller owns them.
     *
     * @param what what a value is, for messages
     */
    static long writeVector(Scope scope, Store store, ValueType[] types, Object[] values, String what, List<Long> made) {
        long data = scope.room(types.length * 16L);
        long value = scope.room(16);
        for (int index = 0; index < types.length; index++) {
            write(store, value, types[index], values[index], what, index, made);
            Raw.putByte(data + index * 16L, types[index].kind());
            Raw.putLong(data + index * 16L + 8, Raw.getLong(value));
        }
        long vector = scope.vector();
        Raw.putLong(vector, types.length);
        Raw.putLong(vector + 8, data);
        return vector;
    }

    /** Reads a vector of values with their kinds, which the library lends. */
    static Object[] readVector(Store store, ValueType[] types, long vector) {
        Object[] values = new Object[types.length];
        long data = Raw.getLong(vector + 8);
        for (int index = 0; index < types.length; index++) {
            values[index] = read(store, data + index * 16L + 8, types[index], false);
        }
        return values;
    }

    static void release(List<Long> references) {
        for (long reference : references) {
            Native.call(Native.wasm_ref_delete, reference);
        }
    }
}
