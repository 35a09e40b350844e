package org.lanner.tests;

import static org.lanner.tests.ScenarioTests.argument;
import static org.lanner.tests.ScenarioTests.known;
import static org.lanner.tests.ScenarioTests.list;
import static org.lanner.tests.ScenarioTests.map;
import static org.lanner.tests.ScenarioTests.number;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.lanner.AsyncHostFunction;
import org.lanner.Engine;
import org.lanner.FunctionType;
import org.lanner.Instance;
import org.lanner.Linker;
import org.lanner.Module;
import org.lanner.Store;
import org.lanner.Trap;
import org.lanner.ValueType;

/** The scenario of calls that do not block, which all bindings act out: bindings/scenarios/async.json. */
final class AsyncScenarioTests {
    private final AtomicInteger cancelled = new AtomicInteger();
    private Map<String, Object> scenario;
    private Module module;
    private Throwable raised;

    @Test
    void scenario() throws Throwable {
        scenario = map(Json.read(Files.readString(ScenarioTests.FOLDER.resolve("async.json"))));
        known(scenario, Set.of("subject", "async", "module", "engine", "imports", "steps"));
        Check.equal(true, scenario.get("async"));
        Map<String, Object> options = map(scenario.get("engine"));
        known(options, Set.of("interruptible"));
        try (Engine engine = Engine.builder().interruptible(Boolean.TRUE.equals(options.get("interruptible"))).build();
                Module made = Module.fromFile(engine, ScenarioTests.FOLDER.resolve((String) scenario.get("module")));
                Store store = new Store(engine)) {
            module = made;
            Instance instance = guest(store);
            for (Object item : list(scenario.get("steps"))) {
                Map<String, Object> step = map(item);
                if (step.containsKey("call_async")) {
                    call(step, instance);
                } else if (step.get("deadline_microseconds") == null) {
                    known(step, Set.of("deadline_microseconds"));
                    store.clearDeadline();
                } else {
                    known(step, Set.of("deadline_microseconds"));
                    store.setDeadline(Duration.ofNanos(number(step.get("deadline_microseconds")) * 1000L));
                }
            }
        }
    }

    private Instance guest(Store store) {
        try (Linker linker = new Linker(module.engine())) {
            for (Object item : list(scenario.get("imports"))) {
                Map<String, Object> content = map(item);
                known(content, Set.of("module", "name", "params", "results", "does", "milliseconds", "message"));
                FunctionType type = new FunctionType(types(content.get("params")), types(content.get("results")));
                linker.defineAsyncFunction(
                        store, (String) content.get("module"), (String) content.get("name"), type, function(content));
            }
            return linker.instantiate(store, module);
        }
    }

    private static List<ValueType> types(Object names) {
        return list(names).stream().map(name -> ValueType.valueOf(((String) name).toUpperCase(Locale.ROOT))).toList();
    }

    private AsyncHostFunction function(Map<String, Object> content) {
        return switch ((String) content.get("does")) {
            case "wait_and_double" -> (caller, arguments) -> {
                CompletableFuture<Object> stage = new CompletableFuture<>();
                Object twice = 2 * (Integer) arguments[0];
                return stage.completeAsync(() -> twice, later(content));
            };
            case "wait_and_fail" -> (caller, arguments) -> {
                CompletableFuture<Object> stage = new CompletableFuture<>();
                later(content).execute(() -> {
                    raised = new ScenarioTests.HostFailure((String) content.get("message"));
                    stage.completeExceptionally(raised);
                });
                return stage;
            };
            case "wait_for_ever" -> (caller, arguments) -> {
                CompletableFuture<Object> stage = new CompletableFuture<>();
                stage.whenComplete((result, error) -> {
                    if (error instanceof CancellationException) {
                        cancelled.incrementAndGet();
                    }
                });
                return stage;
            };
            default -> throw new AssertionError(content);
        };
    }

    private static Executor later(Map<String, Object> content) {
        return CompletableFuture.delayedExecutor(number(content.get("milliseconds")), TimeUnit.MILLISECONDS);
    }

    private void call(Map<String, Object> step, Instance instance) throws Throwable {
        known(step, Set.of("call_async", "args", "results", "trap", "frames", "host_error", "cancel_after_milliseconds", "cancelled",
                "interrupt_after_milliseconds", "host_cancelled", "stores"));
        Object[] arguments = list(step.get("args")).stream().map(ScenarioTests::argument).toArray();
        String name = (String) step.get("call_async");
        int before = cancelled.get();
        List<Store> stores = new ArrayList<>();
        List<CompletableFuture<Object>> calls = new ArrayList<>();
        if (step.containsKey("stores")) {
            List<Instance> instances = new ArrayList<>();
            for (int index = 0; index < number(step.get("stores")); index++) {
                stores.add(new Store(module.engine()));
                instances.add(guest(stores.getLast()));
            }
            instances.forEach(one -> calls.add(one.function(name).callAsync(arguments)));
        } else {
            calls.add(instance.function(name).callAsync(arguments));
        }
        if (step.containsKey("interrupt_after_milliseconds")) {
            CompletableFuture.delayedExecutor(number(step.get("interrupt_after_milliseconds")), TimeUnit.MILLISECONDS)
                    .execute(instance.store()::interrupt);
        }
        if (step.containsKey("cancel_after_milliseconds")) {
            Thread.sleep(number(step.get("cancel_after_milliseconds")));
            Check.that(calls.getFirst().cancel(true), "the call has ended");
        }
        for (CompletableFuture<Object> call : calls) {
            check(step, call);
        }
        stores.forEach(Store::close);
        if (step.containsKey("host_cancelled")) {
            AsyncTests.await("the cancellation of the stage", () -> cancelled.get() == before + 1);
        }
    }

    private void check(Map<String, Object> step, CompletionStage<Object> call) throws Throwable {
        CompletableFuture<Object> future = call.toCompletableFuture();
        if (step.containsKey("cancelled")) {
            Check.thrown(CancellationException.class, future::get);
        } else if (step.containsKey("trap")) {
            Trap trap = (Trap) Check.thrown(ExecutionException.class, future::get).getCause();
            Check.equal(step.get("trap"), trap.code().name().toLowerCase(Locale.ROOT));
            List<?> frames = list(step.get("frames"));
            List<String> names = new ArrayList<>();
            trap.frames().stream().limit(frames.size()).forEach(frame -> names.add(frame.functionName()));
            Check.equal(frames, names);
        } else if (step.containsKey("host_error")) {
            Throwable error = Check.thrown(ExecutionException.class, future::get).getCause();
            Check.same(raised, error);
            Check.equal(step.get("host_error"), error.getMessage());
        } else {
            Object found = future.get(60, TimeUnit.SECONDS);
            Object[] results = found == null ? new Object[0] : found instanceof Object[] several ? several : new Object[] {found};
            Check.equal(list(step.get("results")).stream().map(ScenarioTests::argument).toArray(), results);
        }
    }
}
