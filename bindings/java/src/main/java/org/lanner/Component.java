package org.lanner;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/**
 * A component: a unit of guests whose functions take and return text, lists, records and so on. All threads may use it at once, in stores
 * of its engine.
 *
 * <p>What it imports and exports are maps with the keys {@code name} and {@code kind} (function, instance, component, module, value or
 * type). A function has {@code parameters}, maps of {@code name} and {@code type}, and the type of its {@code result}, or null; an instance
 * has {@code exports}; a type has what it consists of.
 */
public final class Component implements AutoCloseable {
    private final Engine engine;
    private final Owned owned;
    private final ComponentInterface description;

    /**
     * Makes a component from the binary or the text format.
     *
     * @param engine the engine
     * @param source the component
     * @throws LannerException it is not valid
     */
    public Component(Engine engine, byte[] source) {
        this(engine, (scope, pointer) -> Native.call(Native.lanner_component_new, pointer, scope.vector(source)));
    }

    /**
     * Makes a component from the text format.
     *
     * @param engine the engine
     * @param text the component
     * @throws LannerException the text has a mistake; the message says where
     */
    public Component(Engine engine, String text) {
        this(engine, Scope.bytesOf(text, "the text"));
    }

    private interface Maker {
        long make(Scope scope, long engine);
    }

    private Component(Engine engine, Maker maker) {
        this.engine = Objects.requireNonNull(engine, "the engine");
        long enginePointer = engine.acquire();
        try (Scope scope = new Scope()) {
            long pointer = Native.made(maker.make(scope, enginePointer), "making the component");
            owned = new Owned(this, "component", pointer, Native.lanner_component_delete);
            description = new ComponentInterface(out -> Native.call(Native.lanner_component_interface, pointer, out));
        } finally {
            engine.release();
        }
    }

    /**
     * Makes a component from a file in either format.
     *
     * @param engine the engine
     * @param path the file
     * @return the component
     * @throws LannerException the file cannot be read, or is no component
     */
    public static Component fromFile(Engine engine, Path path) {
        return new Component(engine, (scope, pointer) ->
                Native.call(Native.lanner_component_from_file, pointer, scope.text(path.toString(), "the path")));
    }

    /**
     * Returns the engine.
     *
     * @return the engine
     */
    public Engine engine() {
        return engine;
    }

    /**
     * Returns what the component imports, in its order.
     *
     * @return the imports
     */
    public List<Map<String, Object>> imports() {
        return description.imports;
    }

    /**
     * Returns what the component exports, in its order.
     *
     * @return the exports
     */
    public List<Map<String, Object>> exports() {
        return description.exports;
    }

    ComponentInterface description() {
        return description;
    }

    /** Does something with the pointer. */
    long use(LongUnaryOperator action) {
        long pointer = owned.acquire();
        try {
            return action.applyAsLong(pointer);
        } finally {
            owned.release();
        }
    }

    /** Ends the component. Instances of it go on. */
    @Override
    public void close() {
        owned.close();
    }
}
