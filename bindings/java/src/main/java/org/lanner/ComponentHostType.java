package org.lanner;

import java.util.Collections;

/** What is known of the type of a host function for components. */
final class ComponentHostType {
    private final String interfaceName;
    private final String name;

    /** True if components import it with a type that is a result; null before one has imported it. */
    private volatile Boolean isResult;

    ComponentHostType(String interfaceName, String name) {
        this.interfaceName = interfaceName;
        this.name = name;
    }

    /** Notes if a component imports the function with a type that is a result. */
    void take(ComponentInterface description) {
        Boolean found = description.importsResult(interfaceName, name);
        if (found != null && isResult != null && !found.equals(isResult)) {
            throw new LannerException("the linker has given the function '" + name
                    + "' to a component that imports it with another type; this one needs another linker");
        }
        if (found != null) {
            isResult = found;
        }
    }

    /** What a function has returned, in JSON. */
    byte[] returned(Object value) {
        return write(Boolean.TRUE.equals(isResult) ? Collections.singletonMap("ok", value) : value);
    }

    /** What a function has thrown, in JSON, if it is the error of a result; it is thrown again if it is anything else. */
    byte[] thrown(Throwable error) throws Throwable {
        if (error instanceof ComponentError own && Boolean.TRUE.equals(isResult)) {
            return write(Collections.singletonMap("error", own.value()));
        }
        throw error;
    }

    private static byte[] write(Object value) {
        return Json.bytes(value, "the result of the host function");
    }
}
