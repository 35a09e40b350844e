package org.lanner;

import java.util.List;

/** A function of the host that components call, with vectors of JSON. */
final class ComponentHost extends Host {
    private final ComponentHostType type;
    private final ComponentHostFunction function;

    ComponentHost(Store store, ComponentHostType type, ComponentHostFunction function) {
        super(store, null);
        this.type = type;
        this.function = function;
    }

    @Override
    @SuppressWarnings("unchecked")
    void run(long arguments, long result) throws Throwable {
        Object returned = null;
        ComponentError error = null;
        try {
            returned = function.call((List<Object>) Json.read(Scope.textIn(arguments)));
        } catch (ComponentError thrown) {
            error = thrown;
        }
        byte[] bytes = error == null ? type.returned(returned) : type.thrown(error);
        try (Scope scope = new Scope()) {
            Native.call(Native.wasm_byte_vec_new, result, bytes.length, Raw.getLong(scope.vector(bytes) + 8));
        }
    }
}
