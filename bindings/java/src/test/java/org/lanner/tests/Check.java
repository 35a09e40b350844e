package org.lanner.tests;

import java.util.Arrays;
import java.util.Objects;

/** What tests expect. */
final class Check {
    interface Action {
        void run() throws Throwable;
    }

    private Check() {}

    static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    static void equal(Object expected, Object found) {
        if (!Objects.deepEquals(expected, found)) {
            throw new AssertionError("expected was " + text(expected) + ", and found " + text(found));
        }
    }

    private static String text(Object value) {
        return value instanceof Object[] several ? Arrays.deepToString(several)
                : value instanceof byte[] bytes ? Arrays.toString(bytes)
                : String.valueOf(value);
    }

    static void same(Object expected, Object found) {
        if (expected != found) {
            throw new AssertionError("expected was the very object " + expected + ", and found " + found);
        }
    }

    static <T extends Throwable> T thrown(Class<T> type, Action action) {
        try {
            action.run();
        } catch (Throwable error) {
            if (type.isInstance(error)) {
                return type.cast(error);
            }
            throw new AssertionError("expected was " + type.getName() + ", and thrown " + error, error);
        }
        throw new AssertionError("expected was " + type.getName() + ", and nothing was thrown");
    }

    static void contains(String part, String whole) {
        if (whole == null || !whole.contains(part)) {
            throw new AssertionError("expected was a text with '" + part + "', and found: " + whole);
        }
    }
}
