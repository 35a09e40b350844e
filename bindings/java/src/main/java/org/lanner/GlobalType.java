package org.lanner;

/**
 * The type of a global.
 *
 * @param content the type of its value
 * @param isMutable true if it can be set
 */
public record GlobalType(ValueType content, boolean isMutable) implements ExternType {
    @Override
    public ExternKind kind() {
        return ExternKind.GLOBAL;
    }
}
