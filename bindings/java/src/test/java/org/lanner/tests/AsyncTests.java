package org.lanner.tests;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.lanner.Caller;
import org.lanner.Engine;
import org.lanner.Function;
import org.lanner.FunctionType;
import org.lanner.Instance;
import org.lanner.Lanner;
import org.lanner.LannerException;
import org.lanner.Linker;
import org.lanner.Module;
import org.lanner.Store;
import org.lanner.Trap;
import org.lanner.TrapCode;
import org.lanner.ValueType;

/** Calls that do not block, and functions of the host that return stages. */
final class AsyncTests {
    private static final String GUEST = """
            (module
              (import "host" "f" (func $f (param i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 100) "some text")
              (func $inner (param i32) (result i32) (call $f (local.get 0)))
              (func (export "through") (param i32) (result i32) (i32.add (call $inner (local.get 0)) (i32.const 1)))
              (func (export "after") (param i32) (result i32) (drop (call $f (local.get 0))) (i32.load (local.get 0)))
              (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
              (func (export "spin") (loop $again (br $again))))""";

    /** The function of the host. */
    interface Through {
        CompletionStage<Integer> of(Caller caller, int number);
    }

    /** The export of the guest. */
    public interface Later {
        CompletableFuture<Integer> of(int number);
    }

    /** The export of the guest, by a name that is not this package's. */
    public interface Nothing {
        CompletionStage<Void> of();
    }

