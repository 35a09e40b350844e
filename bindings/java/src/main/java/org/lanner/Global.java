package org.lanner;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** A global. Those of type v128 can be imported and exported, and not be read or made: the library's API has no call for that. */
public final class Global extends Extern {
    private final GlobalType type;

    /** Takes over a name of a global. Who calls this has entered the store. */
    Global(Store store, long pointer) {
        super(store, pointer, Native.wasm_global_delete);
        long description = Native.made(Native.call(Native.wasm_global_type, pointer), "reading the type");
        try {
            type = Types.global(description);
        } finally {
            Native.call(Native.wasm_globaltype_delete, description);
        }
    }

    /**
     * Makes a global of the host that is constant.
     *
     * @param store the store
     * @param type the type of the value
     * @param value the value
     * @return the global
     * @throws IllegalArgumentException the value is of another type
     */
    public static Global constant(Store store, ValueType type, Object value) {
        return make(store, new GlobalType(type, false), value);
    }

    /**
     * Makes a global of the host that can be set.
     *
     * @param store the store
     * @param type the type of the value
     * @param value the first value
     * @return the global
     * @throws IllegalArgumentException the value is of another type
     */
    public static Global mutable(Store store, ValueType type, Object value) {
        return make(store, new GlobalType(type, true), value);
    }

    private static Global make(Store store, GlobalType type, Object value) {
        checkType(type.content());
        store.enter();
        List<Long> made = new ArrayList<>(0);
        try (Scope scope = new Scope()) {
            long first = valueOf(scope, store, type.content(), value, made);
            long description = Native.made(
                    Native.call(Native.wasm_globaltype_new, Types.newValue(type.content()), type.isMutable() ? 1 : 0), "making the type");
            try {
                long pointer = Native.call(Native.wasm_global_new, store.pointer(), description, first);
                return new Global(store, Native.made(pointer, "making the global"));
            } finally {
                Native.call(Native.wasm_globaltype_delete, description);
            }
        } finally {
            Values.release(made);
            store.leave();
        }
    }

    private static void checkType(ValueType type) {
        if (type == ValueType.V128) {
            throw new LannerException("the global is of type v128, which the library's API passes to functions only");
        }
    }

    /** A value with its kind: the kind in the first byte, the value 8 bytes later. */
    private static long valueOf(Scope scope, Store store, ValueType type, Object value, List<Long> made) {
        long address = scope.room(32);
        Values.write(store, address + 8, type, value, "the value", -1, made);
        Raw.putByte(address, type.kind());
        return address;
    }

    @Override
    public GlobalType type() {
        return type;
    }

    /**
     * Returns the value.
     *
     * @return the value
     * @throws LannerException it is of type v128
     */
    public Object get() {
        checkType(type.content());
        store().enter();
        try (Scope scope = new Scope()) {
            long address = scope.room(32);
            Native.call(Native.wasm_global_get, pointer(), address);
            return Values.read(store(), address + 8, type.content(), true);
        } finally {
            store().leave();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Sets the value.
     *
     * @param value the value
     * @throws IllegalArgumentException it is of another type
     * @throws LannerException the global is constant, or of type v128
     */
    public void set(Object value) {
        checkType(type.content());
        if (!type.isMutable()) {
            throw new LannerException("the global is constant; a mutable one was expected");
        }
        store().enter();
        List<Long> made = new ArrayList<>(0);
        try (Scope scope = new Scope()) {
            Native.call(Native.wasm_global_set, pointer(), valueOf(scope, store(), type.content(), value, made));
        } finally {
            Values.release(made);
            store().leave();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    long asExtern() {
        return Native.call(Native.wasm_global_as_extern, pointer());
    }
}
