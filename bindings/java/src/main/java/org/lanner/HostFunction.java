package org.lanner;

/**
 * A function of the host of any type.
 *
 * <p>What it throws, declared or not, passes through the guest, and comes out of the call of the guest as the same object.
 */
@FunctionalInterface
public interface HostFunction {
    /**
     * Is called by a guest.
     *
     * @param caller the instance that calls
     * @param arguments the arguments, of the types that the guide of the package lists
     * @return null for no result, the result, or an {@code Object[]} with several results
     * @throws Throwable what ends the guest
     */
    Object call(Caller caller, Object[] arguments) throws Throwable;
}
