package org.lanner;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A memory.
 *
 * <p>{@link #segment} and {@link #buffer} are its bytes without a copy. They end when the memory grows or its store is closed, and throw
 * {@link IllegalStateException} from then on; get new ones then. The other methods always use the memory as it is.
 */
public final class Memory extends Extern {
    /** The number of bytes of a page. */
    public static final int PAGE_SIZE = 65536;

    private final MemoryType type;
    private final boolean isFixed;
    private MemorySegment view;
    private Arena arena;

    /** Takes over a name of a memory. Who calls this has entered the store. */
    Memory(Store store, long pointer) {
        super(store, pointer, Native.wasm_memory_delete);
        long description = Native.made(Native.call(Native.wasm_memory_type, pointer), "reading the type");
        try {
            type = Types.memory(description);
        } finally {
            Native.call(Native.wasm_memorytype_delete, description);
        }
        isFixed = type.maximum().isPresent() && type.maximum().getAsLong() == type.minimum();
    }

    /**
     * Makes a memory of the host.
     *
     * @param store the store
     * @param minimum the least size in pages
     * @return the memory
     */
    public static Memory of(Store store, long minimum) {
        return make(store, minimum, OptionalLong.empty());
    }

    /**
     * Makes a memory of the host.
     *
     * @param store the store
     * @param minimum the least size in pages
     * @param maximum the largest size in pages
     * @return the memory
     */
    public static Memory of(Store store, long minimum, long maximum) {
        return make(store, minimum, OptionalLong.of(maximum));
    }

    private static Memory make(Store store, long minimum, OptionalLong maximum) {
        store.enter();
        try (Scope scope = new Scope()) {
            long limits = Types.limits(scope, minimum, maximum);
            long type = Native.made(Native.call(Native.wasm_memorytype_new, limits), "making the type");
            try {
                return new Memory(store, Native.made(Native.call(Native.wasm_memory_new, store.pointer(), type), "making the memory"));
            } finally {
                Native.call(Native.wasm_memorytype_delete, type);
            }
        } finally {
            store.leave();
        }
    }

    /** Returns the type, with the sizes that the memory was made with. */
    @Override
    public MemoryType type() {
        return type;
    }

    /**
     * Returns the size in pages of 65536 bytes.
     *
     * @return the number of pages
     */
    public long pages() {
        store().enter();
        try {
            return Native.call(Native.wasm_memory_size, pointer());
        } finally {
            store().leave();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Returns the size in bytes.
     *
     * @return the number of bytes
     */
    public long size() {
        store().enter();
        try {
            return Native.memorySize(pointer());
        } finally {
            store().leave();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Makes the memory larger. Segments and buffers that were got before end.
     *
     * @param pages so many pages more
     * @return how many pages it had before
     * @throws LannerException it does not grow so far
     */
    public long grow(long pages) {
        if (pages < 0 || pages > 0xffffffffL) {
            throw new IllegalArgumentException("the memory was to grow by " + pages + " pages; a number from 0 to 4294967295 was expected");
        }
        store().enter();
        try {
            long before = Native.call(Native.wasm_memory_size, pointer());
            if (Native.call(Native.wasm_memory_grow, pointer(), pages) == 0) {
                String reason = Native.lastError();
                throw new LannerException("the memory has " + before + " pages and does not grow by " + pages
                        + (reason.isEmpty() ? "" : ": " + reason));
            }
            return before;
        } finally {
            store().leave();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Returns the bytes, without a copy, for reading and writing. All threads may use the segment, while it is the program's business that
     * no guest writes there at the same time.
     *
     * @return the bytes, until the memory grows or the store is closed
     */
    public MemorySegment segment() {
        store().enter();
        try {
            return view();
        } finally {
            store().leave();
        }
    }

    /**
     * Returns the bytes as a buffer, without a copy, in WebAssembly's order of bytes (little endian).
     *
     * @return the bytes, until the memory grows or the store is closed
     * @throws UnsupportedOperationException the memory is larger than a buffer can be, which is 2 GiB
     */
    public ByteBuffer buffer() {
        return segment().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private MemorySegment view() {
        if (view == null) {
            long size = Native.memorySize(pointer());
            long address = Native.call(Native.wasm_memory_data, pointer());
            Arena made = Arena.ofShared();
            // The segment keeps the store: by what is to be done at its end, which is nothing.
            view = size == 0
                    ? made.allocate(0)
                    : Raw.segment(address, size, made, () -> Reference.reachabilityFence(this));
            arena = made;
            store().views.add(this);
        }
        return view;
    }

    /** Ends the view if the memory has grown. */
    void checkView() {
        if (view != null && !isFixed && Native.memorySize(pointer()) != view.byteSize()) {
            Arena old = arena;
            view = null;
            arena = null;
            store().views.end(old);
        }
    }

    /** Ends the view. */
    void endView() {
        if (view != null) {
            arena.close();
            view = null;
            arena = null;
        }
    }

    private static IndexOutOfBoundsException outside(long address, long length, long size) {
        return new IndexOutOfBoundsException("the range is " + length + " bytes from " + address + "; the memory has " + size);
    }

    /** The bytes, if a range lies within them. */
    private MemorySegment checked(long address, long length) {
        MemorySegment bytes = view();
        if (address < 0 || length < 0 || address > bytes.byteSize() - length) {
            // Another thread may have made a shared memory larger meanwhile.
            checkView();
            bytes = view();
            if (address < 0 || length < 0 || address > bytes.byteSize() - length) {
                throw outside(address, length, bytes.byteSize());
            }
        }
        return bytes;
    }

    /**
     * Returns a copy of some bytes.
     *
     * @param address where they are
     * @param length how many there are
     * @return the bytes
     * @throws IndexOutOfBoundsException they do not lie within the memory
     */
    public byte[] read(long address, int length) {
        store().enter();
        try {
            MemorySegment bytes = checked(address, length);
            byte[] copy = new byte[length];
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, address, copy, 0, length);
            return copy;
        } finally {
            store().leave();
        }
    }

    /**
     * Copies bytes out of the memory into an array.
     *
     * @param address where they are
     * @param target the array, which is filled
     * @throws IndexOutOfBoundsException they do not lie within the memory
     */
    public void read(long address, byte[] target) {
        store().enter();
        try {
            MemorySegment.copy(checked(address, target.length), ValueLayout.JAVA_BYTE, address, target, 0, target.length);
        } finally {
            store().leave();
        }
    }

    /**
     * Copies bytes into the memory.
     *
     * @param address where to
     * @param bytes the bytes
     * @throws IndexOutOfBoundsException they do not lie within the memory
     */
    public void write(long address, byte[] bytes) {
        store().enter();
        try {
            MemorySegment target = checked(address, bytes.length);
            MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, address, bytes.length);
        } finally {
            store().leave();
        }
    }

    /**
     * Reads text in UTF-8.
     *
     * @param address where it is
     * @param length its length in bytes
     * @return the text
     * @throws IndexOutOfBoundsException it does not lie within the memory
     * @throws LannerException it is no UTF-8
     */
    public String readText(long address, int length) {
        return Scope.textOf(read(address, length), "the text at " + address);
    }

    /**
     * Writes text in UTF-8, without a zero at its end.
     *
     * @param address where to
     * @param text the text
     * @return how many bytes these were
     * @throws IndexOutOfBoundsException it does not lie within the memory
     */
    public int writeText(long address, String text) {
        byte[] bytes = Scope.bytesOf(Objects.requireNonNull(text, "the text"), "the text");
        write(address, bytes);
        return bytes.length;
    }

    @Override
    long asExtern() {
        return Native.call(Native.wasm_memory_as_extern, pointer());
    }
}
