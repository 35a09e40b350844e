package org.lanner;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A function, of a guest or of the host.
 *
 * <p>{@link #as} makes an object behind an interface of it, such as {@link java.util.function.IntBinaryOperator}: that is the fast way,
 * which makes no object for each value. {@link #call} takes and returns objects.
 *
 * <p>Calls throw {@link Trap} when the guest traps, {@link ProgramExit} when a program of WASI ends itself, and whatever a host function
 * throws, declared or not, as the same object.
 */
public final class Function extends Extern {
    private static final MethodHandle CALL = method("call", Object.class);

    private static MethodHandle method(String name, Class<?> result) {
        try {
            return MethodHandles.lookup().findVirtual(Function.class, name, MethodType.methodType(result, Object[].class));
        } catch (ReflectiveOperationException error) {
            throw new AssertionError(error);
        }
    }

    private final Signature signature;

    /** Takes over a name of a function. Who calls this has entered the store. */
    Function(Store store, long pointer) {
        super(store, pointer, Native.wasm_func_delete);
        long type = Native.made(Native.call(Native.wasm_func_type, pointer), "reading the type");
        try {
            signature = Signature.of(Types.function(type));
        } finally {
            Native.call(Native.wasm_functype_delete, type);
        }
    }

    private Function(Store store, Signature signature, long pointer) {
        super(store, pointer, Native.wasm_func_delete);
        this.signature = signature;
    }

    /**
     * Makes a function of the host, of any type.
     *
     * @param store the store
     * @param type the type
     * @param function what is called
     * @return the function
     */
    public static Function of(Store store, FunctionType type, HostFunction function) {
        Objects.requireNonNull(function, "the host function");
        Signature signature = Signature.of(type);
        return make(store, signature, Native.lanner_func_new_unchecked, Host.STUB, new Host.Dynamic(store, signature, function));
    }

    /**
     * Makes a function of the host that returns a stage, of any type. The guest that calls it waits until the stage has ended: a call of
     * {@link #callAsync} holds up no thread of the host's meanwhile, any other its own.
     *
     * @param store the store
     * @param type the type, without vectors
     * @param function what is called
     * @return the function
     */
    public static Function ofAsync(Store store, FunctionType type, AsyncHostFunction function) {
        Objects.requireNonNull(function, "the host function");
        Signature signature = Signature.of(type);
        return make(store, signature, Native.lanner_func_new_async, AsyncHost.STUB, new AsyncHost.Dynamic(store, signature, function));
    }

    /**
     * Makes a function of the host of an interface with one method, whose types say what those of WebAssembly are: int is i32, long is i64,
     * float and double are f32 and f64, byte[] is v128, Object is externref, {@link Function} is funcref and
     * {@link org.lanner.Reference} is any other reference. If its first parameter is a {@link Caller}, it gets the instance that calls. A
     * method that returns a {@code CompletionStage} or {@code CompletableFuture} of one of these types, or of Void, is one as of
     * {@link #ofAsync}.
     *
     * @param <T> the interface
     * @param store the store
     * @param type the interface
     * @param function what is called
     * @return the function
     * @throws IllegalArgumentException the interface has several methods, or other types
     */
    public static <T> Function of(Store store, Class<T> type, T function) {
        Objects.requireNonNull(function, "the host function");
        Interfaces described = Interfaces.of(type);
        Signature signature = Signature.of(described.functionType);
        if (described.isAsync) {
            return make(store, signature, Native.lanner_func_new_async, AsyncHost.STUB,
                    new AsyncHost.Typed(store, signature, described.bind(function), described.hasCaller));
        }
        Host host;
        if (described.isPlain(signature)) {
            try {
                host = (Host) described.host(signature).invoke(store, signature, function);
            } catch (Throwable error) {
                throw Sneaky.rethrow(error);
            }
        } else {
            host = new Host.Typed(store, signature, described.bind(function), described.hasCaller);
        }
        return make(store, signature, Native.lanner_func_new_unchecked, Host.STUB, host);
    }

    private static Function make(Store store, Signature signature, Native.Symbol make, long stub, Callee callee) {
        store.enter();
        try (Scope scope = new Scope()) {
            long type = Types.newFunction(scope, signature.type);
            try {
                long number = store.keep(callee);
                long pointer = Native.made(Native.call(make, store.pointer(), type, stub, number, 0), "making the function");
                return new Function(store, signature, pointer);
            } finally {
                Native.call(Native.wasm_functype_delete, type);
            }
        } finally {
            store.leave();
        }
    }

    @Override
    public FunctionType type() {
        return signature.type;
    }

    /**
     * Calls the function. Integers go in signed or unsigned, as {@link Integer}, {@link Long} or {@link java.math.BigInteger}, and come out
     * signed; v128 is a byte[] of 16, externref any object, null is the null reference.
     *
     * @param arguments the arguments
     * @return null for no result, the result, or an {@code Object[]} with several results
     * @throws IllegalArgumentException the number of arguments, or the type of one, is wrong
     * @throws IllegalStateException the store is closed, or in use by another thread
     * @throws Trap the guest has trapped
     * @throws ProgramExit a program of WASI has ended itself
     */
    public Object call(Object... arguments) {
        ValueType[] params = signature.params;
        checkCount(arguments);
        Store store = store();
        store.enter();
        try {
            if (signature.size > Store.SCRATCH_SIZE) {
                try (Scope scope = new Scope()) {
                    return call(store, scope.room(signature.size), params, arguments);
                }
            }
            return call(store, store.scratch, params, arguments);
        } finally {
            store.leave();
            Reference.reachabilityFence(this);
        }
    }

    private Object call(Store store, long values, ValueType[] params, Object[] arguments) {
        List<Long> made = signature.isPlain ? List.of() : new ArrayList<>(0);
        long trap;
        try {
            for (int index = 0; index < params.length; index++) {
                Values.write(store, values + index * 16L, params[index], arguments[index], "argument", index, made);
            }
            trap = Native.callFunction(pointer(), values);
        } finally {
            if (!made.isEmpty()) {
                Values.release(made);
            }
        }
        if (trap != 0) {
            throw Sneaky.rethrow(store.take(trap));
        }
        ValueType[] kinds = signature.results;
        if (kinds.length == 0) {
            return null;
        }
        if (kinds.length == 1) {
            return Values.read(store, values, kinds[0], true);
        }
        Object[] results = new Object[kinds.length];
        for (int index = 0; index < results.length; index++) {
            results[index] = Values.read(store, values + index * 16L, kinds[index], true);
        }
        return results;
    }

    private void checkCount(Object[] arguments) {
        int expected = signature.params.length;
        if (arguments.length != expected) {
            throw new IllegalArgumentException(
                    arguments.length + " arguments were given; the function " + signature.type + " takes " + expected);
        }
    }

    /**
     * Calls the function on a thread of Lanner's, and returns at once. The store is in use until the call has ended.
     *
     * <p>Whoever cancels the future, or ends it otherwise, such as {@link CompletableFuture#orTimeout}, has the guest end, also where it
     * waits for a function of the host; a guest that runs on only if the engine is interruptible. The next use of the store waits for that.
     * Stages that depend on the future and have no executor run on a thread of Lanner's: they ought to return soon.
     *
     * @param arguments the arguments, as for {@link #call}, without vectors
     * @return what {@link #call} returns, or how the call has ended: what that throws
     * @throws IllegalArgumentException the number of arguments, or the type of one, is wrong
     * @throws IllegalStateException the store is closed, or in use
     * @throws LannerException the function takes or returns a vector
     */
    public CompletableFuture<Object> callAsync(Object... arguments) {
        checkCount(arguments);
        Store store = store();
        List<Long> made = new ArrayList<>(0);
        try {
            return PendingCall.begin(
                    store,
                    true,
                    (scope, ended, number) -> {
                        long values = Values.writeVector(scope, store, signature.params, arguments, "argument", made);
                        return Native.call(Native.lanner_func_call_async, pointer(), values, ended, number);
                    },
                    results -> {
                        Object[] found = Values.readVector(store, signature.results, results);
                        return found.length == 0 ? null : found.length == 1 ? found[0] : found;
                    });
        } finally {
            Values.release(made);
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Returns a handle that calls the function: for numbers it has exactly their types, so that {@code invokeExact} makes no objects. Other
     * parameters and results are of type Object or byte[]; several results are an {@code Object[]}.
     *
     * @return the handle
     */
    public MethodHandle handle() {
        if (signature.isPlain) {
            return signature.caller().bindTo(this);
        }
        Class<?> result = signature.results.length == 0 ? void.class
                : signature.results.length > 1 ? Object[].class
                : Signature.javaType(signature.results[0]);
        List<Class<?>> params = signature.type.params().stream().<Class<?>>map(Signature::javaType).toList();
        return CALL.bindTo(this).asCollector(Object[].class, params.size()).asType(MethodType.methodType(result, params));
    }

    /**
     * Returns an object behind an interface with one method, which calls the function. The types of the method have to be those of the
     * function, as in {@link #of(Store, Class, Object)}; several results are an {@code Object[]}. A method that returns a
     * {@code CompletionStage} or {@code CompletableFuture} calls as {@link #callAsync}.
     *
     * @param <T> the interface
     * @param type the interface, which is public
     * @return the object
     * @throws IllegalArgumentException the interface is of other types, or not public
     */
    public <T> T as(Class<T> type) {
        Interfaces described = Interfaces.of(type, signature);
        try {
            if (described.isPlain(signature)) {
                return type.cast(described.implementer(signature).invoke(this));
            }
            return MethodHandleProxies.asInterfaceInstance(type, described.isAsync ? asyncHandle(described.method) : handle());
        } catch (Throwable error) {
            throw Sneaky.rethrow(error);
        }
    }

    private MethodHandle asyncHandle(Method method) {
        MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
        return method("callAsync", CompletableFuture.class).bindTo(this).asCollector(Object[].class, type.parameterCount()).asType(type);
    }

    /** Tells if the other is the same function; there may be several objects for one. */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Function function) || function.store() != store() || !function.signature.equals(signature)) {
            return false;
        }
        store().enter();
        try {
            long mine = Native.call(Native.wasm_func_as_ref, pointer());
            return Native.call(Native.wasm_ref_same, mine, Native.call(Native.wasm_func_as_ref, function.pointer())) != 0;
        } finally {
            store().leave();
            Reference.reachabilityFence(this);
            Reference.reachabilityFence(other);
        }
    }

    @Override
    public int hashCode() {
        // The library has no number that is the same for all names of a function.
        return signature.hashCode() * 31 + System.identityHashCode(store());
    }

    /** Returns the function's type as text. */
    @Override
    public String toString() {
        return "Function " + signature.type;
    }

    @Override
    long asExtern() {
        return Native.call(Native.wasm_func_as_extern, pointer());
    }
}
