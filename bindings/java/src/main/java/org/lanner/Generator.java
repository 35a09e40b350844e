package org.lanner;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;

/**
 * Makes the classes that move numbers between Java and the library's arrays of values, one for each type of function or interface.
 *
 * <p>They are what one would write by hand for that type, such as
 *
 * <pre>
 * static int call(Function function, int first, int second) {
 *     long values = Calls.begin(function);
 *     int result;
 *     try {
 *         Raw.putInt(values, first);
 *         Raw.putInt(values + 16, second);
 *         Calls.invoke(function, values);
 *         result = Raw.getInt(values);
 *     } finally {
 *         Calls.end(function);
 *     }
 *     return result;
 * }
 * </pre>
 *
 * <p>so that the compiler of Java makes straight code of it, without an object for each value.
 */
final class Generator {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final ClassDesc RAW = ClassDesc.ofDescriptor(Raw.class.descriptorString());
    private static final ClassDesc CALLS = ClassDesc.ofDescriptor(Calls.class.descriptorString());
    private static final ClassDesc FUNCTION = ClassDesc.ofDescriptor(Function.class.descriptorString());
    private static final ClassDesc HOST = ClassDesc.ofDescriptor(Host.class.descriptorString());
    private static final ClassDesc STORE = ClassDesc.ofDescriptor(Store.class.descriptorString());
    private static final ClassDesc SIGNATURE = ClassDesc.ofDescriptor(Signature.class.descriptorString());
    private static final ClassDesc CALLER = ClassDesc.ofDescriptor(Caller.class.descriptorString());

    private Generator() {}

    /** A handle that takes the function and its arguments. */
    static MethodHandle caller(Signature signature) {
        ClassDesc self = name("PlainCall");
        MethodType plain = plainType(signature);
        MethodType type = plain.insertParameterTypes(0, Function.class);
        byte[] bytes = ClassFile.of().build(self, builder -> builder.withMethodBody(
                "call",
                descriptor(type),
                AccessFlag.STATIC.mask(),
                code -> call(code, plain, 1, () -> code.aload(0))));
        try {
            MethodHandles.Lookup lookup = LOOKUP.defineHiddenClass(bytes, true);
            return lookup.findStatic(lookup.lookupClass(), "call", type);
        } catch (ReflectiveOperationException error) {
            throw new AssertionError(error);
        }
    }

    /** A class that implements an interface by calling a function, which its constructor takes. */
    static MethodHandle implementer(Signature signature, Class<?> type, Method method) {
        ClassDesc self = name("PlainFunction");
        MethodType plain = plainType(signature);
        byte[] bytes = ClassFile.of().build(self, builder -> {
            builder.withInterfaceSymbols(ClassDesc.ofDescriptor(type.descriptorString()));
            builder.withField("function", FUNCTION, AccessFlag.PRIVATE.mask() | AccessFlag.FINAL.mask());
            builder.withMethodBody(
                    ConstantDescs.INIT_NAME,
                    MethodTypeDesc.of(ConstantDescs.CD_void, FUNCTION),
                    0,
                    code -> code.aload(0)
                            .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                            .aload(0).aload(1).putfield(self, "function", FUNCTION).return_());
            builder.withMethodBody(
                    method.getName(),
                    descriptor(plain),
                    AccessFlag.PUBLIC.mask(),
                    code -> call(code, plain, 1, () -> code.aload(0).getfield(self, "function", FUNCTION)));
        });
        return constructor(bytes, MethodType.methodType(void.class, Function.class));
    }

    /** A host that calls an interface; its constructor takes the store, the signature and the object behind the interface. */
    static MethodHandle host(Signature signature, Class<?> type, Method method) {
        ClassDesc self = name("PlainHost");
        ClassDesc target = ClassDesc.ofDescriptor(type.descriptorString());
        MethodType plain = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
        byte[] bytes = ClassFile.of().build(self, builder -> {
            builder.withSuperclass(HOST);
            builder.withField("target", target, AccessFlag.PRIVATE.mask() | AccessFlag.FINAL.mask());
            builder.withMethodBody(
                    ConstantDescs.INIT_NAME,
                    MethodTypeDesc.of(ConstantDescs.CD_void, STORE, SIGNATURE, target),
                    0,
                    code -> code.aload(0).aload(1).aload(2)
                            .invokespecial(HOST, ConstantDescs.INIT_NAME, MethodTypeDesc.of(ConstantDescs.CD_void, STORE, SIGNATURE))
                            .aload(0).aload(3).putfield(self, "target", target).return_());
            run(builder, self, target, plain, method);
        });
        return constructor(bytes, MethodType.methodType(void.class, Store.class, Signature.class, type));
    }

