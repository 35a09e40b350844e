package org.lanner.tests;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.lanner.Engine;
import org.lanner.Instance;
import org.lanner.Linker;
import org.lanner.MemoryMode;
import org.lanner.Module;
import org.lanner.Store;
import org.lanner.Trap;
import org.lanner.TrapCode;

/**
 * A program for a process of its own: Java's faults and a guest's, one after the other and inside each other, so many times as the first
 * argument says. It prints how many there were, and ends with 0 when each came out as what it is.
 */
public final class Faults {
    private static final String GUEST = """
            (module $faults
              (import "host" "fault" (func $fault (param i32) (result i32)))
              (memory 1 1)
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
              (func $endless (export "endless") (param i32) (result i32) (i32.add (i32.const 1) (call $endless (local.get 0))))
              (func (export "callback") (param i32) (result i32) (call $fault (local.get 0)))
              ;; Calls the host deeper and deeper, until the stack is used up by whichever of the two.
              (func $deep (export "deep") (param i32) (result i32)
                (i32.add (call $fault (i32.const -1)) (call $deep (local.get 0)))))""";

    private static final AtomicInteger NULLS = new AtomicInteger();
    private static final AtomicInteger OVERFLOWS = new AtomicInteger();
    private static final AtomicInteger DIVISIONS = new AtomicInteger();
    private static final AtomicInteger TRAPS = new AtomicInteger();
    private static final AtomicInteger DEEP = new AtomicInteger();

    private static final Object[] NOTHING = new Object[1];
    private static volatile int sink;
    private static volatile int zero;

    private int value;

