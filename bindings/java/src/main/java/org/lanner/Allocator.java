package org.lanner;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Passes text and bytes to guests, by functions with which the guest allocates memory and frees it.
 *
 * <p>An argument of text or bytes is two parameters, the address and the length. A result is one i64, the address in its lower half and
 * the length in its upper, or two results of i32. The host frees both.
 */
public final class Allocator {
    private final Function allocate;
    private final Function free;
    private final Memory memory;

    /**
     * Takes the functions {@code malloc} and {@code free} and the memory {@code memory} of an instance.
     *
     * @param instance the instance
     * @throws java.util.NoSuchElementException one of them is missing
     */
    public Allocator(Instance instance) {
        this(instance, "malloc", "free", "memory");
    }

    /**
     * Takes functions and a memory of an instance by other names.
     *
     * @param instance the instance
     * @param allocate takes a number of bytes, and returns an address or 0
     * @param free takes an address, or an address and the length
     * @param memory the memory
     * @throws java.util.NoSuchElementException one of them is missing
     * @throws LannerException a function is of another type
     */
    public Allocator(Instance instance, String allocate, String free, String memory) {
        this.allocate = instance.function(allocate);
        this.free = instance.function(free);
        this.memory = instance.memory(memory);
        FunctionType type = this.allocate.type();
        if (!type.equals(new FunctionType(List.of(ValueType.I32), List.of(ValueType.I32)))) {
            throw new LannerException("the function '" + allocate + "' is " + type + "; (i32) -> (i32) was expected");
        }
        List<ValueType> params = this.free.type().params();
        if (params.isEmpty() || params.size() > 2 || params.stream().anyMatch(param -> param != ValueType.I32)) {
            throw new LannerException("the function '" + free + "' is " + this.free.type() + "; (i32) or (i32, i32) were expected");
        }
    }

