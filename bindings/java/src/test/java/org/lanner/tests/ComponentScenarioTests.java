package org.lanner.tests;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.lanner.Component;
import org.lanner.ComponentError;
import org.lanner.ComponentInstance;
import org.lanner.ComponentLinker;
import org.lanner.Engine;
import org.lanner.KeyValueStore;
import org.lanner.LannerException;
import org.lanner.Store;
import org.lanner.Trap;
import org.lanner.WasiConfig;

/** The scenarios of components that all bindings act out: bindings/scenarios. */
final class ComponentScenarioTests {
    private static final Path FOLDER = Project.ROOT.resolve("bindings/scenarios");

    /** What a host function throws. */
    private static final class HostFailure extends Exception {
        private static final long serialVersionUID = 1;

        HostFailure(String message) {
            super(message);
        }
    }

    @Test
    void scenarios() throws Throwable {
        int count = 0;
        try (var files = Files.list(FOLDER)) {
            for (Path path : files.filter(file -> isOne(file.getFileName().toString())).sorted().toList()) {
                System.out.println("      " + path.getFileName());
                new Guest().act(map(Json.read(Files.readString(path))));
                count++;
            }
        }
        Check.that(count >= 5, "there are only " + count + " scenarios");
    }

    /** AsyncComponentScenarioTests acts out those that are about calls that do not block. */
    private static boolean isOne(String file) {
        return file.matches("component.*\\.json") && !file.endsWith("-async.json");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static List<?> list(Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    private static void known(Map<String, Object> found, String... keys) {
        Set<String> rest = new HashSet<>(found.keySet());
        rest.removeAll(Set.of(keys));
        Check.that(rest.isEmpty(), "unknown keys: " + rest);
    }

    /** What a value of a scenario stands for. */
    static Object value(Object content) {
        return switch (content) {
            // The numbers of the scenarios are read as floating-point ones.
            case Double number when number == Math.rint(number) -> number.longValue();
            case List<?> items -> {
                List<Object> values = new ArrayList<>();
                items.forEach(item -> values.add(value(item)));
                yield values;
            }
            case Map<?, ?> members -> {
                if (members.size() == 1 && members.get("bytes") instanceof String text) {
                    yield HexFormat.of().parseHex(text);
                } else if (members.size() == 1 && members.get("integer") instanceof String text) {
                    BigInteger integer = new BigInteger(text);
                    yield integer.bitLength() < 64 ? (Object) integer.longValue() : integer;
                } else if (members.size() == 1 && members.get("number") instanceof String text) {
                    yield Map.of("inf", Double.POSITIVE_INFINITY, "-inf", Double.NEGATIVE_INFINITY, "nan", Double.NaN).get(text);
                }
                Map<String, Object> values = new LinkedHashMap<>();
                members.forEach((key, member) -> values.put((String) key, value(member)));
                yield values;
            }
            case null, default -> content;
        };
    }

    /** What comes out for it. */
    private static Object result(Object content) {
        return switch (value(content)) {
            case byte[] bytes -> {
                List<Object> items = new ArrayList<>();
                for (byte one : bytes) {
                    items.add((long) (one & 255));
                }
                yield items;
            }
            case Double number when !Double.isFinite(number) -> number.toString();
            case null -> null;
            case Object other -> other;
        };
    }

    /** A component in its store. */
    private static final class Guest {
        private Component component;
        private ComponentLinker linker;
        private ComponentInstance instance;
        private WasiConfig wasi;
        private final Map<String, KeyValueStore> stores = new HashMap<>();
        private HostFailure raised;

        void act(Map<String, Object> scenario) throws Throwable {
            known(scenario, "subject", "component", "imports", "wasi", "steps");
            try (Engine engine = new Engine();
                    Component made = Component.fromFile(engine, FOLDER.resolve((String) scenario.get("component")));
                    Store store = new Store(engine)) {
                component = made;
                linker = new ComponentLinker(store);
                for (Object item : list(scenario.get("imports"))) {
                    define(map(item));
                }
                if (scenario.containsKey("wasi")) {
                    grant(map(scenario.get("wasi")));
                    linker.defineWasi(wasi);
                }
                for (Object step : list(scenario.get("steps"))) {
                    take(map(step));
                }
            }
        }

        private void grant(Map<String, Object> grants) {
            known(grants, "arguments", "capture", "settings", "key_value_stores", "connect");
            wasi = new WasiConfig().addArguments(list(grants.get("arguments")).toArray(String[]::new)).capture();
            map(grants.get("settings")).forEach((name, value) -> wasi.addSetting(name, (String) value));
            map(grants.get("key_value_stores")).forEach((name, pairs) -> {
                KeyValueStore store = new KeyValueStore();
                map(pairs).forEach((key, value) -> store.set(key, ((String) value).getBytes(StandardCharsets.UTF_8)));
                stores.put(name, store);
                wasi.addKeyValueStore(name, store);
            });
            list(grants.get("connect")).forEach(hosts -> wasi.allowConnect((String) hosts));
        }

        private void define(Map<String, Object> item) {
            known(item, "interface", "name", "does", "answers", "error", "message");
            Check.equal("answer", item.get("does"));
            Map<String, Object> answers = map(item.get("answers"));
            linker.define((String) item.get("interface"), (String) item.get("name"), arguments -> {
                Object key = arguments.getFirst();
                if (answers.containsKey(key)) {
                    return value(answers.get(key));
                } else if (item.containsKey("message")) {
                    throw raised = new HostFailure((String) item.get("message"));
                }
                throw new ComponentError(value(item.get("error")));
            });
        }

        private void take(Map<String, Object> step) throws Throwable {
            if (step.containsKey("run")) {
                known(step, "run");
                Check.equal(value(step.get("run")), (long) linker.run(component));
                return;
            } else if (step.containsKey("captured")) {
                known(step, "captured", "text");
                Check.equal("stdout", step.get("captured"));
                Check.equal(step.get("text"), wasi.stdout());
                return;
            } else if (step.containsKey("stored")) {
                known(step, "stored", "key", "text");
                byte[] value = stores.get(step.get("stored")).get((String) step.get("key"));
                Check.equal(step.get("text"), new String(value, StandardCharsets.UTF_8));
                return;
            }
            if (instance == null) {
                instance = linker.instantiate(component);
            }
            if (step.containsKey("call_wave")) {
                known(step, "call_wave", "text");
                Check.equal(step.get("text"), instance.callWave((String) step.get("call_wave")));
            } else {
                call(step);
            }
        }

        private void call(Map<String, Object> step) {
            known(step, "call", "args", "result", "error", "trap", "frames", "host_error", "fails");
            Check.Action call = () -> instance.call((String) step.get("call"), ((List<?>) value(step.get("args"))).toArray());
            if (step.containsKey("result")) {
                Check.equal(
                        result(step.get("result")),
                        instance.call((String) step.get("call"), ((List<?>) value(step.get("args"))).toArray()));
            } else if (step.containsKey("error")) {
                Check.equal(value(step.get("error")), Check.thrown(ComponentError.class, call).value());
            } else if (step.containsKey("trap")) {
                Trap trap = Check.thrown(Trap.class, call);
                Check.equal(step.get("trap"), trap.code().name().toLowerCase(Locale.ROOT));
                List<?> frames = list(step.get("frames"));
                for (int index = 0; index < frames.size(); index++) {
                    Check.equal(frames.get(index), trap.frames().get(index).functionName());
                }
            } else if (step.containsKey("host_error")) {
                HostFailure failure = Check.thrown(HostFailure.class, call);
                Check.same(raised, failure);
                Check.equal(step.get("host_error"), failure.getMessage());
            } else {
                Check.equal(true, step.get("fails"));
                Check.equal(LannerException.class, Check.thrown(LannerException.class, call).getClass());
            }
        }
    }
}
