package org.lanner;

import java.time.Duration;
import java.util.Objects;

/**
 * What the guests of a store may use together. There are no limits at first; each method returns limits with one more.
 *
 * <p>A guest that reaches one traps, and the trap says which.
 */
public final class Limits {
    /** No limits. */
    public static final Limits NONE = new Limits(new long[] {-1, -1, -1, -1, -1, -1, -1, -1, -1});

    private final long[] numbers;

    private Limits(long[] numbers) {
        this.numbers = numbers;
    }

    private Limits with(int index, String name, long number) {
        if (number < 0) {
            throw new IllegalArgumentException("the limit " + name + " is " + number + "; a number that is not negative was expected");
        }
        long[] copy = numbers.clone();
        copy[index] = number;
        return new Limits(copy);
    }

    long number(int index) {
        return numbers[index];
    }

    int count() {
        return numbers.length;
    }

    /**
     * Limits everything that guests hold: memories, tables, objects.
     *
     * @param bytes so many bytes
     * @return the limits
     */
    public Limits memoryBytes(long bytes) {
        return with(0, "memoryBytes", bytes);
    }

    /**
     * Limits structures, arrays and exceptions.
     *
     * @param bytes so many bytes
     * @return the limits
     */
    public Limits heapBytes(long bytes) {
        return with(1, "heapBytes", bytes);
    }

    /**
     * Limits the stack of one call.
     *
     * @param bytes so many bytes
     * @return the limits
     */
    public Limits stackBytes(long bytes) {
        return with(2, "stackBytes", bytes);
    }

    /**
     * Gives guests fuel. The engine needs the option of the same name.
     *
     * @param fuel so much
     * @return the limits
     */
    public Limits fuel(long fuel) {
        return with(3, "fuel", fuel);
    }

    /**
     * Limits the time of one call. The engine has to be interruptible.
     *
     * @param time the time
     * @return the limits
     */
    public Limits callTime(Duration time) {
        return with(4, "callTime", Store.microseconds(Objects.requireNonNull(time, "the time")));
    }

    /**
     * Limits the elements of tables.
     *
     * @param count so many
     * @return the limits
     */
    public Limits tableElements(long count) {
        return with(5, "tableElements", count);
    }

    /**
     * Limits the number of instances.
     *
     * @param count so many
     * @return the limits
     */
    public Limits instances(long count) {
        return with(6, "instances", count);
    }

    /**
     * Limits the number of memories.
     *
     * @param count so many
     * @return the limits
     */
    public Limits memories(long count) {
        return with(7, "memories", count);
    }

    /**
     * Limits the number of tables.
     *
     * @param count so many
     * @return the limits
     */
    public Limits tables(long count) {
        return with(8, "tables", count);
    }
}
