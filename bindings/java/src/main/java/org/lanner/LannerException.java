package org.lanner;

/** Something that could not be done. The message says what was expected and found. */
public class LannerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Makes an exception.
     *
     * @param message what was expected and found
     */
    public LannerException(String message) {
        super(message);
    }

    /**
     * Makes an exception with what has caused it.
     *
     * @param message what was expected and found
     * @param cause what has caused it
     */
    public LannerException(String message, Throwable cause) {
        super(message, cause);
    }
}
