package org.lanner;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A function of the host for components that returns a stage, for whose end the guest waits.
 *
 * <p>What the stage ends with exceptionally, and what the function itself throws, declared or not, passes through the guest, and comes out
 * of the call of the guest as the same object. Where the guest expects a result, a {@link ComponentError} is its error.
 */
@FunctionalInterface
public interface AsyncComponentHostFunction {
    /**
     * Is called by a guest, as an {@link AsyncHostFunction} is. When nobody waits for the stage any more, it is cancelled.
     *
     * @param arguments the arguments, as {@link ComponentInstance#call} returns values
     * @return the stage, whose result is as {@link ComponentInstance#call} takes values; null for none
     * @throws Throwable what ends the guest
     */
    CompletionStage<?> call(List<Object> arguments) throws Throwable;
}
