package org.lanner;

import java.util.Set;

/** A standard stream. */
public enum Stream {
    /** Standard input. */
    STDIN,
    /** Standard output. */
    STDOUT,
    /** Standard error. */
    STDERR;

    int bit() {
        return 1 << ordinal();
    }

    static int bits(Set<Stream> streams) {
        int bits = 0;
        for (Stream stream : streams) {
            bits |= stream.bit();
        }
        return bits;
    }
}
