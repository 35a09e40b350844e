package org.lanner;

/** The error of a function of a component whose type is a result. A host function throws one to give its guest the error of a result. */
public final class ComponentError extends LannerException {
    private static final long serialVersionUID = 1;

    private final transient Object value;

    /**
     * Makes an error.
     *
     * @param value its value, as {@link ComponentInstance#call} takes values; null if it has none
     */
    public ComponentError(Object value) {
        super(value instanceof String text ? text : "the result is an error: " + value);
        this.value = value;
    }

    /**
     * Returns the value of the error.
     *
     * @return the value; null if it has none
     */
    public Object value() {
        return value;
    }
}
