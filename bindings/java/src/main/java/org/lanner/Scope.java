package org.lanner;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Memory for the time of a call of the library: text, vectors and places for what it returns. */
final class Scope implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();

    /** Room for so many bytes, zero at first. */
    long room(long size) {
        return arena.allocate(Math.max(size, 1), 16).address();
    }

    /** An empty vector: a number of elements, and where they are. */
    long vector() {
        return room(16);
    }

    /** A vector with a copy of bytes. */
    long vector(byte[] bytes) {
        long data = room(bytes.length);
        Raw.putBytes(data, bytes);
        long vector = vector();
        Raw.putLong(vector, bytes.length);
        Raw.putLong(vector + 8, data);
        return vector;
    }

    /** A vector of pointers. */
    long pointers(long... pointers) {
        long data = room(pointers.length * 8L);
        for (int index = 0; index < pointers.length; index++) {
            Raw.putLong(data + index * 8L, pointers[index]);
        }
        return data;
    }

    /** Text with a zero at its end, as C has it. */
    long text(CharSequence text, String what) {
        String string = Objects.requireNonNull(text, what).toString();
        if (string.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " has a zero in it, which the library cannot pass: " + string);
        }
        byte[] bytes = bytesOf(string, what);
        long address = room(bytes.length + 1L);
        Raw.putBytes(address, bytes);
        return address;
    }

    /** Text in UTF-8; what is no text, half of a surrogate pair, is refused. */
    static byte[] bytesOf(String text, String what) {
        for (int index = 0; index < Objects.requireNonNull(text, what).length(); index++) {
            char unit = text.charAt(index);
            if (Character.isSurrogate(unit)) {
                if (!Character.isHighSurrogate(unit) || index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1))) {
                    throw new IllegalArgumentException(what + " has half of a surrogate pair at " + index + ", which is no text");
                }
                index++;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Text from UTF-8; other bytes are refused. */
    static String textOf(byte[] bytes, String what) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException error) {
            throw new LannerException(what + " is no text in UTF-8", error);
        }
    }

    /** The bytes of a vector that the library has filled, and that is released now. */
    byte[] takeBytes(long vector) {
        try {
            return Raw.getBytes(Raw.getLong(vector + 8), Raw.getLong(vector));
        } finally {
            Native.call(Native.wasm_byte_vec_delete, vector);
        }
    }

    /** The text of a vector that the library has filled, and that is released now. */
    String takeText(long vector) {
        byte[] bytes = takeBytes(vector);
        int length = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The text of a vector that the library lends. */
    static String textIn(long vector) {
        return new String(Raw.getBytes(Raw.getLong(vector + 8), Raw.getLong(vector)), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        arena.close();
    }
}