    /**
     * Allocates memory, until {@link #release}.
     *
     * @param length so many bytes
     * @return the memory
     * @throws LannerException the guest has no room
     */
    public Span allocate(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("the length is " + length + "; a number that is not negative was expected");
        }
        long address = Integer.toUnsignedLong((Integer) allocate.call(length));
        if (address == 0 && length > 0) {
            throw new LannerException("the guest has no room for " + length + " bytes");
        }
        return new Span(address, length);
    }

    /**
     * Copies bytes into the guest's memory, until {@link #release}.
     *
     * @param bytes the bytes
     * @return where they are
     * @throws LannerException the guest has no room
     */
    public Span newBytes(byte[] bytes) {
        Span span = allocate(bytes.length);
        boolean isWritten = false;
        try {
            memory.write(span.address(), bytes);
            isWritten = true;
        } catch (IndexOutOfBoundsException error) {
            throw new LannerException("the guest has allocated memory that it has not: " + error.getMessage(), error);
        } finally {
            if (!isWritten) {
                release(span);
            }
        }
        return span;
    }

    /**
     * Copies text into the guest's memory, in UTF-8, until {@link #release}.
     *
     * @param text the text
     * @return where it is
     * @throws LannerException the guest has no room
     */
    public Span newText(String text) {
        return newBytes(Scope.bytesOf(text, "the text"));
    }

    /**
     * Returns a copy of bytes in the guest's memory.
     *
     * @param span where they are
     * @return the bytes
     * @throws LannerException they lie outside of the memory
     */
    public byte[] readBytes(Span span) {
        try {
            return memory.read(span.address(), span.length());
        } catch (IndexOutOfBoundsException error) {
            throw new LannerException("the bytes lie outside of the guest's memory: " + error.getMessage(), error);
        }
    }

    /**
     * Returns text in the guest's memory.
     *
     * @param span where it is
     * @return the text
     * @throws LannerException it lies outside of the memory, or is no UTF-8
     */
    public String readText(Span span) {
        return Scope.textOf(readBytes(span), "what the guest has written");
    }

    /**
     * Has the guest free memory. The address 0 is not freed.
     *
     * @param span the memory
     */
    public void release(Span span) {
        if (span.address() == 0) {
            return;
        }
        if (free.type().params().size() == 2) {
            // Allocators of Rust and the like want to know the length.
            free.call(span.address(), span.length());
        } else {
            free.call(span.address());
        }
    }

    /**
     * Calls a function whose arguments may be text and bytes.
     *
     * @param function the function
     * @param arguments the arguments: a String or a byte[] is text or bytes, unless the function wants a v128; all else is as in
     *     {@link Function#call}
     * @return the results, as in {@link Function#call}
     * @throws LannerException the guest has no room
     * @throws IllegalArgumentException the number of arguments, or the type of one, is wrong
     */
    public Object call(Function function, Object... arguments) {
        List<Span> spans = new ArrayList<>();
        Throwable thrown = null;
        try {
            return function.call(pass(function, arguments, spans));
        } catch (Throwable error) {
            thrown = error;
            throw error;
        } finally {
            releaseAll(spans, thrown);
        }
    }

    private Object[] pass(Function function, Object[] arguments, List<Span> spans) {
        List<ValueType> params = function.type().params();
        List<Object> passed = new ArrayList<>();
        for (Object argument : arguments) {
            boolean isVector = passed.size() < params.size() && params.get(passed.size()) == ValueType.V128;
            if (argument instanceof String || (argument instanceof byte[] && !isVector)) {
                Span span = argument instanceof String text ? newText(text) : newBytes((byte[]) argument);
                spans.add(span);
                passed.add(span.address());
                passed.add(span.length());
            } else {
                passed.add(argument);
            }
        }
        return passed.toArray();
    }

    /** Frees the arguments, however the call has ended. What goes wrong with that hides no error of the call. */
    private void releaseAll(List<Span> spans, Throwable thrown) {
        Throwable first = null;
        for (Span span : spans) {
            try {
                release(span);
            } catch (Throwable error) {
                if (first == null) {
                    first = error;
                }
            }
        }
        if (first != null && thrown != null) {
            thrown.addSuppressed(first);
        } else if (first != null) {
            throw Sneaky.rethrow(first);
        }
    }

    /**
     * Calls a function that returns bytes.
     *
     * @param function the function
     * @param arguments the arguments, as in {@link #call}
     * @return the bytes, which the guest has freed
     * @throws LannerException the guest has no room, or the result lies outside of its memory, or the function returns something else
     */
    public byte[] callBytes(Function function, Object... arguments) {
        List<ValueType> results = function.type().results();
        boolean isPacked = results.equals(List.of(ValueType.I64));
        if (!isPacked && !results.equals(List.of(ValueType.I32, ValueType.I32))) {
            throw new LannerException(
                    "the function is " + function.type() + "; text or bytes are one result of i64, or two of i32");
        }
        Object found = call(function, arguments);
        long address;
        long length;
        if (isPacked) {
            address = (Long) found & 0xffffffffL;
            length = (Long) found >>> 32;
        } else {
            Object[] pair = (Object[]) found;
            address = Integer.toUnsignedLong((Integer) pair[0]);
            length = Integer.toUnsignedLong((Integer) pair[1]);
        }
        long size = memory.size();
        if (address + length > size || length > Integer.MAX_VALUE) {
            // It is nothing that the guest has allocated, so that it is not freed either.
            throw new LannerException(
                    "the result is " + length + " bytes at " + address + ", outside of the guest's memory, which has " + size);
        }
        Span span = new Span(address, (int) length);
        byte[] bytes = memory.read(address, span.length());
        release(span);
        return bytes;
    }

    /**
     * Calls a function that returns text.
     *
     * @param function the function
     * @param arguments the arguments, as in {@link #call}
     * @return the text, which the guest has freed
     * @throws LannerException as {@link #callBytes}, or the result is no UTF-8
     */
    public String callText(Function function, Object... arguments) {
        return Scope.textOf(callBytes(Objects.requireNonNull(function, "the function"), arguments), "the result");
    }
}
