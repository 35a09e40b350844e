package org.lanner;

import java.util.List;

/**
 * A function of the host for components.
 *
 * <p>What it throws, declared or not, passes through the guest, and comes out of the call of the guest as the same object. Where the guest
 * expects a result, a {@link ComponentError} is its error.
 */
@FunctionalInterface
public interface ComponentHostFunction {
    /**
     * Is called by a guest.
     *
     * @param arguments the arguments, as {@link ComponentInstance#call} returns values
     * @return the result, as {@link ComponentInstance#call} takes values; null for none
     * @throws Throwable what ends the guest
     */
    Object call(List<Object> arguments) throws Throwable;
}
