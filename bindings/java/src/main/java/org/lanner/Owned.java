package org.lanner;

import java.lang.ref.Cleaner;

/**
 * A pointer of the library that is released when its object is closed, or with the garbage.
 *
 * <p>Whoever uses the pointer holds it meanwhile, so that a thread that closes the object takes it from nobody: the last one to let go
 * releases it.
 */
final class Owned {
    static final Cleaner CLEANER = Cleaner.create();

    private final State state;
    private final Cleaner.Cleanable cleanable;
    private final String name;

    /** What is left when the object is gone. */
    private static final class State implements Runnable {
        private final long pointer;
        private final Native.Symbol delete;
        private int users;
        private boolean isClosed;
        private boolean isDeleted;

        State(long pointer, Native.Symbol delete) {
            this.pointer = pointer;
            this.delete = delete;
        }

        @Override
        public void run() {
            synchronized (this) {
                isClosed = true;
                if (users > 0 || isDeleted) {
                    return;
                }
                isDeleted = true;
            }
            Native.call(delete, pointer);
        }
    }

    Owned(Object object, String name, long pointer, Native.Symbol delete) {
        this.name = name;
        state = new State(pointer, delete);
        cleanable = CLEANER.register(object, state);
    }

    /** The pointer, until {@link #release}. */
    long acquire() {
        synchronized (state) {
            if (state.isClosed) {
                throw new IllegalStateException("the " + name + " is closed; an open one was expected");
            }
            state.users++;
            return state.pointer;
        }
    }

    /** The pointer, until {@link #release}; or 0 if the object is closed. */
    long acquireIfOpen() {
        synchronized (state) {
            if (state.isClosed) {
                return 0;
            }
            state.users++;
            return state.pointer;
        }
    }

    void release() {
        boolean isLast;
        synchronized (state) {
            state.users--;
            isLast = state.isClosed && state.users == 0;
        }
        if (isLast) {
            state.run();
        }
    }

    boolean isClosed() {
        synchronized (state) {
            return state.isClosed;
        }
    }

    void close() {
        cleanable.clean();
    }
}
