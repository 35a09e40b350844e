package org.lanner;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/**
 * A module: code that can be instantiated. All threads may use it.
 *
 * <p>The name is that of a class of {@code java.lang} too, so that it has to be imported by itself: {@code import org.lanner.Module;}.
 */
public final class Module implements AutoCloseable {
    private final Engine engine;
    private final Owned owned;
    private final List<ImportType> imports;
    private final List<ExportType> exports;

    /**
     * Makes a module from the binary format.
     *
     * @param engine the engine
     * @param binary the module
     * @throws LannerException the bytes are no module, or none that the engine's features allow
     */
    public Module(Engine engine, byte[] binary) {
        this(engine, (scope, store) -> Native.call(Native.wasm_module_new, store, scope.vector(binary)));
    }

    /**
     * Makes a module from the text format.
     *
     * @param engine the engine
     * @param text the module
     * @throws LannerException the text has a mistake; the message says where
     */
    public Module(Engine engine, String text) {
        this(engine, (scope, store) -> {
            byte[] bytes = Scope.bytesOf(text, "the text");
            return Native.call(Native.lanner_module_from_text, store, Raw.getLong(scope.vector(bytes) + 8), bytes.length);
        });
    }

    private interface Maker {
        long make(Scope scope, long store);
    }

    private Module(Engine engine, Maker maker) {
        this.engine = engine;
        try (Scope scope = new Scope()) {
            // The library makes modules in a store. This one lives for a moment, since the shared name is for any store.
            long store = temporaryStore(scope, Objects.requireNonNull(engine, "the engine"));
            try {
                long pointer = Native.made(maker.make(scope, store), "making the module");
                try {
                    imports = Types.imports(scope, pointer);
                    exports = Types.exports(scope, pointer);
                    long shared = Native.made(Native.call(Native.wasm_module_share, pointer), "sharing the module");
                    owned = new Owned(this, "module", shared, Native.wasm_shared_module_delete);
                } finally {
                    Native.call(Native.wasm_module_delete, pointer);
                }
            } finally {
                Native.call(Native.wasm_store_delete, store);
            }
        }
    }

    /**
     * Makes a module from a file in either format.
     *
     * @param engine the engine
     * @param path the file
     * @return the module
     * @throws LannerException the file cannot be read, or is no module
     */
    public static Module fromFile(Engine engine, Path path) {
        return new Module(
                engine, (scope, store) -> Native.call(Native.lanner_module_from_file, store, scope.text(path.toString(), "the path")));
    }

    /**
     * Makes a module of what {@link #serialize} has returned, which may come from anywhere.
     *
     * @param engine the engine
     * @param bytes the bytes
     * @return the module
     * @throws LannerException the bytes are something else
     */
    public static Module deserialize(Engine engine, byte[] bytes) {
        return new Module(engine, (scope, store) -> Native.call(Native.wasm_module_deserialize, store, scope.vector(bytes)));
    }

    /**
     * Loads what {@link #saveCompiled} has written.
     *
     * <p>The file becomes part of the process, outside of any sandbox: load what this program or its user has written, and nothing else.
     *
     * @param engine an engine with the same options as that of the module that was saved
     * @param path the file
     * @return the module
     * @throws LannerException the file is something else, or of an engine with other options
     */
    public static Module loadCompiled(Engine engine, Path path) {
        return new Module(
                engine, (scope, store) -> Native.call(Native.lanner_module_load_compiled, store, scope.text(path.toString(), "the path")));
    }

    private static long temporaryStore(Scope scope, Engine engine) {
        long pointer = engine.acquire();
        try {
            return Native.made(Native.call(Native.lanner_store_new, pointer, Store.limits(scope, Limits.NONE)), "making a store");
        } finally {
            engine.release();
        }
    }

    /** Does something with the module's name in a store. */
    long inStore(long store, LongUnaryOperator action) {
        long shared = owned.acquire();
        try {
            long pointer = Native.made(Native.call(Native.wasm_module_obtain, store, shared), "obtaining the module");
            try {
                return action.applyAsLong(pointer);
            } finally {
                Native.call(Native.wasm_module_delete, pointer);
            }
        } finally {
            owned.release();
        }
    }

    /** Does something with the module's name in a store that lives for a moment. */
    long inTemporaryStore(Scope scope, LongUnaryOperator action) {
        long store = temporaryStore(scope, engine);
        try {
            return inStore(store, action);
        } finally {
            Native.call(Native.wasm_store_delete, store);
        }
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
     * Returns what the module imports, in its order.
     *
     * @return the imports
     */
    public List<ImportType> imports() {
        return imports;
    }

    /**
     * Returns what the module exports, in its order.
     *
     * @return the exports
     */
    public List<ExportType> exports() {
        return exports;
    }

    /**
     * Returns bytes from which {@link #deserialize} makes the module again, in any process and on any machine.
     *
     * @return the bytes
     * @throws IllegalStateException the module or its engine is closed
     */
    public byte[] serialize() {
        try (Scope scope = new Scope()) {
            long vector = scope.vector();
            inTemporaryStore(scope, pointer -> Native.call(Native.wasm_module_serialize, pointer, vector));
            return scope.takeBytes(vector);
        }
    }

    /**
     * Compiles the module and writes what came out into a file, for engines with the same options.
     *
     * @param path the file
     * @throws LannerException the file cannot be written
     * @throws IllegalStateException the module or its engine is closed
     */
    public void saveCompiled(Path path) {
        try (Scope scope = new Scope()) {
            long name = scope.text(path.toString(), "the path");
            inTemporaryStore(scope, pointer -> {
                Native.done(Native.call(Native.lanner_module_save_compiled, pointer, name), "writing the compiled module");
                return 0;
            });
        }
    }

    /** Ends the module. Instances of it go on. */
    @Override
    public void close() {
        owned.close();
    }
}
