package org.lanner.tests;

import static org.lanner.tests.ScenarioTests.known;
import static org.lanner.tests.ScenarioTests.list;
import static org.lanner.tests.ScenarioTests.map;
import static org.lanner.tests.ScenarioTests.number;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.lanner.AsyncComponentHostFunction;
import org.lanner.Component;
import org.lanner.ComponentInstance;
import org.lanner.ComponentLinker;
import org.lanner.Engine;
import org.lanner.LannerException;
import org.lanner.Store;
import org.lanner.Trap;

/** The scenarios of calls of components that do not block: bindings/scenarios/component*-async.json. */
final class AsyncComponentScenarioTests {
    private final AtomicInteger cancelled = new AtomicInteger();
    private Throwable raised;

    @Test
    void scenarios() throws Throwable {
        int count = 0;
        try (var files = Files.list(ScenarioTests.FOLDER)) {
            for (Path path : files.filter(file -> file.getFileName().toString().matches("component.*-async\\.json")).sorted().toList()) {
                System.out.println("      " + path.getFileName());
                act(map(Json.read(Files.readString(path))));
                count++;
            }
        }
        Check.that(count >= 3, "there are only " + count + " scenarios");
    }

    private void act(Map<String, Object> scenario) throws Throwable {
        known(scenario, Set.of("subject", "async", "component", "imports", "steps"));
        Check.equal(true, scenario.get("async"));
        try (Engine engine = Engine.builder().interruptible(true).build();
                Component component = Component.fromFile(engine, ScenarioTests.FOLDER.resolve((String) scenario.get("component")));
                Store store = new Store(engine)) {
            ComponentLinker linker = new ComponentLinker(store);
            for (Object item : list(scenario.get("imports"))) {
                Map<String, Object> content = map(item);
                known(content, Set.of("interface", "name", "does", "milliseconds", "message"));
                linker.defineAsync((String) content.get("interface"), (String) content.get("name"), function(content));
            }
            ComponentInstance instance = linker.instantiate(component);
            for (Object item : list(scenario.get("steps"))) {
                call(map(item), instance);
            }
        }
    }

    private AsyncComponentHostFunction function(Map<String, Object> content) {
        return arguments -> {
            CompletableFuture<Object> stage = new CompletableFuture<>();
            switch ((String) content.get("does")) {
                case "wait_and_double" -> stage.completeAsync(() -> 2 * (Long) arguments.getFirst(), later(content));
                case "wait_and_halve" -> stage.completeAsync(() -> (Long) arguments.getFirst() / 2, later(content));
                case "wait_and_fail" -> later(content).execute(() -> {
                    raised = new ScenarioTests.HostFailure((String) content.get("message"));
                    stage.completeExceptionally(raised);
                });
                case "wait_for_ever" -> stage.whenComplete((result, error) -> {
                    if (error instanceof CancellationException) {
                        cancelled.incrementAndGet();
                    }
                });
                default -> throw new AssertionError(content);
            }
            return stage;
        };
    }

    private static Executor later(Map<String, Object> content) {
        return CompletableFuture.delayedExecutor(number(content.get("milliseconds")), TimeUnit.MILLISECONDS);
    }

    private void call(Map<String, Object> step, ComponentInstance instance) throws Throwable {
        known(step, Set.of("call_async", "args", "calls", "result", "fails", "trap", "frames", "host_error", "cancel_after_milliseconds",
                "cancelled", "host_cancelled"));
        String name = (String) step.get("call_async");
        Object[] arguments = list(step.get("args")).stream().map(ComponentScenarioTests::value).toArray();
        if (step.containsKey("fails")) {
            Check.equal(true, step.get("fails"));
            Check.thrown(LannerException.class, () -> instance.callAsync(name, arguments));
            return;
        }
        int before = cancelled.get();
        List<CompletableFuture<Object>> calls = new ArrayList<>();
        for (int index = step.containsKey("calls") ? number(step.get("calls")) : 1; index > 0; index--) {
            calls.add(instance.callAsync(name, arguments));
        }
        if (step.containsKey("cancel_after_milliseconds")) {
            Thread.sleep(number(step.get("cancel_after_milliseconds")));
            Check.that(calls.getFirst().cancel(true), "the call has ended");
        }
        for (CompletableFuture<Object> call : calls) {
            check(step, call);
        }
        if (step.containsKey("host_cancelled")) {
            AsyncTests.await("the cancellation of the stage", () -> cancelled.get() == before + 1);
        }
    }

    private void check(Map<String, Object> step, CompletableFuture<Object> call) throws Throwable {
        if (step.containsKey("cancelled")) {
            Check.thrown(CancellationException.class, call::get);
        } else if (step.containsKey("trap")) {
            Trap trap = (Trap) Check.thrown(ExecutionException.class, call::get).getCause();
            Check.equal(step.get("trap"), trap.code().name().toLowerCase(Locale.ROOT));
            List<?> frames = list(step.get("frames"));
            List<String> names = new ArrayList<>();
            trap.frames().stream().limit(frames.size()).forEach(frame -> names.add(frame.functionName()));
            Check.equal(frames, names);
        } else if (step.containsKey("host_error")) {
            Throwable error = Check.thrown(ExecutionException.class, call::get).getCause();
            Check.same(raised, error);
            Check.equal(step.get("host_error"), error.getMessage());
        } else {
            Check.equal(ComponentScenarioTests.value(step.get("result")), call.get(60, TimeUnit.SECONDS));
        }
    }
}
