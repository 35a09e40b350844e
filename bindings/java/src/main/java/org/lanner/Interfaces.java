package org.lanner;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What there is to know of a functional interface: its one method, and the type of WebAssembly that it stands for. */
final class Interfaces {
    private static final ClassValue<Interfaces> KNOWN = new ClassValue<>() {
        @Override
        protected Interfaces computeValue(Class<?> type) {
            return new Interfaces(type);
        }
    };

    final Class<?> type;
    final Method method;
    final boolean hasCaller;

    /** True if the method returns a stage. */
    final boolean isAsync;

    /** The type that the method stands for. */
    final FunctionType functionType;

    /** True if a class of this package can name and implement the interface. */
    final boolean isVisible;

    private volatile MethodHandle implementer;
    private volatile MethodHandle host;

    private Interfaces(Class<?> type) {
        this.type = type;
        method = methodOf(type);
        List<ValueType> params = new ArrayList<>();
        Class<?>[] types = method.getParameterTypes();
        hasCaller = types.length > 0 && types[0] == Caller.class;
        for (int index = hasCaller ? 1 : 0; index < types.length; index++) {
            params.add(valueType(types[index]));
        }
        isAsync = isStage(method.getReturnType());
        Class<?> result = isAsync ? inStage(method) : method.getReturnType();
        functionType = new FunctionType(
                params, result == void.class || result == Void.class || result == Object[].class ? List.of() : List.of(valueType(result)));
        isVisible = isVisible(type);
    }

    static Interfaces of(Class<?> type) {
        return KNOWN.get(type);
    }

    /** The same, if the interface has the types of a function that it is to call. */
    static Interfaces of(Class<?> type, Signature signature) {
        Method method = methodOf(type);
        boolean isAsync = isStage(method.getReturnType());
        Class<?> result = isAsync ? inStage(method) : method.getReturnType();
        boolean isRight = method.getParameterCount() == signature.params.length
                && (signature.results.length == 0) == (result == (isAsync ? Void.class : void.class));
        for (int index = 0; isRight && index < signature.params.length; index++) {
            isRight = fits(method.getParameterTypes()[index], signature.params[index]);
        }
        if (isRight && signature.results.length == 1) {
            isRight = fits(result, signature.results[0]);
        } else if (isRight && signature.results.length > 1) {
            isRight = result == Object[].class || result == Object.class;
        }
        if (!isRight) {
            throw new IllegalArgumentException(
                    "the method " + method + " has other types than the function, which is " + signature.type);
        }
        return of(type);
    }

    private static boolean isStage(Class<?> type) {
        return type == CompletionStage.class || type == CompletableFuture.class;
    }

    /** The type of what comes out of the stage that a method returns. */
    private static Class<?> inStage(Method method) {
        if (method.getGenericReturnType() instanceof ParameterizedType stage
                && stage.getActualTypeArguments()[0] instanceof Class<?> found) {
            return found;
        }
        throw new IllegalArgumentException("the method " + method
                + " returns a stage of a type that is not known; one such as CompletionStage<Integer> was expected");
    }

    private static boolean fits(Class<?> javaType, ValueType type) {
        return javaType == Object.class || Signature.typeOf(javaType) == type;
    }

    private static Method methodOf(Class<?> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(type.getName() + " is no interface; a functional interface was expected");
        }
        Method found = null;
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers()) && !isOfObject(method)) {
                if (found != null && !found.getName().equals(method.getName())) {
                    throw new IllegalArgumentException(type.getName() + " has several methods; a functional interface was expected");
                }
                found = method;
            }
        }
        if (found == null) {
            throw new IllegalArgumentException(type.getName() + " has no abstract method; a functional interface was expected");
        }
        return found;
    }

    private static boolean isOfObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException error) {
            return false;
        }
    }

    private ValueType valueType(Class<?> javaType) {
        ValueType found = Signature.typeOf(javaType);
        if (found == null) {
            throw new IllegalArgumentException(type.getName() + "." + method.getName() + " has the type " + javaType.getName()
                    + "; int, long, float, double, byte[] (v128), Object (externref), Function or Reference were expected");
        }
        return found;
    }

    private static boolean isVisible(Class<?> type) {
        java.lang.Module mine = Interfaces.class.getModule();
        if (!Modifier.isPublic(type.getModifiers()) || !type.getModule().isExported(type.getPackageName(), mine)) {
            return false;
        }
        for (Class<?> outer = type.getDeclaringClass(); outer != null; outer = outer.getDeclaringClass()) {
            if (!Modifier.isPublic(outer.getModifiers())) {
                return false;
            }
        }
        try {
            if (Class.forName(type.getName(), false, Interfaces.class.getClassLoader()) != type) {
                return false;
            }
        } catch (ClassNotFoundException error) {
            return false;
        }
        mine.addReads(type.getModule());
        return true;
    }

    /** True if the method has the types of the signature exactly, and each is a primitive one. */
    boolean isPlain(Signature signature) {
        if (isAsync || !signature.isPlain || !isVisible || !functionType.equals(signature.type)) {
            return false;
        }
        for (Class<?> parameter : method.getParameterTypes()) {
            if (!parameter.isPrimitive() && parameter != Caller.class) {
                return false;
            }
        }
        return method.getReturnType().isPrimitive();
    }

    MethodHandle implementer(Signature signature) {
        MethodHandle found = implementer;
        if (found == null) {
            implementer = found = Generator.implementer(signature, type, method);
        }
        return found;
    }

    MethodHandle host(Signature signature) {
        MethodHandle found = host;
        if (found == null) {
            host = found = Generator.host(signature, type, method);
        }
        return found;
    }

    /** A handle of the method of an object behind the interface. */
    MethodHandle bind(Object target) {
        try {
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method).bindTo(target);
        } catch (IllegalAccessException | java.lang.reflect.InaccessibleObjectException error) {
            throw new IllegalArgumentException(
                    type.getName() + " is not accessible; an interface was expected that is public or open to org.lanner", error);
        }
    }
}
