package org.lanner;

/** The type of what a module imports or exports. */
public sealed interface ExternType permits FunctionType, GlobalType, TableType, MemoryType, TagType {
    /**
     * Returns the kind.
     *
     * @return the kind
     */
    ExternKind kind();
}
