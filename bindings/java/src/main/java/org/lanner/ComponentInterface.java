package org.lanner;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** What a component imports and exports, as the library describes it. */
final class ComponentInterface {
    final List<Map<String, Object>> imports;
    final List<Map<String, Object>> exports;

    /** The names of the functions that are exported, with the shorter ones of those whose type is a result; true for these. */
    private final Map<String, Boolean> results = new HashMap<>();

    /** Reads what a function of the library writes into a vector. */
    ComponentInterface(LongUnaryOperator describe) {
        try (Scope scope = new Scope()) {
            long vector = scope.vector();
            Native.done(describe.applyAsLong(vector), "reading the interface");
            Object read = Json.read(new String(scope.takeBytes(vector), StandardCharsets.UTF_8));
            imports = items(read, "imports");
            exports = items(read, "exports");
        }
        Map<String, Boolean> shorter = new HashMap<>();
        visit(exports, "", shorter);
        shorter.forEach(results::putIfAbsent);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> items(Object scope, String key) {
        return ((Map<String, List<Map<String, Object>>>) scope).getOrDefault(key, List.of());
    }

    /** True if the name is of a function that is exported, and whose type is a result. */
    boolean returnsResult(String name) {
        return results.getOrDefault(name, false);
    }

    private void visit(List<Map<String, Object>> scope, String instance, Map<String, Boolean> shorter) {
        for (Map<String, Object> item : scope) {
            String name = (String) item.get("name");
            String full = instance.isEmpty() ? name : instance + "#" + name;
            if (item.get("kind").equals("instance")) {
                visit(items(item, "exports"), full, shorter);
            } else if (item.get("kind").equals("function")) {
                boolean isResult = returnsResult(item);
                results.put(full, isResult);
                if (isResult && !instance.isEmpty()) {
                    int version = instance.lastIndexOf('@');
                    String plain = version < 0 ? instance : instance.substring(0, version);
                    shorter.put(name, true);
                    shorter.put(plain + "#" + name, true);
                    shorter.put(plain.substring(plain.lastIndexOf('/') + 1) + "#" + name, true);
                }
            }
        }
    }

    /** True if the type of a function's result is a result. */
    private static boolean returnsResult(Map<String, Object> function) {
        return (Boolean) function.get("returnsResult");
    }

    /**
     * True if a function of an interface, or of a compatible version of it, is imported with a type that is a result; null if it is not
     * imported.
     */
    Boolean importsResult(String interfaceName, String name) {
        List<Map<String, Object>> scope = imports;
        if (interfaceName != null) {
            scope = List.of();
            for (Map<String, Object> item : imports) {
                String found = (String) item.get("name");
                boolean isExact = found.equals(interfaceName);
                if (item.get("kind").equals("instance")
                        && (isExact || scope.isEmpty() && compatibleName(found).equals(compatibleName(interfaceName)))) {
                    scope = items(item, "exports");
                }
                if (isExact) {
                    break;
                }
            }
        }
        for (Map<String, Object> item : scope) {
            if (item.get("kind").equals("function") && item.get("name").equals(name)) {
                return returnsResult(item);
            }
        }
        return null;
    }

    /** The name with that part of its version that compatible versions share: up to the first number that is not zero. */
    private static String compatibleName(String name) {
        return name.replaceFirst("@((?:0\\.){0,2}[0-9]+)[0-9.]*$", "@$1");
    }
}
