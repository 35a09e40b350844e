package org.lanner;

/** A program of WASI has ended itself. */
public final class ProgramExit extends LannerException {
    private static final long serialVersionUID = 1;

    /** The status that the program gave. */
    private final int status;

    ProgramExit(int status) {
        super("the program has ended with status " + status);
        this.status = status;
    }

    /**
     * Returns the status that the program gave.
     *
     * @return the status
     */
    public int status() {
        return status;
    }
}
