package org.lanner;

/** Keys and values in memory ({@code wasi:keyvalue}), for components. Several may have one, and all threads may use it at once. */
public final class KeyValueStore implements AutoCloseable {
    private final Owned owned;

    /** Makes an empty store of at most 64 MiB. */
    public KeyValueStore() {
        this(1L << 26);
    }

    /**
     * Makes an empty store.
     *
     * @param maximum the largest number of bytes in it, with 64 for each pair
     */
    public KeyValueStore(long maximum) {
        if (maximum < 0) {
            throw new IllegalArgumentException("the largest number of bytes is " + maximum + "; one that is not negative was expected");
        }
        long pointer = Native.made(Native.call(Native.lanner_key_value_store_new, maximum), "making the store");
        owned = new Owned(this, "store of keys and values", pointer, Native.lanner_key_value_store_delete);
    }

    /**
     * Sets the value of a key.
     *
     * @param key the key
     * @param value its value
     * @throws LannerException there is no room
     */
    public void set(String key, byte[] value) {
        long pointer = owned.acquire();
        try (Scope scope = new Scope()) {
            long name = scope.text(key, "the key");
            Native.done(Native.call(Native.lanner_key_value_store_set, pointer, name, scope.vector(value)), "setting the value");
        } finally {
            owned.release();
        }
    }

    /**
     * Reads the value of a key.
     *
     * @param key the key
     * @return its value
     * @throws LannerException there is no such key
     */
    public byte[] get(String key) {
        long pointer = owned.acquire();
        try (Scope scope = new Scope()) {
            long vector = scope.vector();
            Native.done(
                    Native.call(Native.lanner_key_value_store_get, pointer, scope.text(key, "the key"), vector), "reading the value");
            return scope.takeBytes(vector);
        } finally {
            owned.release();
        }
    }

    long acquire() {
        return owned.acquire();
    }

    void release() {
        owned.release();
    }

    /** Ends the store. Components that were granted it keep it. */
    @Override
    public void close() {
        owned.close();
    }
}
