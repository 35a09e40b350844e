package org.lanner;

/** A way to keep guests within their memories. */
public enum MemoryMode {
    /** The hardware does it, at no cost. It takes address space, and is for Linux on x64 only. */
    GUARDED,
    /** Each access is compared with the size. */
    CHECKED
}
