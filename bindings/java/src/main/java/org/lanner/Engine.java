package org.lanner;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;

/** The compiler with its options. A process usually has one; all threads may use it. */
public final class Engine implements AutoCloseable {
    private final Owned owned;
    private final boolean isInterruptible;
    private final boolean usesFuel;

    /** Makes an engine with the options that are usual. The first in a process starts .NET. */
    public Engine() {
        this(builder());
    }

    private Engine(Builder options) {
        try (Scope scope = new Scope()) {
            long config = Native.made(Native.call(Native.wasm_config_new), "making the options");
            boolean isTaken = false;
            try {
                if (options.memoryMode != null) {
                    Native.done(Native.call(Native.lanner_config_set_memory_mode, config, options.memoryMode.ordinal()), "memoryMode");
                }
                Native.done(Native.call(Native.lanner_config_set_interruptible, config, bit(options.interruptible)), "interruptible");
                Native.done(Native.call(Native.lanner_config_set_fuel, config, bit(options.fuel)), "fuel");
                Native.done(Native.call(Native.lanner_config_set_deterministic, config, bit(options.deterministic)), "deterministic");
                if (options.features != null) {
                    Native.done(Native.call(Native.lanner_config_set_features, config, Feature.bits(options.features)), "features");
                }
                if (options.compilation != null) {
                    Native.done(Native.call(Native.lanner_config_set_compilation, config, options.compilation.ordinal()), "compilation");
                }
                if (options.cache != null) {
                    long path = scope.text(options.cache.toString(), "the path of the cache");
                    Native.done(Native.call(Native.lanner_config_set_cache, config, path), "cache");
                }
                isTaken = true;
                long pointer = Native.made(Native.call(Native.wasm_engine_new_with_config, config), "making the engine");
                owned = new Owned(this, "engine", pointer, Native.wasm_engine_delete);
            } finally {
                if (!isTaken) {
                    Native.call(Native.wasm_config_delete, config);
                }
            }
        }
        isInterruptible = options.interruptible;
        usesFuel = options.fuel;
    }

    private static long bit(boolean value) {
        return value ? 1 : 0;
    }

    /**
     * Begins with the options of an engine.
     *
     * @return the options, as they usually are
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Tells if guests can be interrupted and have deadlines.
     *
     * @return true if they can
     */
    public boolean isInterruptible() {
        return isInterruptible;
    }

    /**
     * Tells if guests use up fuel.
     *
     * @return true if they do
     */
    public boolean usesFuel() {
        return usesFuel;
    }

    /**
     * Returns how guests are kept within their memories.
     *
     * @return the way
     * @throws IllegalStateException the engine is closed
     */
    public MemoryMode memoryMode() {
        long pointer = acquire();
        try {
            return MemoryMode.values()[(int) Native.call(Native.lanner_engine_memory_mode, pointer)];
        } finally {
            release();
        }
    }

    /** The pointer, until {@link #release}: of each there is one for the other. */
    long acquire() {
        return owned.acquire();
    }

    void release() {
        owned.release();
    }

    /** Ends the engine, once its modules and stores are closed. It can make no more of them from now on. */
    @Override
    public void close() {
        owned.close();
    }

    /** The options of an engine. */
    public static final class Builder {
        private MemoryMode memoryMode;
        private boolean interruptible;
        private boolean fuel;
        private boolean deterministic;
        private Set<Feature> features;
        private Compilation compilation;
        private Path cache;

        private Builder() {}

        /**
         * Sets how guests are kept within their memories. It is guarded where that is possible, and checked elsewhere.
         *
         * @param mode the way
         * @return these options
         */
        public Builder memoryMode(MemoryMode mode) {
            memoryMode = Objects.requireNonNull(mode, "the mode");
            return this;
        }

        /**
         * Has guests be interruptible, and have deadlines. Costs a few per cent.
         *
         * @param isInterruptible true if they are to be
         * @return these options
         */
        public Builder interruptible(boolean isInterruptible) {
            interruptible = isInterruptible;
            return this;
        }

        /**
         * Has guests use up fuel.
         *
         * @param usesFuel true if they are to
         * @return these options
         */
        public Builder fuel(boolean usesFuel) {
            fuel = usesFuel;
            return this;
        }

        /**
         * Has the same module with the same input give the same results on every machine, down to the bits of a NaN.
         *
         * @param isDeterministic true if it is to
         * @return these options
         */
        public Builder deterministic(boolean isDeterministic) {
            deterministic = isDeterministic;
            return this;
        }

        /**
         * Sets the features of WebAssembly that modules may use.
         *
         * @param allowed the features
         * @return these options
         */
        public Builder features(Set<Feature> allowed) {
            features = Set.copyOf(allowed);
            return this;
        }

        /**
         * Sets when functions are compiled.
         *
         * @param time the time; it is {@link Compilation#LAZY} unless it is set
         * @return these options
         */
        public Builder compilation(Compilation time) {
            compilation = Objects.requireNonNull(time, "the time of compilation");
            return this;
        }

        /**
         * Sets a folder that keeps compiled code from one process to the next. Who can write there can do what the process can.
         *
         * @param folder the folder
         * @return these options
         */
        public Builder cache(Path folder) {
            cache = Objects.requireNonNull(folder, "the folder");
            return this;
        }

        /**
         * Makes the engine.
         *
         * @return the engine
         * @throws LannerException the options do not go together, or .NET does not start
         */
        public Engine build() {
            return new Engine(this);
        }
    }
}
