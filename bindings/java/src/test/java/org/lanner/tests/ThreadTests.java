package org.lanner.tests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.lanner.Engine;
import org.lanner.Instance;
import org.lanner.Linker;
import org.lanner.Module;
import org.lanner.Store;

/** Threads: stores from one to the next, several at once, and misuse. */
final class ThreadTests {
    private static final String GUEST = """
            (module
              (import "host" "wait" (func $wait (param i32) (result i32)))
              (global $count (mut i32) (i32.const 0))
              (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
              (func (export "count") (result i32) (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count))
              (func (export "wait") (param i32) (result i32) (call $wait (local.get 0))))""";

    private final Engine engine = new Engine();
    private final Module module = new Module(engine, GUEST);

    private Instance guest(Store store, IntUnaryOperator wait) {
        return new Linker(engine).defineFunction(store, "host", "wait", IntUnaryOperator.class, wait).instantiate(store, module);
    }

    @Test
    void fromThreadToThread() throws Exception {
        try (Store store = new Store(engine)) {
            Instance guest = guest(store, x -> x);
            for (int round = 1; round <= 50; round++) {
                int expected = round;
                List<Throwable> failures = new ArrayList<>();
                Runnable run = () -> {
                    try {
                        Check.equal(expected, guest.function("count").call());
                    } catch (Throwable error) {
                        failures.add(error);
                    }
                };
                (round % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(run).join();
                Check.equal(List.of(), failures);
            }
        }
    }

    @Test
    void oneThreadAtATime() throws Exception {
        Store store = new Store(engine);
        CountDownLatch isInside = new CountDownLatch(1);
        CountDownLatch mayLeave = new CountDownLatch(1);
        Instance guest = guest(store, x -> {
            isInside.countDown();
            try {
                mayLeave.await();
            } catch (InterruptedException error) {
                throw new AssertionError(error);
            }
            return x;
        });
        IntBinaryOperator add = guest.function("add", IntBinaryOperator.class);
        Thread thread = Thread.ofPlatform().name("the first").start(() -> guest.function("wait").call(1));
        isInside.await();
        Check.contains("the first", Check.thrown(IllegalStateException.class, () -> add.applyAsInt(1, 2)).getMessage());
        Check.thrown(IllegalStateException.class, () -> guest.function("add"));
        Check.thrown(IllegalStateException.class, store::close);
        Check.that(!store.isClosed(), "the store is closed");
        mayLeave.countDown();
        thread.join();
        Check.equal(3, add.applyAsInt(1, 2));
        store.close();
    }

    /** Threads that all use one store, and one that closes it: each call is right or refused, and nothing else happens. */
    @Test
    void misuse() throws Exception {
        AtomicInteger right = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        for (int round = 0; round < (Project.IS_LONG ? 1000 : 60); round++) {
            Store store = new Store(engine);
            Instance guest = guest(store, x -> x);
            IntBinaryOperator add = guest.function("add", IntBinaryOperator.class);
            AtomicBoolean isClosed = new AtomicBoolean();
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int number = 0; number < 3; number++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int index = 0; !isClosed.get(); index++) {
                        try {
                            Check.equal(index + 1, add.applyAsInt(index, 1));
                            right.incrementAndGet();
                        } catch (IllegalStateException error) {
                            refused.incrementAndGet();
                        } catch (Throwable error) {
                            failures.add(error);
                            return;
                        }
                    }
                }));
            }
            Thread.sleep(2);
            while (!store.isClosed()) {
                try {
                    store.close();
                } catch (IllegalStateException error) {
                    Thread.onSpinWait();
                }
            }
            isClosed.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            Check.equal(List.of(), failures);
        }
        Check.that(right.get() > 0 && refused.get() > 0, right + " calls were right and " + refused + " refused");
    }

    @Test
    void manyVirtualThreads() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int index = 0; index < 300; index++) {
                int number = index;
                results.add(executor.submit(() -> {
                    try (Store store = new Store(engine)) {
                        Instance guest = guest(store, x -> {
                            Thread.yield();
                            return x + 1;
                        });
                        int sum = number;
                        for (int round = 0; round < 50; round++) {
                            sum = (Integer) guest.function("wait").call(sum);
                            Thread.yield();
                        }
                        return sum;
                    }
                }));
            }
            for (int index = 0; index < results.size(); index++) {
                Check.equal(index + 50, results.get(index).get());
            }
        }
    }

    @Test
    void manyThreads() throws Exception {
        AtomicInteger sum = new AtomicInteger();
        for (int round = 0; round < 20; round++) {
            List<Thread> threads = new ArrayList<>();
            for (int index = 0; index < 20; index++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    try (Store store = new Store(engine)) {
                        sum.addAndGet((Integer) guest(store, x -> x).function("wait").call(1));
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        Check.equal(400, sum.get());
    }

    /** Modules, engines and linkers that are closed while others use them. */
    @Test
    void closedWhileInUse() throws Exception {
        for (int round = 0; round < (Project.IS_LONG ? 500 : 50); round++) {
            Engine own = new Engine();
            Module shared = new Module(own, "(module (func (export \"f\") (result i32) (i32.const 7)))");
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int index = 0; index < 3; index++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        for (int number = 0; number < 1000; number++) {
                            try (Store store = new Store(own)) {
                                Check.equal(7, Instance.of(store, shared).function("f").call());
                            }
                        }
                    } catch (IllegalStateException error) {
                        // It was closed.
                    } catch (Throwable error) {
                        failures.add(error);
                    }
                }));
            }
            Thread.sleep(1);
            shared.close();
            own.close();
            for (Thread thread : threads) {
                thread.join();
            }
            Check.equal(List.of(), failures);
        }
    }
}
