package org.lanner;

/**
 * A piece of a guest's memory.
 *
 * @param address where it begins
 * @param length how many bytes it has
 */
public record Span(long address, int length) {}
