package org.lanner;

/** A time at which functions are compiled. */
public enum Compilation {
    /** A function when it is first called. */
    LAZY,
    /** All functions when the module is made. */
    EAGER,
    /** All functions, on other threads, while the module is in use already. */
    BACKGROUND
}