    private static void run(ClassBuilder builder, ClassDesc self, ClassDesc target, MethodType plain, Method method) {
        MethodTypeDesc type = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long, ConstantDescs.CD_long);
        builder.withMethodBody("run", type, 0, code -> {
            TypeKind result = TypeKind.from(plain.returnType());
            if (result != TypeKind.VOID) {
                code.lload(3);
            }
            code.aload(0).getfield(self, "target", target);
            int number = 0;
            for (Class<?> parameter : plain.parameterList()) {
                if (parameter == Caller.class) {
                    code.aload(0).lload(1).invokevirtual(self, "caller", MethodTypeDesc.of(CALLER, ConstantDescs.CD_long));
                } else {
                    address(code, 3, number++);
                    get(code, TypeKind.from(parameter));
                }
            }
            code.invokeinterface(target, method.getName(), descriptor(plain));
            if (result != TypeKind.VOID) {
                put(code, result);
            }
            code.return_();
        });
    }

    /** The body of a call. Slots of arguments begin with the first; the function is got by what is given. */
    private static void call(CodeBuilder code, MethodType plain, int first, Runnable function) {
        TypeKind result = TypeKind.from(plain.returnType());
        int values = code.allocateLocal(TypeKind.LONG);
        int kept = result == TypeKind.VOID ? 0 : code.allocateLocal(result);
        function.run();
        code.invokestatic(CALLS, "begin", MethodTypeDesc.of(ConstantDescs.CD_long, FUNCTION)).lstore(values);
        code.trying(
                body -> {
                    int slot = first;
                    int number = 0;
                    for (Class<?> parameter : plain.parameterList()) {
                        TypeKind kind = TypeKind.from(parameter);
                        address(body, values, number++);
                        body.loadLocal(kind, slot);
                        put(body, kind);
                        slot += kind.slotSize();
                    }
                    function.run();
                    body.lload(values).invokestatic(
                            CALLS, "invoke", MethodTypeDesc.of(ConstantDescs.CD_void, FUNCTION, ConstantDescs.CD_long));
                    if (result != TypeKind.VOID) {
                        body.lload(values);
                        get(body, result);
                        body.storeLocal(result, kept);
                    }
                },
                catches -> catches.catchingAll(handler -> {
                    int error = handler.allocateLocal(TypeKind.REFERENCE);
                    handler.astore(error);
                    function.run();
                    handler.invokestatic(CALLS, "end", MethodTypeDesc.of(ConstantDescs.CD_void, FUNCTION)).aload(error).athrow();
                }));
        function.run();
        code.invokestatic(CALLS, "end", MethodTypeDesc.of(ConstantDescs.CD_void, FUNCTION));
        if (result != TypeKind.VOID) {
            code.loadLocal(result, kept);
        }
        code.return_(result);
    }

    private static void address(CodeBuilder code, int values, int number) {
        code.lload(values);
        if (number > 0) {
            code.loadConstant((long) number * 16).ladd();
        }
    }

    private static void put(CodeBuilder code, TypeKind kind) {
        code.invokestatic(RAW, "put" + suffix(kind), MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long, kind.upperBound()));
    }

    private static void get(CodeBuilder code, TypeKind kind) {
        code.invokestatic(RAW, "get" + suffix(kind), MethodTypeDesc.of(kind.upperBound(), ConstantDescs.CD_long));
    }

    private static String suffix(TypeKind kind) {
        return switch (kind) {
            case INT -> "Int";
            case LONG -> "Long";
            case FLOAT -> "Float";
            case DOUBLE -> "Double";
            default -> throw new AssertionError(kind);
        };
    }

    /** The types of Java that a plain signature has. */
    static MethodType plainType(Signature signature) {
        Class<?> result = signature.results.length == 0 ? void.class : Signature.javaType(signature.results[0]);
        return MethodType.methodType(result, signature.type.params().stream().<Class<?>>map(Signature::javaType).toList());
    }

    private static MethodTypeDesc descriptor(MethodType type) {
        return MethodTypeDesc.ofDescriptor(type.toMethodDescriptorString());
    }

    private static ClassDesc name(String name) {
        return ClassDesc.of(Generator.class.getPackageName(), name);
    }

    private static MethodHandle constructor(byte[] bytes, MethodType type) {
        try {
            MethodHandles.Lookup lookup = LOOKUP.defineHiddenClass(bytes, true);
            return lookup.findConstructor(lookup.lookupClass(), type);
        } catch (ReflectiveOperationException error) {
            throw new AssertionError(error);
        }
    }
}
