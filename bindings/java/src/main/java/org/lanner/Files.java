package org.lanner;

/** A file system in memory, which programs of WASI can be granted. Paths begin at its root, such as {@code /data/input.txt}. */
public final class Files implements AutoCloseable {
    private final Owned owned;

    /** Makes an empty file system of at most 64 MiB. */
    public Files() {
        this(1L << 26);
    }

    /**
     * Makes an empty file system.
     *
     * @param maximum the largest number of bytes in it
     */
    public Files(long maximum) {
        if (maximum < 0) {
            throw new IllegalArgumentException("the largest number of bytes is " + maximum + "; one that is not negative was expected");
        }
        long pointer = Native.made(Native.call(Native.lanner_files_new, maximum), "making the files");
        owned = new Owned(this, "file system", pointer, Native.lanner_files_delete);
    }

    /**
     * Makes a directory.
     *
     * @param path its path
     * @throws LannerException there is a file under that path
     */
    public void createDirectory(String path) {
        long pointer = owned.acquire();
        try (Scope scope = new Scope()) {
            Native.done(Native.call(Native.lanner_files_create_directory, pointer, scope.text(path, "the path")), "making the directory");
        } finally {
            owned.release();
        }
    }

    /**
     * Writes a file, and makes the directories that lead to it.
     *
     * @param path its path
     * @param content its content
     * @throws LannerException there is no room
     */
    public void write(String path, byte[] content) {
        long pointer = owned.acquire();
        try (Scope scope = new Scope()) {
            long name = scope.text(path, "the path");
            Native.done(Native.call(Native.lanner_files_write, pointer, name, scope.vector(content)), "writing the file");
        } finally {
            owned.release();
        }
    }

    /**
     * Reads a file.
     *
     * @param path its path
     * @return its content
     * @throws LannerException there is no such file
     */
    public byte[] read(String path) {
        long pointer = owned.acquire();
        try (Scope scope = new Scope()) {
            long vector = scope.vector();
            Native.done(Native.call(Native.lanner_files_read, pointer, scope.text(path, "the path"), vector), "reading the file");
            return scope.takeBytes(vector);
        } finally {
            owned.release();
        }
    }

    long acquire() {
        return owned.acquire();
    }

    void release() {
        owned.release();
    }

    /** Ends the file system. Guests that were granted it keep it. */
    @Override
    public void close() {
        owned.close();
    }
}
