package org.lanner;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * An instance of a component. It belongs to a store, and ends with it. Once a guest of it has trapped, or an exception of a host function
 * has passed through it, it cannot be called any more.
 */
public final class ComponentInstance {
    private final Store store;
    private final Component component;
    private final long pointer;

    ComponentInstance(Store store, Component component, long pointer) {
        this.store = store;
        this.component = component;
        this.pointer = pointer;
        Extern.releaseLater(this, pointer, Native.lanner_component_instance_delete);
    }

    /**
     * Returns the store that the instance lives in.
     *
     * @return the store
     */
    public Store store() {
        return store;
    }

    /**
     * Returns the component.
     *
     * @return the component
     */
    public Component component() {
        return component;
    }

    /**
     * Returns what the instance exports, as {@link Component} has it.
     *
     * @return the exports
     */
    public List<Map<String, Object>> exports() {
        store.enter();
        try {
            return new ComponentInterface(out -> Native.call(Native.lanner_component_instance_interface, pointer, out)).exports;
        } finally {
            store.leave();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Calls a function.
     *
     * <p>Values are {@code Boolean}, numbers, {@code String}, lists, and maps for records and for cases of variants that have a value: the
     * guide of the package has them all. Integers come out as {@code Long}, or {@code BigInteger} where a long has no room.
     *
     * @param name the name, such as {@code run}, or {@code ns:package/interface#name}; the part before the name may be left away where only
     *     one function has it
     * @param arguments the arguments
     * @return the result; null if there is none. Of a type that is a result, what is in it
     * @throws ComponentError the result is an error
     * @throws LannerException there is no such function, or the arguments are of other types
     * @throws Trap the guest has trapped, now or before
     */
    public Object call(String name, Object... arguments) {
        return open(name, Json.read(call(name, Json.bytes(Arrays.asList(arguments), "an argument"))));
    }

    /** The value in the result of a function whose type is a result, whose error is thrown. */
    private Object open(String name, Object result) {
        if (!component.description().returnsResult(name)) {
            return result;
        }
        Map<?, ?> read = (Map<?, ?>) result;
        if (read.containsKey("error")) {
            throw new ComponentError(read.get("error"));
        }
        return read.get("ok");
    }

    /**
     * Calls a function on a thread of Lanner's, and returns at once. The store is in use until the call has ended, but for other such
     * calls: of functions whose type is async any number may be on their way in it, of others one. The future is as that of
     * {@link Function#callAsync}.
     *
     * @param name the name, as for {@link #call}
     * @param arguments the arguments, as for {@link #call}
     * @return the result, or how the call has ended: what {@link #call} throws
     * @throws LannerException there is no such function, or the arguments are of other types
     */
    public CompletableFuture<Object> callAsync(String name, Object... arguments) {
        byte[] given = Json.bytes(Arrays.asList(arguments), "an argument");
        return begin(name, given, result -> open(name, Json.read(Scope.textIn(result))));
    }

    /**
     * Calls a function with values in JSON.
     *
     * @param name the name, as for {@link #call}
     * @param arguments an array of the arguments
     * @return the result; {@code null} if there is none. Of a type that is a result it is an object with the member {@code ok} or
     *     {@code error}
     * @throws LannerException there is no such function, or the arguments are of other types
     * @throws Trap the guest has trapped, now or before
     */
    public String callJson(String name, String arguments) {
        return call(name, Scope.bytesOf(arguments, "the arguments"));
    }

    /**
     * Calls a function with values in JSON on a thread of Lanner's: {@link #callJson} as {@link #callAsync}.
     *
     * @param name the name, as for {@link #call}
     * @param arguments an array of the arguments
     * @return the result, or how the call has ended
     * @throws LannerException there is no such function, or the arguments are of other types
     */
    public CompletableFuture<String> callJsonAsync(String name, String arguments) {
        return begin(name, Scope.bytesOf(arguments, "the arguments"), Scope::textIn);
    }

    private <T> CompletableFuture<T> begin(String name, byte[] arguments, LongFunction<T> read) {
        try {
            return PendingCall.begin(
                    store,
                    false,
                    (scope, ended, number) -> Native.call(
                            Native.lanner_component_instance_call_async,
                            pointer,
                            scope.text(name, "the name"),
                            scope.vector(arguments),
                            ended,
                            number),
                    read);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private String call(String name, byte[] arguments) {
        return enter((scope, out, trap) -> Native.call(
                Native.lanner_component_instance_call, pointer, scope.text(name, "the name"), scope.vector(arguments), out, trap));
    }

    /**
     * Does a call in WAVE, the WebAssembly Value Encoding, such as {@code add(1, 2)}.
     *
     * @param call the call
     * @return the result in WAVE; empty if there is none
     * @throws LannerException the call is none, or of no function
     * @throws Trap the guest has trapped, now or before
     */
    public String callWave(String call) {
        return enter((scope, out, trap) ->
                Native.call(Native.lanner_component_instance_call_wave, pointer, scope.text(call, "the call"), out, trap));
    }

    /**
     * Does a call in WAVE on a thread of Lanner's: {@link #callWave} as {@link #callAsync}.
     *
     * @param call the call
     * @return the result in WAVE, or how the call has ended
     * @throws LannerException the call is none, or of no function
     */
    public CompletableFuture<String> callWaveAsync(String call) {
        try {
            return PendingCall.begin(
                    store,
                    false,
                    (scope, ended, number) -> Native.call(
                            Native.lanner_component_instance_call_wave_async, pointer, scope.text(call, "the call"), ended, number),
                    Scope::textIn);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private interface Entry {
        long enter(Scope scope, long out, long trap);
    }

    private String enter(Entry entry) {
        store.enter();
        try (Scope scope = new Scope()) {
            long out = scope.vector();
            long trap = scope.room(8);
            long done = entry.enter(scope, out, trap);
            if (Raw.getLong(trap) != 0) {
                throw Sneaky.rethrow(store.take(Raw.getLong(trap)));
            }
            Native.done(done, "the call");
            return new String(scope.takeBytes(out), StandardCharsets.UTF_8);
        } finally {
            store.leave();
            Reference.reachabilityFence(this);
        }
    }
}
