package org.lanner;

import java.lang.foreign.Arena;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** The memories of a store whose bytes the program has got, which end when the memory grows or the store is closed. */
final class Views {
    /** True if there are any: their memories' sizes are looked at after each call and at each callback, then. */
    boolean exist;

    private final List<WeakReference<Memory>> memories = new ArrayList<>();

    /** Views that have outlived their memory's growth, since an operation used them just then. The memory is where it was. */
    private final List<Arena> old = new ArrayList<>();

    void add(Memory memory) {
        memories.removeIf(reference -> reference.get() == null || reference.get() == memory);
        memories.add(new WeakReference<>(memory));
        exist = true;
    }

    /** Ends the views of memories that have grown. */
    void check() {
        for (int index = 0; index < memories.size(); index++) {
            Memory memory = memories.get(index).get();
            if (memory != null) {
                memory.checkView();
            }
        }
    }

    /** Ends a view, or remembers it if an operation uses it. */
    void end(Arena arena) {
        try {
            arena.close();
        } catch (IllegalStateException error) {
            old.add(arena);
        }
    }

    /**
     * Ends all views.
     *
     * @throws IllegalStateException an operation uses one
     */
    void end() {
        for (WeakReference<Memory> reference : memories) {
            Memory memory = reference.get();
            if (memory != null) {
                memory.endView();
            }
        }
        while (!old.isEmpty()) {
            old.getLast().close();
            old.removeLast();
        }
    }
}
