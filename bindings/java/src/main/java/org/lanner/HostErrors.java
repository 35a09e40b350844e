package org.lanner;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What host functions of a store have thrown, on its way through the guest, which ends by a trap that stands for it. */
final class HostErrors {
    /** What the trap that was made in advance carries, by which it is known. Others carry larger numbers. */
    private static final long SPARE = 1;

    private static final byte[] MESSAGE = "a function of the host has thrown an exception\0".getBytes(StandardCharsets.US_ASCII);

    private final Store store;
    private final AtomicLong lastNumber = new AtomicLong(SPARE);

    /** What was thrown where the guest has called the host. */
    Throwable thrown;

    /** How stages have ended for which guests wait, by the numbers that their traps carry. */
    private final ConcurrentHashMap<Long, Throwable> late = new ConcurrentHashMap<>();

    HostErrors(Store store) {
        this.store = store;
        store.state.spareTrap = make(SPARE);
    }

    private long make(long number) {
        try (Scope scope = new Scope()) {
            long trap = Native.made(Native.call(Native.wasm_trap_new, store.pointer(), scope.vector(MESSAGE)), "making a trap");
            Native.call(Native.wasm_trap_set_host_info, trap, number);
            return trap;
        }
    }

    /** A trap for how a stage has ended. Any thread may call this that keeps the store from being closed. */
    long trap(Throwable error) {
        long number = lastNumber.incrementAndGet();
        late.put(number, error);
        return make(number);
    }

    /** Forgets how stages have ended for which nobody has waited any more. */
    void clear() {
        late.clear();
    }

    /** What a trap stands for, which is to be thrown. The trap is released. */
    Throwable take(long trap) {
        try {
            long number = Native.call(Native.wasm_trap_get_host_info, trap);
            Throwable found = late.remove(number);
            if (found == null && thrown == null) {
                return Traps.describe(trap);
            }
            if (found != null && store.hasCalls) {
                // Others may be on their way.
                return found;
            }
            Throwable other = thrown;
            if (other != null) {
                thrown = null;
                store.state.spareTrap = 0;
                store.state.spareTrap = make(SPARE);
                if (number == SPARE) {
                    return other;
                }
            }
            if (found == null) {
                found = Traps.describe(trap);
            }
            if (other != null) {
                found.addSuppressed(other);
            }
            return found;
        } finally {
            Native.call(Native.wasm_trap_delete, trap);
        }
    }
}
