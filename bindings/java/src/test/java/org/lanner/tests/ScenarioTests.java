package org.lanner.tests;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.lanner.Allocator;
import org.lanner.Engine;
import org.lanner.FunctionType;
import org.lanner.HostFunction;
import org.lanner.Instance;
import org.lanner.LannerException;
import org.lanner.Limits;
import org.lanner.Linker;
import org.lanner.Memory;
import org.lanner.Module;
import org.lanner.ProgramExit;
import org.lanner.Store;
import org.lanner.Stream;
import org.lanner.Trap;
import org.lanner.ValueType;
import org.lanner.WasiConfig;

/** The scenarios that all bindings act out: bindings/scenarios. */
final class ScenarioTests {
    static final Path FOLDER = Project.ROOT.resolve("bindings/scenarios");
    private static final Set<String> CALLS = Set.of("call", "call_text", "call_bytes", "call_with_text");
    private static final Set<String> STEPS = Set.of(
            "call", "call_text", "call_bytes", "call_with_text", "pages", "write", "read", "grow", "fuel", "deadline_microseconds",
            "interrupt", "captured");

    private ScenarioTests() {}

    /** What the host function that fails throws. */
    static final class HostFailure extends Exception {
        private static final long serialVersionUID = 1;

        HostFailure(String message) {
            super(message);
        }
    }

