package org.lanner;

import java.util.OptionalLong;

/**
 * The type of a table.
 *
 * @param element the type of its elements
 * @param minimum the least number of elements
 * @param maximum the largest number of elements, if there is one
 */
public record TableType(ValueType element, long minimum, OptionalLong maximum) implements ExternType {
    @Override
    public ExternKind kind() {
        return ExternKind.TABLE;
    }
}
