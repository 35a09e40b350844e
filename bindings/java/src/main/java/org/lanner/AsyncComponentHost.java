package org.lanner;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A function of the host that components call, and that returns stages. */
final class AsyncComponentHost extends AsyncHost {
    private final ComponentHostType type;
    private final AsyncComponentHostFunction function;

    AsyncComponentHost(Store store, ComponentHostType type, AsyncComponentHostFunction function) {
        super(store, null);
        this.type = type;
        this.function = function;
    }

    @Override
    @SuppressWarnings("unchecked")
    CompletionStage<?> call(long caller, long arguments) throws Throwable {
        return function.call((List<Object>) Json.read(Scope.textIn(arguments)));
    }

    @Override
    void finish(long completion, Object result, Throwable error) throws Throwable {
        byte[] bytes = error == null ? type.returned(result) : type.thrown(error);
        try (Scope scope = new Scope()) {
            Native.call(Native.lanner_completion_return_text, completion, scope.vector(bytes));
        }
    }

    @Override
    void finishWithNothing(long completion) {
        Native.call(Native.lanner_completion_return_text, completion, 0);
    }
}
