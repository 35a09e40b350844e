package org.lanner;

import java.util.EnumSet;
import java.util.Set;

/** A right in a directory. Reading is always allowed. */
public enum Right {
    /** Changes files and deletes them. */
    WRITE,
    /** Makes files and directories. */
    CREATE,
    /** Makes links. */
    LINK;

    /** No right but reading. */
    public static final Set<Right> READ_ONLY = Set.of();

    /**
     * Returns all rights.
     *
     * @return all rights
     */
    public static Set<Right> all() {
        return EnumSet.allOf(Right.class);
    }

    static int bits(Set<Right> rights) {
        int bits = 0;
        for (Right right : rights) {
            bits |= 1 << right.ordinal();
        }
        return bits;
    }
}
