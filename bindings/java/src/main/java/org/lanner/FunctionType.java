package org.lanner;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The type of a function.
 *
 * @param params the types of the parameters
 * @param results the types of the results
 */
public record FunctionType(List<ValueType> params, List<ValueType> results) implements ExternType {
    /**
     * Makes a type.
     *
     * @param params the types of the parameters
     * @param results the types of the results
     */
    public FunctionType {
        params = List.copyOf(params);
        results = List.copyOf(results);
    }

    @Override
    public ExternKind kind() {
        return ExternKind.FUNCTION;
    }

    // What records have of their own takes Java a while to make when it is first used, and types are compared when a program starts.

    @Override
    public boolean equals(Object other) {
        return other instanceof FunctionType type && params.equals(type.params) && results.equals(type.results);
    }

    @Override
    public int hashCode() {
        return params.hashCode() * 31 + results.hashCode();
    }

    /** Returns the type as text, such as {@code (i32, i32) -> (i64)}. */
    @Override
    public String toString() {
        return list(params) + " -> " + list(results);
    }

    private static String list(List<ValueType> types) {
        return types.stream().map(ValueType::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
