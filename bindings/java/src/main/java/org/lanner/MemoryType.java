package org.lanner;

import java.util.OptionalLong;

/**
 * The type of a memory.
 *
 * @param minimum the least size in pages
 * @param maximum the largest size in pages, if there is one
 */
public record MemoryType(long minimum, OptionalLong maximum) implements ExternType {
    @Override
    public ExternKind kind() {
        return ExternKind.MEMORY;
    }
}