    static List<Scenario> all() throws Exception {
        List<Scenario> found = new ArrayList<>();
        try (var files = Files.list(FOLDER)) {
            for (Path path : files.filter(file -> file.toString().endsWith(".json")).sorted().toList()) {
                String file = path.getFileName().toString();
                if (file.startsWith("component") || file.equals("async.json")) {
                    // ComponentScenarioTests and AsyncScenarioTests act these out.
                    continue;
                }
                found.add(new Scenario(path.getFileName().toString().replace(".json", ""), map(Json.read(Files.readString(path)))));
            }
        }
        Check.that(found.size() >= 11, "there are only " + found.size() + " scenarios");
        return found;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    static List<?> list(Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    static int number(Object value) {
        return ((Double) value).intValue();
    }

    static void known(Map<String, Object> found, Set<String> keys) {
        Set<String> rest = new HashSet<>(found.keySet());
        rest.removeAll(keys);
        Check.that(rest.isEmpty(), "unknown keys: " + rest);
    }

    /** Double.equals and Float.equals, by which results are compared, hold any NaN for the same. */
    static Object argument(Object value) {
        if (value instanceof String) {
            return value;
        }
        Map<String, Object> map = map(value);
        Check.equal(1, map.size());
        Map.Entry<String, Object> entry = map.entrySet().iterator().next();
        Object content = entry.getValue();
        return switch (entry.getKey()) {
            case "i32" -> number(content);
            case "i64" -> Long.valueOf((String) content);
            case "f32" -> (float) real(content);
            case "f64" -> real(content);
            case "bytes" -> HexFormat.of().parseHex((String) content);
            case "zeros" -> new byte[number(content)];
            default -> throw new AssertionError("a value of the type " + entry.getKey());
        };
    }

    private static double real(Object content) {
        return content instanceof Double number ? number : switch ((String) content) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> throw new AssertionError(content);
        };
    }

    /** A file. */
    record Scenario(String name, Map<String, Object> content) {
        void act() throws Throwable {
            known(content, Set.of("subject", "module", "engine", "limits", "imports", "wasi", "instances", "threads", "steps"));
            Map<String, Object> options = map(content.get("engine"));
            known(options, Set.of("interruptible", "fuel"));
            try (Engine engine = Engine.builder()
                            .interruptible(Boolean.TRUE.equals(options.get("interruptible")))
                            .fuel(Boolean.TRUE.equals(options.get("fuel")))
                            .build();
                    Module module = Module.fromFile(engine, FOLDER.resolve((String) content.get("module")))) {
                List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
                Runnable run = () -> {
                    try {
                        new Guest(this, module).act();
                    } catch (Throwable error) {
                        failures.add(error);
                    }
                };
                int count = content.containsKey("threads") ? number(content.get("threads")) : 1;
                List<Thread> threads = new ArrayList<>();
                for (int index = 1; index < count; index++) {
                    threads.add(Thread.ofPlatform().start(run));
                }
                run.run();
                for (Thread thread : threads) {
                    thread.join();
                }
                if (!failures.isEmpty()) {
                    throw failures.getFirst();
                }
            }
        }
    }

    /** A store with instances of the module. */
    private static final class Guest {
        private final Scenario scenario;
        private final Module module;
        private final List<Instance> instances = new ArrayList<>();
        private Store store;
        private WasiConfig wasi;
        private HostFailure raised;

        Guest(Scenario scenario, Module module) {
            this.scenario = scenario;
            this.module = module;
        }

        void act() throws Throwable {
            Map<String, Object> content = scenario.content();
            Map<String, Object> given = map(content.get("limits"));
            known(given, Set.of("memory_bytes", "fuel"));
            Limits limits = Limits.NONE;
            if (given.containsKey("memory_bytes")) {
                limits = limits.memoryBytes(number(given.get("memory_bytes")));
            }
            if (given.containsKey("fuel")) {
                limits = limits.fuel(number(given.get("fuel")));
            }
            Path folder = Project.temporaryFolder();
            try (Store made = new Store(module.engine(), limits); Linker linker = new Linker(module.engine())) {
                store = made;
                if (content.containsKey("wasi")) {
                    wasi = wasi(map(content.get("wasi")), folder);
                    linker.defineWasi(wasi);
                }
                for (Object item : list(content.get("imports"))) {
                    define(linker, map(item));
                }
                int count = content.containsKey("instances") ? number(content.get("instances")) : 1;
                for (int index = 0; index < count; index++) {
                    instances.add(linker.instantiate(store, module));
                }
                for (Instance instance : instances) {
                    for (Object step : list(content.get("steps"))) {
                        try {
                            take(instance, map(step));
                        } catch (Throwable error) {
                            throw new AssertionError("at the step " + step + ": " + error, error);
                        }
                    }
                }
            } finally {
                Project.delete(folder);
            }
        }

        private static WasiConfig wasi(Map<String, Object> grants, Path folder) throws Exception {
            known(grants, Set.of("arguments", "environment", "input", "capture", "directories"));
            WasiConfig wasi = new WasiConfig();
            wasi.addArguments(list(grants.get("arguments")).toArray(String[]::new));
            map(grants.get("environment")).forEach((name, value) -> wasi.addEnvironment(name, (String) value));
            if (grants.containsKey("input")) {
                wasi.setInput((String) grants.get("input"));
            }
            EnumSet<Stream> streams = EnumSet.noneOf(Stream.class);
            list(grants.get("capture")).forEach(name -> streams.add(Stream.valueOf(((String) name).toUpperCase(Locale.ROOT))));
            if (!streams.isEmpty()) {
                wasi.capture(streams, 1 << 20);
            }
            int number = 0;
            for (Object item : list(grants.get("directories"))) {
                Map<String, Object> directory = map(item);
                known(directory, Set.of("guest", "files"));
                Path path = Files.createDirectory(folder.resolve(Integer.toString(number++)));
                for (Map.Entry<String, Object> file : map(directory.get("files")).entrySet()) {
                    Files.writeString(path.resolve(file.getKey()), (String) file.getValue());
                }
                wasi.addDirectory(path, (String) directory.get("guest"));
            }
            return wasi;
        }

        private void define(Linker linker, Map<String, Object> item) {
            known(item, Set.of("module", "name", "params", "results", "does", "export", "message"));
            HostFunction function = switch ((String) item.get("does")) {
                case "add" -> (caller, arguments) -> (Integer) arguments[0] + (Integer) arguments[1];
                case "call" -> (caller, arguments) -> instances.getFirst().function((String) item.get("export")).call(arguments);
                case "fail" -> (caller, arguments) -> {
                    raised = new HostFailure((String) item.get("message"));
                    throw raised;
                };
                default -> throw new AssertionError("a host function that does " + item.get("does"));
            };
            FunctionType type = new FunctionType(types(item.get("params")), types(item.get("results")));
            linker.defineFunction(store, (String) item.get("module"), (String) item.get("name"), type, function);
        }

        private static List<ValueType> types(Object names) {
            return list(names).stream().map(name -> ValueType.valueOf(((String) name).toUpperCase(Locale.ROOT))).toList();
        }

        private void take(Instance instance, Map<String, Object> step) throws Throwable {
            Set<String> kinds = new HashSet<>(step.keySet());
            kinds.retainAll(STEPS);
            Check.equal(1, kinds.size());
            String kind = kinds.iterator().next();
            if (CALLS.contains(kind)) {
                call(instance, kind, step);
                return;
            }
            Set<String> others = switch (kind) {
                case "grow" -> Set.of("grow", "before", "refused");
                case "captured" -> Set.of("captured", "text");
                default -> Set.of(kind);
            };
            known(step, others);
            switch (kind) {
                case "pages" -> Check.equal((long) number(step.get("pages")), instance.memory().pages());
                case "write", "read" -> access(instance.memory(), kind, map(step.get(kind)));
                case "grow" -> {
                    int pages = number(step.get("grow"));
                    if (Boolean.TRUE.equals(step.get("refused"))) {
                        Check.thrown(LannerException.class, () -> instance.memory().grow(pages));
                    } else {
                        Check.equal((long) number(step.get("before")), instance.memory().grow(pages));
                    }
                }
                case "fuel" -> store.setFuel(number(step.get("fuel")));
                case "deadline_microseconds" -> {
                    if (step.get(kind) == null) {
                        store.clearDeadline();
                    } else {
                        store.setDeadline(Duration.ofNanos(number(step.get(kind)) * 1000L));
                    }
                }
                case "interrupt" -> {
                    Check.equal(true, step.get(kind));
                    store.interrupt();
                }
                case "captured" -> Check.equal(
                        step.get("text"),
                        new String(
                                wasi.captured(Stream.valueOf(((String) step.get(kind)).toUpperCase(Locale.ROOT))), StandardCharsets.UTF_8));
                default -> throw new AssertionError(kind);
            }
        }

        private static void access(Memory memory, String kind, Map<String, Object> what) {
            known(what, kind.equals("read") ? Set.of("address", "length", "byte") : Set.of("address", "length"));
            int address = number(what.get("address"));
            byte[] pattern = new byte[number(what.get("length"))];
            for (int index = 0; index < pattern.length; index++) {
                pattern[index] = what.containsKey("byte") ? (byte) number(what.get("byte")) : (byte) (7 * index + 3);
            }
            // Both ways: a buffer without a copy, and copies.
            if (kind.equals("write")) {
                memory.buffer().position(address).put(pattern);
            } else {
                byte[] found = new byte[pattern.length];
                memory.buffer().position(address).get(found);
                Check.that(Arrays.equals(pattern, found), "other bytes");
                Check.that(Arrays.equals(pattern, memory.read(address, pattern.length)), "other bytes");
            }
        }

        private void call(Instance instance, String kind, Map<String, Object> step) throws Throwable {
            known(step, Set.of(kind, "args", "results", "trap", "frames", "host_error", "exit", "text", "bytes", "fails"));
            var function = instance.function((String) step.get(kind));
            Object[] arguments = list(step.get("args")).stream().map(ScenarioTests::argument).toArray();
            Allocator allocator = kind.equals("call") ? null : new Allocator(instance);
            Check.Action[] action = new Check.Action[1];
            Object[] result = new Object[1];
            action[0] = () -> result[0] = switch (kind) {
                case "call" -> function.call(arguments);
                case "call_text" -> allocator.callText(function, arguments);
                case "call_bytes" -> allocator.callBytes(function, arguments);
                default -> allocator.call(function, arguments);
            };
            if (step.containsKey("trap")) {
                Trap trap = Check.thrown(Trap.class, action[0]);
                Check.equal(step.get("trap"), trap.code().name().toLowerCase(Locale.ROOT));
                List<?> frames = list(step.get("frames"));
                List<String> names = new ArrayList<>();
                trap.frames().stream().limit(frames.size()).forEach(frame -> names.add(frame.functionName()));
                Check.equal(frames, names);
            } else if (step.containsKey("host_error")) {
                HostFailure failure = Check.thrown(HostFailure.class, action[0]);
                Check.same(raised, failure);
                Check.equal(step.get("host_error"), failure.getMessage());
            } else if (step.containsKey("exit")) {
                Check.equal(number(step.get("exit")), Check.thrown(ProgramExit.class, action[0]).status());
            } else if (step.containsKey("fails")) {
                LannerException error = Check.thrown(LannerException.class, action[0]);
                Check.that(!(error instanceof Trap) && !(error instanceof ProgramExit), "an error that is no trap was expected: " + error);
            } else {
                action[0].run();
                if (step.containsKey("text")) {
                    Check.equal(step.get("text"), result[0]);
                } else if (step.containsKey("bytes")) {
                    Check.equal(HexFormat.of().parseHex((String) step.get("bytes")), result[0]);
                } else {
                    Object[] found = result[0] == null ? new Object[0]
                            : result[0] instanceof Object[] several ? several
                            : new Object[] {result[0]};
                    Check.that(step.containsKey("results"), "the step says nothing of what comes out");
                    Check.equal(list(step.get("results")).stream().map(ScenarioTests::argument).toArray(), found);
                }
            }
        }
    }
}
