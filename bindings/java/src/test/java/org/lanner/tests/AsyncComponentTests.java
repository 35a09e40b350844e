package org.lanner.tests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.lanner.Component;
import org.lanner.ComponentError;
import org.lanner.ComponentInstance;
import org.lanner.ComponentLinker;
import org.lanner.Engine;
import org.lanner.LannerException;
import org.lanner.Store;
import org.lanner.Trap;

/** Calls of components that do not block, and functions for components that return stages. */
final class AsyncComponentTests {
    private static final String HOST = "lanner:scenarios/host@1.0.0";
    private static final Executor SOON = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);

    private static final class Own extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final Own own = new Own();
    private final Engine engine = Engine.builder().interruptible(true).build();
    private final Component component = Component.fromFile(engine, ScenarioTests.FOLDER.resolve("component.wat"));
    private final List<CompletableFuture<Object>> stages = Collections.synchronizedList(new ArrayList<>());

    private CompletionStage<?> answer(List<Object> arguments) throws Own {
        String name = (String) arguments.getFirst();
        return switch (name) {
            case "at once" -> CompletableFuture.completedFuture("at once!");
            case "for ever" -> {
                stages.add(new CompletableFuture<>());
                yield stages.getLast();
            }
            case "nobody" -> CompletableFuture.supplyAsync(() -> name, SOON).thenCompose(any -> CompletableFuture.failedFuture(own));
            case "wrong" -> CompletableFuture.supplyAsync(() -> {
                throw new ComponentError("not this key");
            }, SOON);
            case "wrong at once" -> throw new ComponentError("not this key");
            case "thrown" -> throw own;
            case "right" -> CompletableFuture.supplyAsync(() -> 7, SOON);
            default -> CompletableFuture.supplyAsync(() -> name + "!", SOON);
        };
    }

    private ComponentInstance open(Store store) {
        return new ComponentLinker(store)
                .defineAsync(HOST, "full-name", this::answer)
                .defineAsync(HOST, "lookup", this::answer)
                .instantiate(component);
    }

    private static Throwable causeOf(Future<?> call) {
        return Check.thrown(ExecutionException.class, () -> call.get(60, TimeUnit.SECONDS)).getCause();
    }

    @Test
    void values() throws Exception {
        try (Store store = new Store(engine)) {
            ComponentInstance instance = open(store);
            Object greeting = instance.callAsync("greet", "Ada").get();
            Check.contains("Ada!", (String) greeting);
            Check.equal(greeting, instance.call("greet", "Ada"));
            Check.equal(instance.call("greet", "at once"), instance.callAsync("greet", "at once").get());
            Check.equal("3", instance.callJsonAsync("add", "[1, 2]").get());
            Check.equal("ok(3)", instance.callWaveAsync("divide(7, 2)").get());
            Check.equal(Map.of("x", 4L, "y", 15L),
                    instance.callAsync("middle", Map.of("x", 0, "y", 10), Map.of("x", 8, "y", 20)).get());
        }
    }

    @Test
    void results() throws Exception {
        try (Store store = new Store(engine)) {
            ComponentInstance instance = open(store);
            Check.equal(7L, instance.callAsync("ask", "right").get());
            Check.equal("not this key", ((ComponentError) causeOf(instance.callAsync("ask", "wrong"))).value());
            Check.equal("not this key", ((ComponentError) causeOf(instance.callAsync("ask", "wrong at once"))).value());
            Check.equal("not this key", Check.thrown(ComponentError.class, () -> instance.call("ask", "wrong")).value());
            Check.same(own, causeOf(instance.callAsync("ask", "nobody")));
        }
    }

    @Test
    void exceptions() {
        for (String name : List.of("nobody", "thrown")) {
            try (Store store = new Store(engine)) {
                Check.same(own, causeOf(open(store).callAsync("greet", name)));
            }
        }
        try (Store store = new Store(engine)) {
            // The guest expects no result there.
            Check.that(causeOf(open(store).callAsync("greet", "wrong")) instanceof ComponentError, "another exception");
        }
        try (Store store = new Store(engine)) {
            ComponentInstance instance = open(store);
            Check.thrown(LannerException.class, () -> instance.callAsync("no such function"));
            Check.thrown(LannerException.class, () -> instance.callAsync("add", "text"));
            Check.thrown(LannerException.class, () -> instance.callWaveAsync("add("));
            Check.that(causeOf(instance.callAsync("fail")) instanceof Trap, "no trap");
            Check.that(causeOf(instance.callAsync("add", 1, 2)) instanceof Trap, "no trap");
        }
    }

    @Test
    void cancellation() throws Exception {
        for (int round = 0; round < 50; round++) {
            try (Store store = new Store(engine)) {
                CompletableFuture<Object> call = open(store).callAsync("greet", "for ever");
                int expected = round + 1;
                AsyncTests.await("the stage", () -> stages.size() == expected);
                Check.thrown(IllegalStateException.class, store::close);
                call.cancel(true);
                Check.thrown(CancellationException.class, call::get);
                AsyncTests.await("the cancellation of the stage", () -> stages.getLast().isCancelled());
            }
        }
    }

    @Test
    void many() throws Exception {
        List<Store> stores = new ArrayList<>();
        List<ComponentInstance> instances = new ArrayList<>();
        for (int index = 0; index < 100; index++) {
            stores.add(new Store(engine));
            instances.add(open(stores.getLast()));
        }
        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<Object>> calls = new ArrayList<>();
            instances.forEach(instance -> calls.add(instance.callAsync("greet", "Ada")));
            for (CompletableFuture<Object> call : calls) {
                Check.contains("Ada!", (String) call.get(60, TimeUnit.SECONDS));
            }
        }
        stores.forEach(Store::close);
    }
}
