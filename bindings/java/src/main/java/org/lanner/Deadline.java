package org.lanner;

/** A deadline of a store, which ends when this is closed. */
public final class Deadline implements AutoCloseable {
    private final Store store;

    Deadline(Store store) {
        this.store = store;
    }

    /** Clears the deadline. */
    @Override
    public void close() {
        if (!store.isClosed()) {
            store.clearDeadline();
        }
    }
}
