package org.lanner;

import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A sandbox: what is made in a store lives in it, and ends when it is closed.
 *
 * <p>A store is for one thread at a time, whichever; a second one that comes meanwhile gets an {@link IllegalStateException}. Only
 * {@link #interrupt}, {@link #isInterrupted} and {@link #isClosed} are for any thread at any time.
 */
public final class Store extends Turns implements AutoCloseable {
    /** The size of the array of values that a store keeps for its calls. */
    static final int SCRATCH_SIZE = 1024;

    private final Engine engine;
    final StoreState state;
    private final Cleaner.Cleanable cleanable;
    private final long pointer;

    /** Where the values of a call are. One array will do: the library has taken the arguments out before it calls anybody. */
    final long scratch;

    /** The objects of Java that guests may hold, by their numbers. */
    final ConcurrentHashMap<Long, Object> objects = new ConcurrentHashMap<>();

    private final int number;
    private final AtomicInteger lastKey = new AtomicInteger();

    private final List<Callee> callees = new ArrayList<>();
    private final HashMap<Long, Caller> callers = new HashMap<>();
    private Caller lastCaller;

    /** What host functions have thrown, until it comes out of the call of the guest. */
    final HostErrors errors;

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
        state = new StoreState(engine, made, arena);
        cleanable = Owned.CLEANER.register(this, state);
        state.number = number = Values.registerStore(this);
        errors = new HostErrors(this);
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
            callees.clear();
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

    /** What a trap stands for, which is to be thrown. The trap is released. Who calls this has entered. */
    Throwable take(long trap) {
        return errors.take(trap);
    }

    @Override
    void afterCalls() {
        super.afterCalls();
        errors.clear();
    }

    /** A guest has called the host. */
    void callback() {
        if (views.exist) {
            views.check();
        }
    }

    /** The number of an object of Java that is handed to a guest. */
    long nextKey() {
        while (true) {
            long key = (long) number << 32 | Integer.toUnsignedLong(lastKey.incrementAndGet());
            if (!objects.containsKey(key)) {
                return key;
            }
        }
    }

    /** Keeps a host function as long as the store, and returns the number by which the library calls it. */
    int keep(Callee callee) {
        int registered = Callee.register(callee);
        callees.add(callee);
        state.calleeNumbers.add(registered);
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
