package org.lanner.tests;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.lanner.Deadline;
import org.lanner.Engine;
import org.lanner.Function;
import org.lanner.FunctionType;
import org.lanner.Instance;
import org.lanner.LannerException;
import org.lanner.Limits;
import org.lanner.Linker;
import org.lanner.Module;
import org.lanner.Store;
import org.lanner.Trap;
import org.lanner.TrapCode;

/** Stores: limits, fuel, time, and what ends with them. */
final class StoreTests {
    private static final String GUEST = """
            (module
              (import "host" "f" (func $f (param i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
              (func (export "through") (param i32) (result i32) (call $f (local.get 0)))
              (func (export "spin") (loop $again (br $again)))
              (func $endless (export "endless") (call $endless)))""";

    private static Instance guest(Store store, Module module, IntUnaryOperator function) {
        try (Linker linker = new Linker(module.engine())) {
            return linker.defineFunction(store, "host", "f", IntUnaryOperator.class, function).instantiate(store, module);
        }
    }

    @Test
    void fuel() {
        try (Engine engine = Engine.builder().fuel(true).build(); Store store = new Store(engine, Limits.NONE.fuel(1000))) {
            Instance guest = guest(store, new Module(engine, GUEST), x -> x);
            guest.function("add").call(1, 2);
            Check.that(store.fuel() < 1000 && store.fuelConsumed() > 0, "no fuel was used");
            Check.equal(TrapCode.OUT_OF_FUEL, Check.thrown(Trap.class, () -> guest.function("spin").call()).code());
            store.setFuel(50);
            store.addFuel(50);
            Check.equal(100L, store.fuel());
            Check.thrown(IllegalArgumentException.class, () -> store.setFuel(-1));
        }
        try (Engine engine = new Engine(); Store store = new Store(engine)) {
            Check.thrown(LannerException.class, () -> store.setFuel(1));
            Check.thrown(LannerException.class, store::interrupt);
        }
    }

