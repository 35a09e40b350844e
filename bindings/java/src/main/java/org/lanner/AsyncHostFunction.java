package org.lanner;

import java.util.concurrent.CompletionStage;

/**
 * A function of the host of any type that returns a stage, for whose end the guest waits.
 *
 * <p>What the stage ends with exceptionally, and what the function itself throws, declared or not, passes through the guest, and comes out
 * of the call of the guest as the same object.
 */
@FunctionalInterface
public interface AsyncHostFunction {
    /**
     * Is called by a guest, on the thread that it runs on: the caller's in {@link Function#call}, one of Lanner's in
     * {@link Function#callAsync}. It ought to return soon. When nobody waits for the stage any more, it is cancelled.
     *
     * @param caller the instance that calls, until this returns
     * @param arguments the arguments, of the types that the guide of the package lists
     * @return the stage, whose result is null for no result, the result, or an {@code Object[]} with several results
     * @throws Throwable what ends the guest
     */
    CompletionStage<?> call(Caller caller, Object[] arguments) throws Throwable;
}
