package org.lanner.tests;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lanner.Component;
import org.lanner.ComponentError;
import org.lanner.ComponentHostFunction;
import org.lanner.ComponentInstance;
import org.lanner.ComponentLinker;
import org.lanner.Engine;
import org.lanner.LannerException;
import org.lanner.Store;
import org.lanner.Trap;

/** Components: values, host functions, results, mistakes. */
final class ComponentTests {
    private static final Path FILE = Project.ROOT.resolve("bindings/scenarios/component.wat");
    private static final String HOST = "lanner:scenarios/host@1.0.0";
    private static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final Engine engine = new Engine();

    private ComponentInstance open(ComponentHostFunction fullName, ComponentHostFunction lookup) {
        try (Component component = Component.fromFile(engine, FILE)) {
            return new ComponentLinker(new Store(engine))
                    .define(HOST, "full-name", fullName)
                    .define(HOST, "lookup", lookup)
                    .instantiate(component);
        }
    }

    private ComponentInstance open() {
        return open(arguments -> arguments.getFirst() + "!", _ -> 1);
    }

    @Test
    void values() {
        ComponentInstance instance = open();
        Check.equal(LARGEST, instance.call("decrement-unsigned", 0));
        Check.equal(Long.MIN_VALUE, instance.call("decrement-signed", Long.MIN_VALUE + 1));
        Check.equal(Map.of("x", 4L, "y", 15L), instance.call("middle", Map.of("x", 0, "y", (short) 10), Map.of("x", (byte) 8, "y", 20L)));
        Check.equal(List.of(7L, 255L, 0L), instance.call("reverse", new byte[] {0, -1, 7}));
        Check.equal("-Infinity", instance.call("half", Float.NEGATIVE_INFINITY));
        Check.equal("NaN", instance.call("half", Double.NaN));
        Check.equal(0.05, instance.call("half", 0.1));
        Check.equal(1L, instance.call("half", 2.0));
        Check.equal(8L, instance.call("double", Optional.of(4)));
        Check.equal(null, instance.call("double", Optional.empty()));
        Check.equal(null, instance.call("double", new Object[] {null}));
        String text = "ü\"\\\n\u0001🦜";
        Check.equal(List.of(LARGEST, text), instance.call("swap", (Object) new Object[] {text, LARGEST}));
        Check.equal("ê", instance.call("next-character", 'é'));
        Check.equal(Map.of("circle", 3L), instance.call("grow", Map.of("circle", 1.5)));
        Check.equal("nothing", instance.call("grow", "nothing"));
        Check.equal(List.of("read", "execute"), instance.call("invert", List.of("write")));
        Check.equal("[{\"x\":2,\"y\":1}]", instance.callJson("mirror", "[[{\"x\": 1, \"y\": 2}]]"));
        Check.equal("ok(3)", instance.callWave("divide(7, 2)"));
    }

    /** What the README says about a component that was made of Rust. */
    @Test
    void aComponentCountsWords() {
        Component component = Component.fromFile(engine, Project.ROOT.resolve("samples/components/words-rust.wasm"));
        ComponentInstance words = new ComponentLinker(new Store(engine)).instantiate(component);
        StringBuilder counts = new StringBuilder();
        for (Object counted : (List<?>) words.call("count", "the host and the guest")) {
            counts.append(((Map<?, ?>) counted).values());
        }
        Check.equal("[the, 2][and, 1][guest, 1][host, 1]", counts.toString());
        Check.equal("[{word: \"host\", count: 1}]", words.callWave("count(\"host\")"));
    }

    @Test
    void results() {
        ComponentInstance instance = open(List::getFirst, arguments -> {
            if (arguments.getFirst().equals("right")) {
                return 7;
            }
            throw new ComponentError("not this key");
        });
        Check.equal(7L, instance.call("values#ask", "right"));
        ComponentError error = Check.thrown(ComponentError.class, () -> instance.call("ask", "wrong"));
        Check.equal("not this key", error.value());
        Check.equal("not this key", error.getMessage());
        error = Check.thrown(ComponentError.class, () -> instance.call("lanner:scenarios/values@1.0.0#allow", "blue"));
        Check.equal("blue", error.value());
        Check.equal("{\"error\":\"division by zero\"}", instance.callJson("divide", "[1, 0]"));
    }

    @Test
    void namedTypesOfResults() {
        Component component = new Component(engine, """
                (component
                  (core module $m (func (export "f") (param i32) (result i32) (local.get 0)))
                  (core instance $i (instantiate $m))
                  (type $r (result))
                  (export $answer "answer" (type $r))
                  (type $v (variant (case "ok") (case "error")))
                  (export $state "state" (type $v))
                  (func (export "named") (param "value" $answer) (result $answer) (canon lift (core func $i "f")))
                  (func (export "other") (param "value" $state) (result $state) (canon lift (core func $i "f"))))""");
        ComponentInstance instance = new ComponentLinker(new Store(engine)).instantiate(component);
        Check.equal(null, instance.call("named", Collections.singletonMap("ok", null)));
        Check.equal(null, Check.thrown(ComponentError.class,
                () -> instance.call("named", Collections.singletonMap("error", null))).value());
        Check.equal("error", instance.call("other", "error"));
    }

