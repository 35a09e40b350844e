package org.lanner;

/** A reference of a guest that stands for no object of Java, such as a structure. It can be given back to guests of its store. */
public final class Reference {
    private final Store store;
    private final long pointer;

    Reference(Store store, long pointer) {
        this.store = store;
        this.pointer = pointer;
        Extern.releaseLater(this, pointer, Native.wasm_ref_delete);
    }

    /**
     * Returns the store that this belongs to.
     *
     * @return the store
     */
    public Store store() {
        return store;
    }

    long pointer() {
        return pointer;
    }
}