    @Test
    void time() throws Exception {
        try (Engine engine = Engine.builder().interruptible(true).build(); Store store = new Store(engine)) {
            Instance guest = guest(store, new Module(engine, GUEST), x -> store.isInterrupted() ? 1 : 0);
            try (Deadline _ = store.deadline(Duration.ofMillis(20))) {
                Check.equal(TrapCode.DEADLINE_PASSED, Check.thrown(Trap.class, () -> guest.function("spin").call()).code());
            }
            Check.equal(0, guest.function("through").call(0));
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    Thread.sleep(30);
                } catch (InterruptedException error) {
                    throw new AssertionError(error);
                }
                store.interrupt();
            });
            Check.equal(TrapCode.INTERRUPTED, Check.thrown(Trap.class, () -> guest.function("spin").call()).code());
            other.join();
            Check.equal(3, guest.function("add").call(1, 2));
            Check.thrown(IllegalArgumentException.class, () -> store.setDeadline(Duration.ofMillis(-1)));
            Check.thrown(IllegalArgumentException.class, () -> store.setDeadline(Duration.ofSeconds(Long.MAX_VALUE)));
        }
        try (Engine engine = Engine.builder().interruptible(true).build();
                Store store = new Store(engine, Limits.NONE.callTime(Duration.ofMillis(20)))) {
            Instance guest = guest(store, new Module(engine, GUEST), x -> x);
            Check.thrown(Trap.class, () -> guest.function("spin").call());
        }
    }

    @Test
    void limits() {
        try (Engine engine = new Engine(); Module module = new Module(engine, GUEST)) {
            Limits limits = Limits.NONE.instances(2).memories(2).tables(0).tableElements(0).stackBytes(100_000).heapBytes(1000);
            try (Store store = new Store(engine, limits)) {
                Instance guest = guest(store, module, x -> x);
                Check.equal(TrapCode.STACK_EXHAUSTED, Check.thrown(Trap.class, () -> guest.function("endless").call()).code());
                guest(store, module, x -> x);
                Check.thrown(LannerException.class, () -> guest(store, module, x -> x));
            }
            try (Store store = new Store(engine, Limits.NONE.memoryBytes(100_000))) {
                Instance guest = guest(store, module, x -> x);
                Check.thrown(LannerException.class, () -> guest.memory().grow(1));
            }
            Check.thrown(IllegalArgumentException.class, () -> Limits.NONE.fuel(-1));
        }
    }

    @Test
    void closedWhileAGuestRuns() {
        try (Engine engine = new Engine()) {
            Store store = new Store(engine);
            Instance guest = guest(store, new Module(engine, GUEST), x -> {
                store.close();
                return x;
            });
            Check.contains("runs", Check.thrown(IllegalStateException.class, () -> guest.function("through").call(1)).getMessage());
            Check.that(!store.isClosed(), "the store is closed");
            Check.equal(3, guest.function("add").call(1, 2));
            IntBinaryOperator add = guest.function("add", IntBinaryOperator.class);
            Function function = guest.function("add");
            store.close();
            store.close();
            Check.that(store.isClosed(), "the store is open");
            Check.contains("closed", Check.thrown(IllegalStateException.class, () -> add.applyAsInt(1, 2)).getMessage());
            Check.thrown(IllegalStateException.class, () -> function.call(1, 2));
            Check.thrown(IllegalStateException.class, () -> function.handle().invoke(1, 2));
            Check.thrown(IllegalStateException.class, store::interrupt);
            Check.thrown(IllegalStateException.class, store::fuel);
            Check.thrown(IllegalStateException.class, () -> Function.of(store, Runnable.class, () -> {}));
            Check.that(!function.equals(null), "a function is null");
        }
    }

    /** The guest calls the host and the host the guest, until the stack is used up by either: the store is as it was. */
    @Test
    void recursionOfBothWithoutEnd() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        int[] ends = new int[2];
        Thread thread = new Thread(null, () -> {
            try (Engine engine = new Engine(); Module module = new Module(engine, GUEST)) {
                for (int round = 0; round < (Project.IS_LONG ? 2000 : 100); round++) {
                    Store store = new Store(engine);
                    IntUnaryOperator[] through = new IntUnaryOperator[1];
                    Function[] function = new Function[1];
                    boolean isPlain = round % 2 == 0;
                    Instance guest = guest(store, module, x -> isPlain ? through[0].applyAsInt(x) : (Integer) function[0].call(x));
                    function[0] = guest.function("through");
                    through[0] = function[0].as(IntUnaryOperator.class);
                    deeper(round % 50, () -> {
                        Throwable end = Check.thrown(Throwable.class, () -> through[0].applyAsInt(1));
                        if (end instanceof StackOverflowError) {
                            ends[0]++;
                        } else if (end instanceof Trap trap && trap.code() == TrapCode.STACK_EXHAUSTED) {
                            ends[1]++;
                        } else {
                            throw new AssertionError(end);
                        }
                    });
                    Check.equal(3, guest.function("add").call(1, 2));
                    store.close();
                }
            } catch (Throwable error) {
                failures.add(error);
            }
        }, "recursion", 600 << 10);
        thread.start();
        thread.join();
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.getFirst());
        }
        System.out.println("      " + ends[0] + " ended by Java, " + ends[1] + " by the guest");
    }

    /** Java calls a guest deeper and deeper, until its stack is used up somewhere on the way in or out. */
    @Test
    void callsAtTheEndOfTheStack() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        int[] ends = new int[2];
        Thread thread = new Thread(null, () -> {
            try (Engine engine = new Engine(); Module module = new Module(engine, GUEST)) {
                for (int round = 0; round < (Project.IS_LONG ? 4000 : 200); round++) {
                    Store store = new Store(engine);
                    Instance guest = guest(store, module, x -> x);
                    Function add = guest.function("add");
                    IntBinaryOperator plain = add.as(IntBinaryOperator.class);
                    boolean isPlain = round % 2 == 0;
                    deeper(round % 97, () -> {
                        Throwable end = Check.thrown(Throwable.class, () -> down(isPlain ? plain : (x, y) -> (Integer) add.call(x, y), 1));
                        if (end instanceof StackOverflowError) {
                            ends[0]++;
                        } else if (end instanceof Trap trap && trap.code() == TrapCode.STACK_EXHAUSTED) {
                            ends[1]++;
                        } else {
                            throw new AssertionError(end);
                        }
                    });
                    Check.equal(3, add.call(1, 2));
                    store.close();
                }
            } catch (Throwable error) {
                failures.add(error);
            }
        }, "depth", 600 << 10);
        thread.start();
        thread.join();
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.getFirst());
        }
        System.out.println("      " + ends[0] + " ended by Java, " + ends[1] + " by the guest");
    }

    private static int down(IntBinaryOperator add, int depth) {
        try {
            return down(add, add.applyAsInt(depth, 1)) + 1;
        } catch (Trap trap) {
            // Java has more to go than the guest.
            return down(add, depth + 1) + 1;
        }
    }

    private static void deeper(int depth, Runnable action) {
        if (depth == 0) {
            action.run();
        } else {
            deeper(depth - 1, action);
        }
    }

    @Test
    void closedByAnErrorOfTheGuestsHost() {
        // An error that the store's guests have thrown is the same after the store is closed.
        RuntimeException mine = new RuntimeException("mine");
        RuntimeException found = Check.thrown(RuntimeException.class, () -> {
            try (Engine engine = new Engine(); Store store = new Store(engine)) {
                guest(store, new Module(engine, GUEST), x -> {
                    throw mine;
                }).function("through").call(1);
            }
        });
        Check.same(mine, found);
    }

    @Test
    void manyStores() {
        try (Engine engine = new Engine(); Module module = new Module(engine, GUEST)) {
            List<Store> stores = new ArrayList<>();
            List<IntUnaryOperator> functions = new ArrayList<>();
            for (int index = 0; index < 500; index++) {
                int number = index;
                Store store = new Store(engine);
                stores.add(store);
                functions.add(guest(store, module, x -> x + number).function("through", IntUnaryOperator.class));
            }
            for (int index = 0; index < stores.size(); index++) {
                Check.equal(index + 5, functions.get(index).applyAsInt(5));
            }
            stores.forEach(Store::close);
        }
    }

    @Test
    void forgottenStoresAreReleased() throws Exception {
        try (Engine engine = new Engine(); Module module = new Module(engine, GUEST)) {
            List<WeakReference<Store>> stores = new ArrayList<>();
            int before = registered();
            for (int index = 0; index < 200; index++) {
                stores.add(forgotten(engine, module));
            }
            for (int round = 0; round < 200 && registered() > before; round++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(10);
            }
            Check.that(stores.stream().allMatch(store -> store.get() == null), "stores that nobody holds are alive");
            Check.that(registered() <= before, "host functions of stores that are gone are kept");
        }
    }

    /** A store whose host function refers to it. */
    private static WeakReference<Store> forgotten(Engine engine, Module module) {
        Store store = new Store(engine);
        Instance guest = guest(store, module, x -> store.isClosed() ? 0 : x);
        Check.equal(3, guest.function("through").call(3));
        Function.of(store, new FunctionType(List.of(), List.of()), (caller, arguments) -> store).type();
        return new WeakReference<>(store);
    }

    /** How many host functions the package keeps for the library. */
    private static int registered() throws Exception {
        var method = Class.forName("org.lanner.Callee").getDeclaredMethod("registered");
        method.setAccessible(true);
        return (Integer) method.invoke(null);
    }

    @Test
    void collectionsUnderLoad() throws Exception {
        try (Engine engine = new Engine(); Module module = new Module(engine, GUEST)) {
            int rounds = Project.IS_LONG ? 3000 : 150;
            for (int round = 0; round < rounds; round++) {
                Store store = new Store(engine);
                Instance guest = guest(store, module, x -> {
                    byte[][] garbage = new byte[20][];
                    for (int index = 0; index < garbage.length; index++) {
                        garbage[index] = new byte[5000];
                    }
                    return x + garbage.length - 20;
                });
                Function through = guest.function("through");
                for (int index = 0; index < 20; index++) {
                    Check.equal(index, through.call(index));
                    // Names of the library that nobody holds.
                    guest.memory().type();
                    Function.of(store, Runnable.class, () -> {});
                }
                if (round % 3 == 0) {
                    store.close();
                }
                if (round % 10 == 0) {
                    System.gc();
                }
            }
        }
    }
}
