package org.lanner;

/** What instances import and export: a function, global, table or memory. It belongs to a store, and ends with it. */
public abstract sealed class Extern permits Function, Global, Table, Memory {
    private final Store store;
    private final long pointer;

    /** Takes over a name of the library, which is released with the garbage. */
    Extern(Store store, long pointer, Native.Symbol delete) {
        this.store = store;
        this.pointer = pointer;
        releaseLater(this, pointer, delete);
    }

    /** Releases a name when its object is gone. Names live longer than their stores, so that this may be at any time. */
    static void releaseLater(Object object, long pointer, Native.Symbol delete) {
        Owned.CLEANER.register(object, new Release(pointer, delete));
    }

    private record Release(long pointer, Native.Symbol delete) implements Runnable {
        @Override
        public void run() {
            Native.call(delete, pointer);
        }
    }

    /**
     * Returns the store that this lives in.
     *
     * @return the store
     */
    public final Store store() {
        return store;
    }

    /**
     * Returns the type.
     *
     * @return the type
     */
    public abstract ExternType type();

    final long pointer() {
        return pointer;
    }

    /** The same name as an extern. */
    abstract long asExtern();

    /** What the library has exported, or null when there is nothing. Who calls this has entered the store. */
    static Extern of(Store store, long extern, String name) {
        if (extern == 0) {
            return null;
        }
        return switch ((int) Native.call(Native.wasm_extern_kind, extern)) {
            case 0 -> new Function(store, Native.call(Native.wasm_extern_as_func, extern));
            case 1 -> new Global(store, Native.call(Native.wasm_extern_as_global, extern));
            case 2 -> new Table(store, Native.call(Native.wasm_extern_as_table, extern));
            case 3 -> new Memory(store, Native.call(Native.wasm_extern_as_memory, extern));
            default -> {
                Native.call(Native.wasm_extern_delete, extern);
                throw new LannerException("the export '" + name + "' is a tag; a function, global, table or memory was expected");
            }
        };
    }

    static <T extends Extern> T cast(Extern found, Class<T> type, String name) {
        if (!type.isInstance(found)) {
            throw new LannerException("the export '" + name + "' is a " + found.getClass().getSimpleName() + "; a " + type.getSimpleName()
                    + " was expected");
        }
        return type.cast(found);
    }
}