    private Faults() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Engine engine = new Engine();
        if (engine.memoryMode() != MemoryMode.GUARDED) {
            throw new AssertionError("memories are not guarded by the hardware: this would test nothing");
        }
        Module module = new Module(engine, GUEST);
        // Java's own faults before any guest was called on the thread.
        java(10);
        Guest first = new Guest(engine, module);
        AtomicBoolean isDone = new AtomicBoolean();
        // Safepoints and collections meanwhile.
        Thread collector = new Thread(() -> {
            while (!isDone.get()) {
                byte[][] garbage = new byte[64][];
                for (int index = 0; index < garbage.length; index++) {
                    garbage[index] = new byte[10_000];
                }
                System.gc();
                try {
                    Thread.sleep(20);
                } catch (InterruptedException error) {
                    return;
                }
            }
        });
        collector.setDaemon(true);
        collector.start();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        // The thread that called before; then new ones, of the system and virtual ones, each with a store of its own.
        first.run(rounds);
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            Runnable work = () -> {
                try {
                    java(rounds / 4);
                    new Guest(engine, module).run(rounds / 4);
                } catch (Throwable error) {
                    failures.add(error);
                }
            };
            threads.add(index % 2 == 0 ? Thread.ofPlatform().start(work) : Thread.ofVirtual().start(work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        // And the first store again, on another thread, and with another size of stack.
        for (long size : new long[] {256 << 10, 8 << 20}) {
            Thread other = new Thread(null, () -> {
                try {
                    first.run(rounds / 20 + 1);
                } catch (Throwable error) {
                    failures.add(error);
                }
            }, "other", size);
            other.start();
            other.join();
        }
        onThreadOfLanner(engine, module, first, rounds / 20 + 1);
        isDone.set(true);
        collector.join();
        for (Throwable failure : failures) {
            failure.printStackTrace();
        }
        System.out.println(NULLS + " null dereferences, " + OVERFLOWS + " stack overflows, " + DIVISIONS + " divisions, " + TRAPS
                + " traps, " + DEEP + " times too deep");
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    /** And once more on a thread that Java has not made: in a callback of a call that does not block. */
    private static void onThreadOfLanner(Engine engine, Module module, Guest guest, int rounds) throws Exception {
        Store store = new Store(engine);
        IntUnaryOperator function = kind -> {
            java(rounds);
            guest.run(rounds);
            return kind;
        };
        Instance outer = new Linker(engine).defineFunction(store, "host", "fault", IntUnaryOperator.class, function)
                .instantiate(store, module);
        for (int round = 0; round < 3; round++) {
            Guest.equal(round, (Integer) outer.function("callback").callAsync(round).get());
        }
        try {
            outer.function("load").callAsync(1 << 20).get();
            throw new AssertionError("no trap");
        } catch (ExecutionException error) {
            TRAPS.incrementAndGet();
        }
    }

    /** Faults of Java alone. */
    private static void java(int rounds) {
        for (int round = 0; round < rounds; round++) {
            fault(round % 3);
        }
    }

    /** One fault, which is caught. */
    private static int fault(int kind) {
        switch (kind) {
            case 0 -> {
                try {
                    sink = ((Faults) NOTHING[0]).value;
                    throw new AssertionError("null has a field");
                } catch (NullPointerException error) {
                    NULLS.incrementAndGet();
                }
            }
            case 1 -> {
                try {
                    sink = 7 / zero;
                    throw new AssertionError("zero divides");
                } catch (ArithmeticException error) {
                    DIVISIONS.incrementAndGet();
                }
            }
            default -> {
                try {
                    sink = recurse(1);
                    throw new AssertionError("the stack has no end");
                } catch (StackOverflowError error) {
                    OVERFLOWS.incrementAndGet();
                }
            }
        }
        return kind;
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + sink;
    }

    /** An instance, of one thread at a time. */
    private static final class Guest {
        private final IntUnaryOperator load;
        private final IntBinaryOperator divide;
        private final IntUnaryOperator endless;
        private final IntUnaryOperator callback;
        private final IntUnaryOperator deep;

        Guest(Engine engine, Module module) {
            Store store = new Store(engine);
            Linker linker = new Linker(engine);
            IntUnaryOperator function = kind -> kind < 0 ? kind : kind < 10 ? fault(kind) : thrown(kind);
            linker.defineFunction(store, "host", "fault", IntUnaryOperator.class, function);
            Instance instance = linker.instantiate(store, module);
            load = instance.function("load", IntUnaryOperator.class);
            divide = instance.function("divide", IntBinaryOperator.class);
            endless = instance.function("endless", IntUnaryOperator.class);
            callback = instance.function("callback", IntUnaryOperator.class);
            deep = instance.function("deep", IntUnaryOperator.class);
        }

        private static int thrown(int kind) {
            return switch (kind) {
                case 10 -> ((Faults) NOTHING[0]).value;
                case 11 -> 7 / zero;
                default -> recurse(1);
            };
        }

        void run(int rounds) {
            for (int round = 0; round < rounds; round++) {
                trap(TrapCode.MEMORY_OUT_OF_BOUNDS, () -> load.applyAsInt(1 << 20));
                fault(0);
                trap(TrapCode.INTEGER_DIVIDE_BY_ZERO, () -> divide.applyAsInt(1, 0));
                fault(1);
                trap(TrapCode.INTEGER_OVERFLOW, () -> divide.applyAsInt(Integer.MIN_VALUE, -1));
                // In a callback, caught there.
                equal(0, callback.applyAsInt(0));
                equal(1, callback.applyAsInt(1));
                // In a callback, and caught behind the guest.
                through(NullPointerException.class, () -> callback.applyAsInt(10));
                NULLS.incrementAndGet();
                through(ArithmeticException.class, () -> callback.applyAsInt(11));
                DIVISIONS.incrementAndGet();
                if (round % 10 == 0) {
                    trap(TrapCode.STACK_EXHAUSTED, () -> endless.applyAsInt(0));
                    fault(2);
                    equal(2, callback.applyAsInt(2));
                    through(StackOverflowError.class, () -> callback.applyAsInt(12));
                    OVERFLOWS.incrementAndGet();
                    tooDeep();
                }
                equal(0, load.applyAsInt(8));
            }
        }

        private void tooDeep() {
            try {
                deep.applyAsInt(0);
                throw new AssertionError("the stack has no end");
            } catch (StackOverflowError error) {
                DEEP.incrementAndGet();
            } catch (Trap trap) {
                if (trap.code() != TrapCode.STACK_EXHAUSTED) {
                    throw trap;
                }
                DEEP.incrementAndGet();
            }
        }

        private static void equal(int expected, int found) {
            if (expected != found) {
                throw new AssertionError("expected was " + expected + ", and found " + found);
            }
        }

        private static void trap(TrapCode code, Runnable call) {
            try {
                call.run();
            } catch (Trap trap) {
                if (trap.code() == code) {
                    TRAPS.incrementAndGet();
                    return;
                }
                throw trap;
            }
            throw new AssertionError("no trap; expected was " + code);
        }

        private static void through(Class<? extends Throwable> type, Runnable call) {
            try {
                call.run();
            } catch (Throwable error) {
                if (type.isInstance(error)) {
                    return;
                }
                throw error;
            }
            throw new AssertionError("nothing was thrown; expected was " + type);
        }
    }
}
