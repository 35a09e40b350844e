package org.lanner;

import java.util.Collections;
import java.util.List;

/** A function of the host that components call, with vectors of JSON. */
final class ComponentHost extends Host {
    private final String interfaceName;
    private final String name;
    private final ComponentHostFunction function;

    /** True if components import it with a type that is a result; null before one has imported it. */
    private Boolean isResult;

    ComponentHost(Store store, String interfaceName, String name, ComponentHostFunction function) {
        super(store, null);
        this.interfaceName = interfaceName;
        this.name = name;
        this.function = function;
    }

    /** Notes if a component imports the function with a type that is a result. */
    void takeType(ComponentInterface description) {
        Boolean found = description.importsResult(interfaceName, name);
        if (found != null && isResult != null && !found.equals(isResult)) {
            throw new LannerException("the linker has given the function '" + name
                    + "' to a component that imports it with another type; this one needs another linker");
        }
        if (found != null) {
            isResult = found;
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    void run(long arguments, long result) throws Throwable {
        Object returned;
        try {
            returned = function.call((List<Object>) Json.read(Scope.textIn(arguments)));
            if (Boolean.TRUE.equals(isResult)) {
                returned = Collections.singletonMap("ok", returned);
            }
        } catch (ComponentError error) {
            if (!Boolean.TRUE.equals(isResult)) {
                throw error;
            }
            returned = Collections.singletonMap("error", error.value());
        }
        try (Scope scope = new Scope()) {
            byte[] bytes = Json.bytes(returned, "the result of the host function");
            Native.call(Native.wasm_byte_vec_new, result, bytes.length, Raw.getLong(scope.vector(bytes) + 8));
        }
    }
}
