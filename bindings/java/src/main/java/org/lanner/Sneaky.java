package org.lanner;

/** Throws anything, declared or not: an exception of a host function comes out of the guest as it is. */
final class Sneaky {
    private Sneaky() {}

    /** Throws the error. It returns nothing; its type is for {@code throw Sneaky.rethrow(error)}, by which the compiler sees the end. */
    static RuntimeException rethrow(Throwable error) {
        throw Sneaky.<RuntimeException>cast(error);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T cast(Throwable error) throws T {
        throw (T) error;
    }
}
