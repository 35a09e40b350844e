package org.lanner;

/** The type of a tag of exceptions, of which the library says no more. */
public record TagType() implements ExternType {
    @Override
    public ExternKind kind() {
        return ExternKind.TAG;
    }
}