    private static final Executor SOON = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);

    private final Engine engine = Engine.builder().interruptible(true).build();
    private final Module module = new Module(engine, GUEST);

    /** Waits until something is so. */
    static void await(String what, BooleanSupplier isSo) throws InterruptedException {
        long limit = System.nanoTime() + 60_000_000_000L;
        while (!isSo.getAsBoolean()) {
            Check.that(System.nanoTime() < limit, what + " has not come");
            Thread.sleep(1);
        }
    }

    private Instance guest(Store store, Through function) {
        try (Linker linker = new Linker(engine)) {
            return linker.defineFunction(store, "host", "f", Through.class, function).instantiate(store, module);
        }
    }

    /** A stage that is ended soon, by another thread; that of an even number is ended at once. */
    private static CompletableFuture<Integer> twice(int number) {
        return number % 2 == 0 ? CompletableFuture.completedFuture(2 * number) : CompletableFuture.supplyAsync(() -> 2 * number, SOON);
    }

    private static Throwable causeOf(Future<?> call) {
        return Check.thrown(ExecutionException.class, () -> call.get(60, TimeUnit.SECONDS)).getCause();
    }

    @Test
    void bothKindsOfCalls() throws Exception {
        try (Store store = new Store(engine)) {
            Instance guest = guest(store, (caller, number) -> twice(number));
            Function through = guest.function("through");
            Later later = guest.function("through", Later.class);
            IntUnaryOperator now = guest.function("through", IntUnaryOperator.class);
            for (int number = 0; number < 10; number++) {
                Check.equal(2 * number + 1, through.callAsync(number).get());
                Check.equal(2 * number + 1, later.of(number).get());
                Check.equal(2 * number + 1, now.applyAsInt(number));
                Check.equal(2 * number + 1, through.call(number));
            }
            Check.thrown(IllegalArgumentException.class, () -> through.callAsync());
            Check.thrown(IllegalArgumentException.class, () -> through.callAsync("text"));
            Check.thrown(IllegalArgumentException.class, () -> guest.function("add", Later.class));
            Check.thrown(IllegalArgumentException.class, () -> guest.function("through", Nothing.class));
            Check.equal(3, through.call(1));
        }
    }

    @Test
    void many() throws Exception {
        List<Store> stores = new ArrayList<>();
        List<Function> functions = new ArrayList<>();
        for (int index = 0; index < (Project.IS_LONG ? 900 : 200); index++) {
            stores.add(new Store(engine));
            functions.add(guest(stores.getLast(), (caller, number) -> CompletableFuture.supplyAsync(
                    () -> 2 * number, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))).function("through"));
        }
        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<Object>> calls = new ArrayList<>();
            for (int index = 0; index < functions.size(); index++) {
                calls.add(functions.get(index).callAsync(index));
            }
            for (int index = 0; index < functions.size(); index++) {
                Check.equal(2 * index + 1, calls.get(index).get(60, TimeUnit.SECONDS));
            }
        }
        stores.forEach(Store::close);
    }

    @Test
    void virtualThreads() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int index = 0; index < 200; index++) {
                int first = index;
                results.add(executor.submit(() -> {
                    try (Store store = new Store(engine)) {
                        Function through = guest(store, (caller, number) -> twice(number)).function("through");
                        int found = first;
                        for (int round = 0; round < 5; round++) {
                            found = (Integer) through.callAsync(found).get() % 1000;
                        }
                        return found;
                    }
                }));
            }
            for (int index = 0; index < results.size(); index++) {
                int expected = index;
                for (int round = 0; round < 5; round++) {
                    expected = (2 * expected + 1) % 1000;
                }
                Check.equal(expected, results.get(index).get(60, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void cancellation() throws Exception {
        List<CompletableFuture<Integer>> stages = new ArrayList<>();
        try (Store store = new Store(engine)) {
            Instance guest = guest(store, (caller, number) -> {
                CompletableFuture<Integer> stage = new CompletableFuture<>();
                synchronized (stages) {
                    stages.add(stage);
                }
                return stage;
            });
            int rounds = Project.IS_LONG ? 5000 : 200;
            for (int round = 0; round < rounds; round++) {
                CompletableFuture<Object> call = guest.function("through").callAsync(round);
                if (round % 2 == 0) {
                    // Otherwise perhaps before the guest waits.
                    int number = round;
                    await("the stage", () -> count(stages) > number / 2);
                }
                Check.that(call.cancel(true), "the call has ended");
                Check.thrown(CancellationException.class, call::join);
                // The next use waits until the guest has ended.
                Check.equal(5, guest.function("add").call(2, 3));
                await("the cancellation of the stages", () -> stages.stream().allMatch(CompletableFuture::isCancelled));
            }
            Check.that(stages.size() >= rounds / 2, stages.size() + " stages of " + rounds);
            CompletableFuture<Object> late = guest.function("spin").callAsync().orTimeout(20, TimeUnit.MILLISECONDS);
            Check.that(causeOf(late) instanceof TimeoutException, "another error than that of the timeout");
            CompletableFuture<Object> ended = guest.function("spin").callAsync();
            ended.complete("by hand");
            Check.equal("by hand", ended.get());
            Check.equal(5, guest.function("add").callAsync(2, 3).get());
            guest.function("spin").callAsync().cancel(false);
        }
    }

    private static int count(List<?> list) {
        synchronized (list) {
            return list.size();
        }
    }

    @Test
    void interruptionAndDeadline() throws Exception {
        AtomicReference<CompletableFuture<Integer>> stage = new AtomicReference<>();
        try (Store store = new Store(engine)) {
            Function through = guest(store, (caller, number) -> {
                stage.set(new CompletableFuture<>());
                if (number == 2) {
                    store.setDeadline(Duration.ofMillis(20));
                }
                return stage.get();
            }).function("through");
            CompletableFuture<Object> call = through.callAsync(1);
            await("the stage", () -> stage.get() != null);
            store.interrupt();
            Check.equal(TrapCode.INTERRUPTED, ((Trap) causeOf(call)).code());
            await("the cancellation of the stage", () -> stage.get().isCancelled());
            // The same where the program waits.
            Check.equal(TrapCode.DEADLINE_PASSED, Check.thrown(Trap.class, () -> through.call(2)).code());
            await("the cancellation of the stage", () -> stage.get().isCancelled());
        }
    }

    @Test
    void stageThatCannotBeCancelled() throws Exception {
        CompletableFuture<Integer> source = new CompletableFuture<>();
        try (Store store = new Store(engine)) {
            Function through = guest(store, (caller, number) -> source.minimalCompletionStage()).function("through");
            CompletableFuture<Object> call = through.callAsync(1);
            await("the guest that waits", () -> !Lanner.waits().isEmpty());
            call.cancel(true);
            source.complete(7);
            Check.equal(8, through.callAsync(1).get());
        }
    }

    private static final class Own extends Exception {
        private static final long serialVersionUID = 1;
    }

    @Test
    void sameExceptions() throws Exception {
        Own own = new Own();
        AssertionError error = new AssertionError("an error");
        try (Store store = new Store(engine)) {
            Instance guest = guest(store, (caller, number) -> switch (number) {
                case 0 -> CompletableFuture.failedFuture(own);
                case 1 -> CompletableFuture.supplyAsync(() -> number, SOON).thenCompose(any -> CompletableFuture.failedFuture(own));
                case 2 -> CompletableFuture.supplyAsync(() -> {
                    throw error;
                }, SOON);
                case 3 -> throw error;
                case 4 -> null;
                case 5 -> CompletableFuture.completedFuture(null);
                default -> twice(number);
            });
            Function through = guest.function("through");
            for (int round = 0; round < 20; round++) {
                for (int number = 0; number < 4; number++) {
                    Throwable expected = number < 2 ? own : error;
                    int argument = number;
                    Check.same(expected, causeOf(through.callAsync(number)));
                    Check.same(expected, Check.thrown(Throwable.class, () -> through.call(argument)));
                }
                Check.that(causeOf(through.callAsync(4)) instanceof NullPointerException, "another exception");
                Check.contains("result of the host function 0 is null", causeOf(through.callAsync(5)).getMessage());
                Trap trap = (Trap) causeOf(guest.function("after").callAsync(1 << 20));
                Check.equal(TrapCode.MEMORY_OUT_OF_BOUNDS, trap.code());
                Check.equal("after", trap.frames().getFirst().functionName());
                Check.equal(15, through.callAsync(7).get());
            }
        }
    }

    @Test
    void inUse() throws Exception {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        Store store = new Store(engine);
        Instance guest = guest(store, (caller, number) -> {
            // In the call of the function the store is there.
            Check.equal(5, ((Function) caller.export("add")).call(2, 3));
            Check.thrown(IllegalStateException.class, () -> ((Function) caller.export("add")).callAsync(2, 3));
            return stage;
        });
        Function add = guest.function("add");
        CompletableFuture<Object> call = guest.function("through").callAsync(1);
        for (int round = 0; round < 20; round++) {
            Check.contains("on its way", Check.thrown(IllegalStateException.class, () -> add.call(1, 2)).getMessage());
            Check.thrown(IllegalStateException.class, () -> add.callAsync(1, 2));
            Check.thrown(IllegalStateException.class, () -> guest.memory().size());
            Check.thrown(IllegalStateException.class, store::close);
            Thread.sleep(1);
        }
        stage.complete(1);
        Check.equal(2, call.get());
        // The store is free before the future is told.
        CompletableFuture<Object> chain = add.callAsync(0, 0);
        for (int round = 0; round < 100; round++) {
            chain = chain.thenCompose(sum -> add.callAsync(sum, 1)).thenApply(sum -> (Object) ((Integer) sum + (Integer) add.call(0, 1)));
        }
        Check.equal(200, chain.get());
        add.callAsync(1, 1).thenRun(store::close).get();
        Check.that(store.isClosed(), "the store is open");
        Check.thrown(IllegalStateException.class, () -> add.callAsync(1, 2));
    }

    @Test
    void memory() throws Exception {
        try (Store store = new Store(engine)) {
            Instance guest = guest(store, (caller, number) -> {
                String text = caller.memory().readText(100, number);
                MemorySegment bytes = caller.memory().segment();
                // The guest waits, so that nobody else writes there.
                return CompletableFuture.supplyAsync(() -> {
                    bytes.set(ValueLayout.JAVA_INT_UNALIGNED, number, text.length() + 1000);
                    return 0;
                }, SOON);
            });
            Check.equal(1009, guest.function("after").callAsync(9).get());
            Check.equal(1004, guest.function("after").call(4));
        }
    }

    @Test
    void values() throws Exception {
        ValueType[] types = {ValueType.I64, ValueType.F32, ValueType.F64, ValueType.EXTERNREF, ValueType.FUNCREF};
        FunctionType type = new FunctionType(List.of(types), List.of(types));
        try (Store store = new Store(engine); Store other = new Store(engine)) {
            Function same = Function.ofAsync(store, type, (caller, arguments) -> CompletableFuture.supplyAsync(() -> arguments, SOON));
            Object[] given = {Long.MIN_VALUE, 1.5f, Double.NEGATIVE_INFINITY, new Object(), same};
            Object[] found = (Object[]) same.callAsync(given).get();
            Check.equal(given, found);
            Check.same(given[3], found[3]);
            Object[] nothing = {0L, 0f, 0.0, null, null};
            Check.equal(nothing, same.callAsync(nothing).get());
            FunctionType none = new FunctionType(List.of(), List.of(ValueType.FUNCREF));
            Function strange = Function.ofAsync(other, none, (caller, arguments) -> CompletableFuture.supplyAsync(() -> same, SOON));
            Check.contains("another store", causeOf(strange.callAsync()).getMessage());
            FunctionType several = new FunctionType(List.of(), List.of(ValueType.I32, ValueType.I32));
            Function wrong = Function.ofAsync(other, several, (caller, arguments) -> CompletableFuture.supplyAsync(() -> 1, SOON));
            Check.contains("an Object[] of 2", causeOf(wrong.callAsync()).getMessage());
            FunctionType vector = new FunctionType(List.of(ValueType.V128), List.of());
            Function vectors = Function.of(store, vector, (caller, arguments) -> null);
            Check.thrown(LannerException.class, () -> vectors.callAsync(new byte[16]));
            Check.thrown(LannerException.class, () -> Function.ofAsync(store, vector, (caller, arguments) -> null));
            Function.of(store, Nothing.class, () -> CompletableFuture.runAsync(() -> {}, SOON)).callAsync().get();
        }
    }

    /** The stack ends somewhere between the guest, the host and Java: the wait has an end all the same. */
    @Test
    void deep() throws Exception {
        try (Module deep = new Module(engine, """
                (module
                  (import "host" "f" (func $f (param i32) (result i32)))
                  (func $deep (export "deep") (param i32) (result i32)
                    (i32.add (call $f (local.get 0)) (call $deep (local.get 0)))))""");
                Store store = new Store(engine);
                Linker linker = new Linker(engine)) {
            Function function = linker.defineFunction(store, "host", "f", Through.class, (caller, number) -> twice(number))
                    .instantiate(store, deep).function("deep");
            for (int size : new int[] {192, 256, 320, 512, 1024}) {
                CompletableFuture<Void> ended = new CompletableFuture<>();
                Thread thread = new Thread(null, () -> {
                    try {
                        tooDeep(() -> function.call(2));
                        ended.complete(null);
                    } catch (Throwable error) {
                        ended.completeExceptionally(error);
                    }
                }, "deep", size << 10);
                thread.start();
                ended.get(60, TimeUnit.SECONDS);
                tooDeep(() -> {
                    try {
                        function.callAsync(2).get();
                    } catch (ExecutionException error) {
                        throw error.getCause();
                    }
                });
            }
        }
    }

    private static void tooDeep(Check.Action call) {
        Throwable error = Check.thrown(Throwable.class, call);
        Check.that(
                error instanceof StackOverflowError || error instanceof Trap trap && trap.code() == TrapCode.STACK_EXHAUSTED,
                "another end: " + error);
    }

    /** The store is closed while the stage goes on, or the call is forgotten. */
    @Test
    void ends() throws Exception {
        List<CompletableFuture<Integer>> stages = new ArrayList<>();
        for (int round = 0; round < 50; round++) {
            Store store = new Store(engine);
            CountDownLatch isThere = new CountDownLatch(1);
            Function through = guest(store, (caller, number) -> {
                CompletableFuture<Integer> source = new CompletableFuture<>();
                stages.add(source);
                isThere.countDown();
                return source.minimalCompletionStage();
            }).function("through");
            CompletableFuture<Object> call = through.callAsync(1);
            isThere.await();
            call.cancel(true);
            store.close();
            if (round % 2 == 0) {
                stages.getLast().complete(1);
            } else {
                stages.getLast().completeExceptionally(new Own());
            }
        }
        // A store with a call on its way lives; afterwards the collector takes it.
        AtomicInteger result = new AtomicInteger();
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        WeakReference<Store> store = forgotten(stage, result);
        for (int round = 0; round < 5; round++) {
            System.gc();
            Thread.sleep(5);
        }
        Check.that(store.get() != null, "the store is gone while a guest of it waits");
        stage.complete(20);
        await("the result", () -> result.get() == 21);
        await("the end of the store", () -> {
            System.gc();
            return store.get() == null;
        });
    }

    private WeakReference<Store> forgotten(CompletableFuture<Integer> stage, AtomicInteger result) {
        Store store = new Store(engine);
        guest(store, (caller, number) -> stage).function("through").callAsync(1).thenAccept(found -> result.set((Integer) found));
        return new WeakReference<>(store);
    }

    @Test
    void nothingIsLeft() throws Exception {
        Class<?> calls = Class.forName("org.lanner.PendingCall");
        Class<?> waits = Class.forName("org.lanner.Wait");
        try (Store store = new Store(engine)) {
            Function through = guest(store, (caller, number) -> number % 3 == 0 ? CompletableFuture.failedFuture(new Own()) : twice(number))
                    .function("through");
            int rounds = Project.IS_LONG ? 100_000 : 3000;
            run(through, rounds);
            long before = resident();
            run(through, rounds);
            long grown = resident() - before;
            Check.that(grown < 32 << 20, grown + " bytes more are in use");
        }
        Check.equal(0, held(calls, "CALLS"));
        Check.equal(0, held(waits, "WAITS"));
    }

    private static void run(Function through, int rounds) throws Exception {
        for (int number = 0; number < rounds; number++) {
            CompletableFuture<Object> call = through.callAsync(number);
            if (number % 7 == 0) {
                call.cancel(true);
            } else if (number % 3 == 0) {
                Check.that(causeOf(call) instanceof Own, "another exception");
            } else {
                Check.equal(2 * number + 1, call.get());
            }
        }
    }

    private static int held(Class<?> type, String name) throws Exception {
        var field = type.getDeclaredField(name);
        field.setAccessible(true);
        return ((java.util.Map<?, ?>) field.get(null)).size();
    }

    /** The bytes of memory of the process that are in use. */
    private static long resident() throws Exception {
        System.gc();
        return Long.parseLong(java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
    }
}
