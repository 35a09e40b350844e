package org.lanner;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * What the library calls, by a number. Its store holds it, and nothing else does, since what it refers to may hold the store.
 *
 * <p>All of a kind are called by one stub, with the number of the one that is meant: so none has to be freed, and a number that nobody has
 * any more does no harm.
 */
abstract class Callee {
    private static final Object GATE = new Object();
    private static final ArrayDeque<Integer> FREE = new ArrayDeque<>();
    private static volatile WeakReference<?>[] callees = new WeakReference<?>[64];
    private static int count;

    final Store store;
    final Signature signature;

    Callee(Store store, Signature signature) {
        this.store = store;
        this.signature = signature;
    }

    final Caller caller(long pointer) {
        return store.caller(pointer);
    }

    /** The number by which the library calls a callee. */
    static int register(Callee callee) {
        synchronized (GATE) {
            Integer free = FREE.poll();
            int number = free != null ? free : count++;
            if (number == callees.length) {
                callees = Arrays.copyOf(callees, number * 2);
            }
            callees[number] = new WeakReference<>(callee);
            return number;
        }
    }

    static void unregister(List<Integer> numbers) {
        synchronized (GATE) {
            for (int number : numbers) {
                callees[number] = null;
                FREE.add(number);
            }
        }
    }

    /** How many callees have a number. */
    static int registered() {
        synchronized (GATE) {
            return count - FREE.size();
        }
    }

    /** The callee with a number. */
    static Object find(long number) {
        return callees[(int) number].get();
    }

    /** What the host has returned, as an array. */
    final Object[] results(Object result) {
        int count = signature.results.length;
        if (count == 0) {
            if (result != null) {
                throw new IllegalArgumentException(
                        "the host function has returned " + Values.describe(result) + "; " + signature.type + " returns null");
            }
            return new Object[0];
        }
        if (count == 1) {
            return new Object[] {result};
        }
        if (!(result instanceof Object[] several) || several.length != count) {
            String found = result instanceof Object[] several ? several.length + " values" : Values.describe(result);
            throw new IllegalArgumentException(
                    "the host function has returned " + found + "; " + signature.type + " returns an Object[] of " + count);
        }
        return several;
    }
}
