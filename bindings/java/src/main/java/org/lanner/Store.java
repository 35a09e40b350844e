package org.lanner;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;

/**
 * A sandbox: what is made in a store lives in it, and ends when it is closed.
 *
 * <p>A store is for one thread at a time, whichever; a second one that comes meanwhile gets an {@link IllegalStateException}. Only
 * {@link #interrupt}, {@link #isInterrupted} and {@link #isClosed} are for any thread at any time.
 */
public final class Store implements AutoCloseable {
    /** The size of the array of values that a store keeps for its calls. */
    static final int SCRATCH_SIZE = 1024;

    /** What the traps of errors of the host carry, by which they are known. */
    private static final long HOST_ERROR = 1;

    private static final VarHandle OWNER;

    /** Nobody: a store that is closed belongs to it. */
    private static final Thread CLOSED = new Thread("a store that is closed");

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(Store.class, "owner", Thread.class);
        } catch (ReflectiveOperationException error) {
            throw new AssertionError(error);
        }
    }

    private final Engine engine;
    final State state;
    private final Cleaner.Cleanable cleanable;
    private final long pointer;
    private final Object gate = new Object();

    /** Where the values of a call are. One array will do: the library has taken the arguments out before it calls anybody. */
    final long scratch;

    /** The objects of Java that guests may hold, by their numbers. */
    final HashMap<Long, Object> objects = new HashMap<>();

    private final int number;
    private int lastKey;

    /**
     * The thread that has the store for itself. It enters without an atomic instruction, until another thread wants to enter; from then
     * on the store is shared, and threads take turns as its owner.
     */
    private volatile Thread biased;

    private volatile Thread owner;
    private volatile boolean isShared;

    /** True while the thread with the bias is inside. Nobody else writes to it. */
    private boolean isInside;

    /** How many callbacks of the store are active. Only the thread that is inside uses it. */
    int callbacks;
    /** The memories whose bytes the program has got. */
    final Views views = new Views();

    private final List<Host> hosts = new ArrayList<>();
    private final HashMap<Long, Caller> callers = new HashMap<>();
    private Caller lastCaller;

    /** What a host function has thrown, until it comes out of the call of the guest. */
    Throwable error;

    /** What is left of a store when it is gone. */
    static final class State implements Runnable {
        private final Engine engine;
        private final long pointer;

        /** Keeps the array of values. */
        @SuppressWarnings("unused")
        private final Arena arena;

        private final List<Integer> hostNumbers = new ArrayList<>();
        private int number;

        /** The trap by which the next error of a host function ends its guest. */
        long spareTrap;

        State(Engine engine, long pointer, Arena arena) {
            this.engine = engine;
            this.pointer = pointer;
            this.arena = arena;
        }

        @Override
        public void run() {
            Native.call(Native.wasm_trap_delete, spareTrap);
            Native.call(Native.wasm_store_delete, pointer);
            Values.unregisterStore(number);
            Host.unregister(hostNumbers);
            engine.release();
        }
    }

    /**
     * Makes a store without limits.
     *
     * @param engine the engine
     */
    public Store(Engine engine) {
        this(engine, Limits.NONE);
    }

    /**
     * Makes a store with limits.
     *
     * @param engine the engine
     * @param limits the limits of all of its guests together
     * @throws LannerException the engine's options do not allow such limits
     */
    public Store(Engine engine, Limits limits) {
        this.engine = engine;
        long enginePointer = Objects.requireNonNull(engine, "the engine").acquire();
        long made = 0;
        try (Scope scope = new Scope()) {
            made = Native.made(Native.call(Native.lanner_store_new, enginePointer, limits(scope, limits)), "making the store");
        } finally {
            if (made == 0) {
                engine.release();
            }
        }
        pointer = made;
        // One that the collector frees: to close it would take a safepoint of all threads.
        Arena arena = Arena.ofAuto();
        scratch = arena.allocate(SCRATCH_SIZE, 16).address();
        state = new State(engine, made, arena);
        cleanable = Owned.CLEANER.register(this, state);
        state.number = number = Values.registerStore(this);
        makeSpareTrap();
    }

    static long limits(Scope scope, Limits limits) {
        long address = scope.room(limits.count() * 8L);
        for (int index = 0; index < limits.count(); index++) {
            Raw.putLong(address + index * 8L, limits.number(index));
        }
        return address;
    }

    static long microseconds(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("the time is " + time + "; one that is not negative was expected");
        }
        try {
            return Math.addExact(Math.multiplyExact(time.getSeconds(), 1_000_000L), time.getNano() / 1000);
        } catch (ArithmeticException error) {
            throw new IllegalArgumentException("the time is " + time + ", which is too long", error);
        }
    }

    // -----------------------------------------------------------------------------------------------------------------------------
    // Who may come in.

    // An overflow of Java's stack can come at any call, also of leave. So nothing is counted here that would be wrong for ever then: the
    // next call of the thread, or its end, puts things right.

    /** Takes the store for this thread, until {@link #leave}. Who has taken it does not take it again, but in a callback. */
    void enter() {
        Thread thread = Thread.currentThread();
        if (biased == thread) {
            isInside = true;
            // Who wants to take the bias away sets the field, waits until all threads have passed a safepoint, and then looks if
            // somebody is inside. So either it sees us, or we see it.
            if (biased == thread) {
                return;
            }
        }
        enterSlowly(thread);
    }

    private void enterSlowly(Thread thread) {
        if (!isShared) {
            synchronized (gate) {
                if (!isShared) {
                    if (biased == null) {
                        biased = thread;
                    }
                    if (biased == thread) {
                        isInside = true;
                        return;
                    }
                    share();
                }
            }
        }
        if (owner != thread) {
            own(thread);
        }
    }

    /** Makes a thread the owner of a store that is shared. */
    private void own(Thread thread) {
        Thread expected = null;
        while (true) {
            Thread found = (Thread) OWNER.compareAndExchange(this, expected, thread);
            if (found == expected) {
                return;
            }
            if (found == CLOSED) {
                throw closed();
            }
            if (found != null && found.isAlive()) {
                throw inUse(found);
            }
            expected = found;
        }
    }

    /** Takes the bias from the thread that has it. The caller holds the gate. */
    private void share() {
        Thread before = biased;
        biased = null;
        // Closing a shared arena waits until all threads have passed a safepoint.
        Arena.ofShared().close();
        if (isInside && before.isAlive()) {
            biased = before;
            throw inUse(before);
        }
        isShared = true;
    }

    /** Gives the store back. */
    void leave() {
        if (views.exist) {
            views.check();
        }
        // In a callback, the thread is still inside its first call. A store becomes shared only while nobody is.
        if (callbacks == 0) {
            if (isShared) {
                owner = null;
            } else {
                isInside = false;
            }
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the store is closed; an open one was expected");
    }

    private static IllegalStateException inUse(Thread user) {
        return new IllegalStateException("the store is in use by the thread " + user.getName() + "; it is for one thread at a time");
    }

    /**
     * Ends the store and everything in it. Segments and buffers of its memories end too.
     *
     * @throws IllegalStateException a guest of the store runs, or a buffer of it is in use by an operation of another thread
     */
    @Override
    public void close() {
        if (isClosed()) {
            return;
        }
        Thread thread = Thread.currentThread();
        synchronized (gate) {
            if ((isShared ? owner == thread : biased == thread) && callbacks > 0) {
                throw new IllegalStateException("the store is closed while a guest of it runs; it can be closed after the call");
            }
            if (!isShared) {
                if (biased != null && biased != thread) {
                    share();
                }
                biased = null;
                isShared = true;
            }
            if (owner != thread) {
                own(thread);
            }
            try {
                views.end();
            } catch (IllegalStateException error) {
                owner = null;
                throw error;
            }
            owner = CLOSED;
            cleanable.clean();
            objects.clear();
            callers.clear();
            hosts.clear();
            lastCaller = null;
        }
    }

    /**
     * Tells if the store is closed.
     *
     * @return true once it is closed
     */
    public boolean isClosed() {
        return owner == CLOSED;
    }

    // -----------------------------------------------------------------------------------------------------------------------------
    // Calls, and what they throw.

    /** The pointer. Who uses it has entered. */
    long pointer() {
        return pointer;
    }

    private void makeSpareTrap() {
        try (Scope scope = new Scope()) {
            byte[] message = "a function of the host has thrown an exception\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            long trap = Native.made(Native.call(Native.wasm_trap_new, pointer, scope.vector(message)), "making a trap");
            Native.call(Native.wasm_trap_set_host_info, trap, HOST_ERROR);
            state.spareTrap = trap;
        }
    }

    /** What a trap stands for, which is to be thrown. The trap is released. */
    Throwable take(long trap) {
        try {
            Throwable thrown = error;
            if (thrown == null) {
                return Traps.describe(trap);
            }
            error = null;
            state.spareTrap = 0;
            makeSpareTrap();
            if (Native.call(Native.wasm_trap_get_host_info, trap) == HOST_ERROR) {
                return thrown;
            }
            LannerException other = Traps.describe(trap);
            other.addSuppressed(thrown);
            return other;
        } finally {
            Native.call(Native.wasm_trap_delete, trap);
        }
    }

    /** A guest has called the host. */
    void callback() {
        if (views.exist) {
            views.check();
        }
    }

    /** The number of an object of Java that is handed to a guest. */
    long nextKey() {
        do {
            lastKey++;
        } while (objects.containsKey((long) number << 32 | Integer.toUnsignedLong(lastKey)));
        return (long) number << 32 | Integer.toUnsignedLong(lastKey);
    }

    /** Keeps a host function as long as the store, and returns the number by which the library calls it. */
    int keep(Host host) {
        int registered = Host.register(host);
        hosts.add(host);
        state.hostNumbers.add(registered);
        return registered;
    }

    /** The instance that a pointer stands for. The library has one for each instance that calls, as long as the store lives. */
    Caller caller(long callerPointer) {
        Caller found = lastCaller;
        if (found == null || found.pointer() != callerPointer) {
            found = callers.computeIfAbsent(callerPointer, key -> new Caller(this, key));
            lastCaller = found;
        }
        return found;
    }

    // -----------------------------------------------------------------------------------------------------------------------------
    // Fuel and time.

    /**
     * Returns the engine.
     *
     * @return the engine
     */
    public Engine engine() {
        return engine;
    }

    private long number(Native.Symbol read) {
        enter();
        try (Scope scope = new Scope()) {
            long out = scope.room(8);
            Native.done(Native.call(read, pointer, out), "reading the fuel");
            return Raw.getLong(out);
        } finally {
            leave();
        }
    }

    /**
     * Returns the fuel that is left.
     *
     * @return the fuel
     * @throws LannerException the engine has no fuel
     */
    public long fuel() {
        return number(Native.lanner_store_fuel);
    }

    /**
     * Returns the fuel that guests have used.
     *
     * @return the fuel
     * @throws LannerException the engine has no fuel
     */
    public long fuelConsumed() {
        return number(Native.lanner_store_fuel_consumed);
    }

    /**
     * Sets the fuel.
     *
     * @param fuel so much
     * @throws LannerException the engine has no fuel
     */
    public void setFuel(long fuel) {
        checkFuel(fuel);
        enter();
        try {
            Native.done(Native.call(Native.lanner_store_set_fuel, pointer, fuel), "setting the fuel");
        } finally {
            leave();
        }
    }

    /**
     * Gives guests more fuel.
     *
     * @param fuel so much more
     * @throws LannerException the engine has no fuel
     */
    public void addFuel(long fuel) {
        checkFuel(fuel);
        enter();
        try {
            Native.done(Native.call(Native.lanner_store_add_fuel, pointer, fuel), "adding fuel");
        } finally {
            leave();
        }
    }

    private static void checkFuel(long fuel) {
        if (fuel < 0) {
            throw new IllegalArgumentException("the fuel is " + fuel + "; a number that is not negative was expected");
        }
    }

    /**
     * Has the guest that runs trap at its next loop or call; when none runs, the next call. Any thread may call this.
     *
     * @throws LannerException the engine is not interruptible
     * @throws IllegalStateException the store is closed
     */
    public void interrupt() {
        // The gate keeps the store from being closed meanwhile.
        synchronized (gate) {
            if (isClosed()) {
                throw closed();
            }
            Native.done(Native.call(Native.lanner_store_interrupt, pointer), "the interruption");
        }
    }

    /**
     * Tells if guests are to stop: for host functions that take long, which then return. Any thread may ask.
     *
     * @return true if they are to stop
     * @throws IllegalStateException the store is closed
     */
    public boolean isInterrupted() {
        synchronized (gate) {
            if (isClosed()) {
                throw closed();
            }
            return Native.call(Native.lanner_store_is_interrupted, pointer) != 0;
        }
    }

    /**
     * Has guests trap once a time from now has passed, until the deadline is cleared or another is set.
     *
     * @param time the time
     * @throws LannerException the engine is not interruptible
     */
    public void setDeadline(Duration time) {
        long microseconds = microseconds(time);
        enter();
        try {
            Native.done(Native.call(Native.lanner_store_set_deadline, pointer, microseconds), "setting the deadline");
        } finally {
            leave();
        }
    }

    /** Clears the deadline. */
    public void clearDeadline() {
        enter();
        try {
            Native.call(Native.lanner_store_clear_deadline, pointer);
        } finally {
            leave();
        }
    }

    /**
     * Sets a deadline for the calls inside a {@code try}, at whose end it is cleared.
     *
     * @param time the time
     * @return what clears the deadline when it is closed
     * @throws LannerException the engine is not interruptible
     */
    public Deadline deadline(Duration time) {
        setDeadline(time);
        return new Deadline(this);
    }
}
