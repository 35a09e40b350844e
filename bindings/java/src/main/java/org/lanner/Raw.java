package org.lanner;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Memory by its address. The generated code calls the methods for numbers. */
final class Raw {
    // Who has started with native access has allowed this.
    @SuppressWarnings("restricted")
    private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Raw() {}

    static int getInt(long address) {
        return EVERYTHING.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    static long getLong(long address) {
        return EVERYTHING.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    static float getFloat(long address) {
        return EVERYTHING.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
    }

    static double getDouble(long address) {
        return EVERYTHING.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address);
    }

    static void putInt(long address, int value) {
        EVERYTHING.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    static void putLong(long address, long value) {
        EVERYTHING.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    static void putFloat(long address, float value) {
        EVERYTHING.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
    }

    static void putDouble(long address, double value) {
        EVERYTHING.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address, value);
    }

    static void putByte(long address, int value) {
        EVERYTHING.set(ValueLayout.JAVA_BYTE, address, (byte) value);
    }

    static byte[] getBytes(long address, long length) {
        byte[] bytes = new byte[Math.toIntExact(length)];
        MemorySegment.copy(EVERYTHING, ValueLayout.JAVA_BYTE, address, bytes, 0, bytes.length);
        return bytes;
    }

    static void putBytes(long address, byte[] bytes) {
        MemorySegment.copy(bytes, 0, EVERYTHING, ValueLayout.JAVA_BYTE, address, bytes.length);
    }

    /** The text that ends with a zero. */
    static String getText(long address) {
        return EVERYTHING.getString(address);
    }

    /** Memory that is somewhere, as a segment that ends with its arena, before which it does something. */
    @SuppressWarnings("restricted")
    static MemorySegment segment(long address, long size, Arena arena, Runnable last) {
        return MemorySegment.ofAddress(address).reinterpret(size, arena, segment -> last.run());
    }
}
