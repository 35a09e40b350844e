package org.lanner;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

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
                boolean isResult = returnsResult(item, scope, exports);
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

    /** True if the type of a function's result is a result. Types that have a name are among the items around it. */
    private static boolean returnsResult(Map<String, Object> function, List<Map<String, Object>> scope, List<Map<String, Object>> outer) {
        Object text = function.get("result");
        String result = Stream.concat(scope.stream(), outer.stream())
                .filter(item -> item.get("kind").equals("type") && item.get("name").equals(text))
                .findFirst()
                .map(item -> (String) item.get("type"))
                .orElse((String) text);
        return result != null && (result.equals("result") || result.startsWith("result<"));
    }

    /**
     * True if a function of an interface, of whichever version, is imported with a type that is a result; null if it is not imported.
     */
    Boolean importsResult(String interfaceName, String name) {
        List<Map<String, Object>> scope = imports;
        if (interfaceName != null) {
            String plain = withoutVersion(interfaceName);
            scope = List.of();
            for (Map<String, Object> item : imports) {
                String found = (String) item.get("name");
                if (item.get("kind").equals("instance") && withoutVersion(found).equals(plain)
                        && (scope.isEmpty() || found.equals(interfaceName))) {
                    scope = items(item, "exports");
                }
            }
        }
        for (Map<String, Object> item : scope) {
            if (item.get("kind").equals("function") && item.get("name").equals(name)) {
                return returnsResult(item, scope, imports);
            }
        }
        return null;
    }

    private static String withoutVersion(String name) {
        int version = name.indexOf('@');
        return version < 0 ? name : name.substring(0, version);
    }
}