    @Test
    void hostFunctions() {
        Check.equal("Ada!", open().call("greet", "Ada"));
        for (Throwable thrown : new Throwable[] {new Exception("checked"), new StackOverflowError(), new ComponentError(5)}) {
            ComponentInstance instance = open(_ -> {
                throw thrown;
            }, _ -> 1);
            Check.same(thrown, Check.thrown(Throwable.class, () -> instance.call("greet", "Ada")));
            // An exception has passed through the component.
            Check.thrown(Trap.class, () -> instance.call("add", 1, 2));
        }
        Trap trap = Check.thrown(Trap.class, () -> open(_ -> 5, _ -> 1).call("greet", "Ada"));
        Check.contains("no result of its type", trap.getMessage());
        IllegalArgumentException wrong =
                Check.thrown(IllegalArgumentException.class, () -> open(_ -> new Object(), _ -> 1).call("greet", "Ada"));
        Check.contains("the result of the host function is java.lang.Object", wrong.getMessage());
        ComponentInstance[] known = new ComponentInstance[1];
        known[0] = open(List::getFirst, _ -> known[0].call("add", 1, 2));
        // A component that has called out is not entered again.
        Check.thrown(Trap.class, () -> known[0].call("ask", "x"));
    }

    @Test
    void interfaces() {
        ComponentInstance instance = open();
        Map<String, Object> imported = instance.component().imports().getFirst();
        Check.equal(HOST, imported.get("name"));
        Check.equal("result<u32, string>", ((Map<?, ?>) ((List<?>) imported.get("exports")).get(1)).get("result"));
        Check.equal(instance.component().exports(), instance.exports());
    }

    @Test
    void mistakes() {
        Check.thrown(LannerException.class, () -> new Component(engine, "(component (import))"));
        Check.thrown(LannerException.class, () -> new Component(engine, new byte[] {0, 'a', 's', 'm', 13, 0, 1, 0, 99}));
        Check.contains("missing.wasm", Check.thrown(LannerException.class,
                () -> Component.fromFile(engine, Path.of("missing.wasm"))).getMessage());
        Component component = Component.fromFile(engine, FILE);
        ComponentLinker linker = new ComponentLinker(new Store(engine));
        Check.contains("lanner:scenarios/host", Check.thrown(LannerException.class, () -> linker.instantiate(component)).getMessage());
        Check.thrown(LannerException.class, () -> linker.run(component));
        Check.thrown(IllegalArgumentException.class, () -> linker.define("a\0", "b", _ -> null));
        ComponentInstance instance = open();
        Check.thrown(IllegalArgumentException.class, () -> instance.call("not", new Object()));
        Check.thrown(IllegalArgumentException.class, () -> instance.call("greet", "\ud800"));
        Object deep = List.of();
        for (int depth = 0; depth < 1000; depth++) {
            deep = Arrays.asList(deep);
        }
        Object given = deep;
        Check.thrown(IllegalArgumentException.class, () -> instance.call("not", given));
        component.close();
        Check.thrown(IllegalStateException.class, () -> linker.instantiate(component));
        instance.store().close();
        Check.thrown(IllegalStateException.class, () -> instance.call("add", 1, 2));
    }

    /** The reader of JSON, which a test has no other way to. */
    private static Object read(String text) throws Throwable {
        var read = Class.forName("org.lanner.Json").getDeclaredMethod("read", String.class);
        read.setAccessible(true);
        try {
            return read.invoke(null, text);
        } catch (java.lang.reflect.InvocationTargetException error) {
            throw error.getCause();
        }
    }

    @Test
    void jsonOfGuestsIsNotTrusted() throws Throwable {
        Check.equal(Map.of("aü🦜", List.of(1.5, -2e3, -7L)), read(" {\"a\\u00fc\\ud83e\\udd9c\" : [1.5, -2e3, -7]} "));
        Check.that(read("[".repeat(500) + "]".repeat(500)) instanceof List, "500 lists");
        Check.contains("not so deep", Check.thrown(LannerException.class, () -> read("[".repeat(1_000_000))).getMessage());
        Check.thrown(LannerException.class, () -> read("{\"a\":".repeat(1_000_000)));
        for (String text : new String[] {
            "", "[1,]", "{\"a\" 1}", "{a: 1}", "tru", "\"x", "\"\\x\"", "\"\\u12", "\"\\u00g0\"", "\"\u0001\"", "-", "1.2.3", "1 2",
            "9".repeat(1000), "{\"a\":1,}"
        }) {
            Check.thrown(LannerException.class, () -> read(text));
        }
    }
}
