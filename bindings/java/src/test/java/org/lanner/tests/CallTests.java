package org.lanner.tests;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.invoke.WrongMethodTypeException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import org.lanner.Caller;
import org.lanner.Engine;
import org.lanner.Extern;
import org.lanner.Frame;
import org.lanner.Function;
import org.lanner.FunctionType;
import org.lanner.Instance;
import org.lanner.LannerException;
import org.lanner.Linker;
import org.lanner.Module;
import org.lanner.Store;
import org.lanner.Trap;
import org.lanner.TrapCode;
import org.lanner.ValueType;

/** Calls of guests and of the host, values, errors. */
final class CallTests {
    private static final String GUEST = """
            (module $calls
              (import "host" "f" (func $f (param i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
              (func (export "add64") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1)))
              (func (export "half") (param f64) (result f64) (f64.div (local.get 0) (f64.const 2)))
              (func (export "mixed") (param i32 i64 f32 f64) (result f64)
                (f64.add (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i64_s (local.get 1)))
                         (f64.add (f64.promote_f32 (local.get 2)) (local.get 3))))
              (func (export "pair") (param i32) (result i32 i64) (local.get 0) (i64.const 5))
              (func (export "nothing"))
              (func (export "vector") (param v128) (result v128) (i32x4.add (local.get 0) (v128.const i32x4 1 2 3 4)))
              (func $inner (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "load") (param i32) (result i32) (call $inner (local.get 0)))
              (func (export "through") (param i32) (result i32) (call $f (local.get 0))))""";

    /** An interface of our own, which has the caller and four types. */
    public interface Mixed {
        double mix(Caller caller, int first, long second, float third, double fourth);
    }

    /** An interface of our own for calls. */
    public interface FourNumbers {
        double call(int first, long second, float third, double fourth);
    }

    /** An interface for several results. */
    public interface Pair {
        Object[] call(int number);
    }

    interface NotPublic {
        int call(int number);
    }

    private final Engine engine = new Engine();
    private final Store store = new Store(engine);

    private Instance guest(IntUnaryOperator function) {
        Module module = new Module(engine, GUEST);
        return new Linker(engine).defineFunction(store, "host", "f", IntUnaryOperator.class, function).instantiate(store, module);
    }

    @Test
    void numbers() throws Throwable {
        Instance guest = guest(x -> x);
        Check.equal(5, guest.function("add").call(2, 3));
        Check.equal(-1, guest.function("add").call(4294967295L, 0));
        Check.equal(5, guest.function("add").call((byte) 2, (short) 3));
        Check.equal(-1L, guest.function("add64").call(BigInteger.TWO.pow(64).subtract(BigInteger.ONE), 0));
        Check.equal(1.5, guest.function("half").call(3));
        Check.equal(10.0, guest.function("mixed").call(1, 2L, 3f, 4.0));
        Check.equal(null, guest.function("nothing").call());
        Check.equal(new Object[] {7, 5L}, guest.function("pair").call(7));
        byte[] vector = {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
        Check.equal(new byte[] {2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0}, guest.function("vector").call((Object) vector));
    }

    @Test
    void valuesAreChecked() {
        Instance guest = guest(x -> x);
        Function add = guest.function("add");
        Check.contains("1 arguments", Check.thrown(IllegalArgumentException.class, () -> add.call(1)).getMessage());
        Check.contains("argument 1 is java.lang.String", Check.thrown(IllegalArgumentException.class, () -> add.call(1, "2")).getMessage());
        Check.contains("argument 0 is null", Check.thrown(IllegalArgumentException.class, () -> add.call(null, 2)).getMessage());
        Check.contains("4294967296", Check.thrown(IllegalArgumentException.class, () -> add.call(1L << 32, 2)).getMessage());
        Check.thrown(IllegalArgumentException.class, () -> add.call(-(1L << 31) - 1, 2));
        Check.thrown(IllegalArgumentException.class, () -> add.call(1.5, 2));
        Check.thrown(IllegalArgumentException.class, () -> guest.function("add64").call(BigInteger.TWO.pow(64), 2));
        Check.thrown(IllegalArgumentException.class, () -> guest.function("vector").call((Object) new byte[15]));
        Check.thrown(NoSuchElementException.class, () -> guest.function("subtract"));
        Check.contains("is a Memory", Check.thrown(LannerException.class, () -> guest.function("memory")).getMessage());
        // The function goes on.
        Check.equal(3, add.call(1, 2));
    }

    @Test
    void interfaces() throws Throwable {
        Instance guest = guest(x -> x);
        Check.equal(5, guest.function("add", IntBinaryOperator.class).applyAsInt(2, 3));
        Check.equal(1L << 40, guest.function("add64", LongBinaryOperator.class).applyAsLong(1L << 40, 0));
        Check.equal(1.5, guest.function("half", DoubleUnaryOperator.class).applyAsDouble(3));
        Check.equal(10.0, guest.function("mixed", FourNumbers.class).call(1, 2, 3, 4));
        Check.equal(new Object[] {7, 5L}, guest.function("pair", Pair.class).call(7));
        guest.function("nothing", Runnable.class).run();
        Check.equal(12, (int) guest.function("add").handle().invokeExact(5, 7));
        Check.thrown(WrongMethodTypeException.class, () -> guest.function("add").handle().invokeExact(5));
        Check.contains("other types", Check.thrown(
                IllegalArgumentException.class, () -> guest.function("add", LongBinaryOperator.class)).getMessage());
        Check.thrown(IllegalArgumentException.class, () -> guest.function("add", Mixed.class));
        Check.thrown(IllegalArgumentException.class, () -> guest.function("add", CharSequence.class));
        Check.thrown(IllegalArgumentException.class, () -> guest.function("add", String.class));
        Check.thrown(IllegalArgumentException.class, () -> guest.function("load", NotPublic.class));
    }

    @Test
    void hostInterfaces() {
        Function mixed = Function.of(store, Mixed.class, (caller, first, second, third, fourth) -> first + second + third + fourth);
        Check.equal("(i32, i64, f32, f64) -> (f64)", mixed.type().toString());
        Check.equal(10.0, mixed.call(1, 2, 3, 4));
        List<String> order = new ArrayList<>();
        Function.of(store, Runnable.class, () -> order.add("ran")).call();
        Check.equal(List.of("ran"), order);
        // An interface that the package cannot see is called all the same.
        Check.equal(8, Function.of(store, NotPublic.class, number -> number * 2).call(4));
        FunctionType type = new FunctionType(List.of(ValueType.I32), List.of(ValueType.I32, ValueType.F64));
        Function pair = Function.of(store, type, (caller, arguments) -> new Object[] {arguments[0], 2.5});
        Check.equal(new Object[] {1, 2.5}, pair.call(1));
        Check.contains("String", Check.thrown(
                IllegalArgumentException.class, () -> Function.of(store, type, (caller, arguments) -> "text").call(1)).getMessage());
        Check.contains("result of the host function 1", Check.thrown(
                IllegalArgumentException.class,
                () -> Function.of(store, type, (caller, arguments) -> new Object[] {1, "text"}).call(1)).getMessage());
        Check.thrown(IllegalArgumentException.class, () -> Function.of(store, java.util.Comparator.class, (left, right) -> 0).call(1));
    }

    @Test
    void errorsPassThrough() {
        Throwable[] errors = {
            new IllegalStateException("unchecked"), new IOException("checked"), new Error("error"), new Throwable("anything"),
            new StackOverflowError("made")
        };
        Instance guest = guest(number -> {
            throw CallTests.<RuntimeException>sneaky(errors[number]);
        });
        for (int round = 0; round < 3; round++) {
            for (int index = 0; index < errors.length; index++) {
                int number = index;
                Check.same(errors[index], Check.thrown(Throwable.class, () -> guest.function("through").call(number)));
                Check.same(errors[index], Check.thrown(
                        Throwable.class, () -> guest.function("through", IntUnaryOperator.class).applyAsInt(number)));
            }
            Check.equal(3, guest.function("add").call(1, 2));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable error) throws T {
        throw (T) error;
    }

    @Test
    void callbacksFromCallbacks() {
        Instance[] guest = new Instance[1];
        IntUnaryOperator[] through = new IntUnaryOperator[1];
        RuntimeException last = new RuntimeException("the innermost");
        guest[0] = guest(depth -> {
            if (depth == 0) {
                throw last;
            }
            int sum = (Integer) guest[0].function("add").call(depth, 1);
            try {
                return through[0].applyAsInt(depth - 1) + sum;
            } catch (RuntimeException error) {
                // The same object at each level; some catch it, and others do not.
                Check.same(last, error);
                if (depth % 10 == 0) {
                    return 1000;
                }
                throw error;
            }
        });
        through[0] = guest[0].function("through", IntUnaryOperator.class);
        Check.that(through[0].applyAsInt(50) > 1000, "the sum is wrong");
        Check.same(last, Check.thrown(RuntimeException.class, () -> through[0].applyAsInt(9)));
    }

    @Test
    void theArrayOfValuesIsNotMixedUp() {
        // A callback calls the very function that is active, with other arguments.
        Instance[] guest = new Instance[1];
        guest[0] = guest(number -> number == 0 ? 0 : number + (Integer) guest[0].function("through").call(number - 1));
        Check.equal(5050, guest[0].function("through").call(100));
    }

    @Test
    void trapsHaveFrames() {
        Instance guest = guest(x -> x);
        Trap trap = Check.thrown(Trap.class, () -> guest.function("load").call(65536));
        Check.equal(TrapCode.MEMORY_OUT_OF_BOUNDS, trap.code());
        Frame frame = trap.frames().getFirst();
        Check.equal("inner", frame.functionName());
        Check.equal("calls", frame.moduleName());
        Check.that(frame.moduleOffset() > 0 && frame.functionIndex() > 0, "no offset: " + frame);
        StackTraceElement[] elements = trap.getStackTrace();
        Check.equal("inner", elements[0].getMethodName());
        Check.equal("calls", elements[0].getClassName());
        Check.equal("load", elements[1].getMethodName());
        boolean hasJava = Arrays.stream(elements).anyMatch(one -> one.getMethodName().equals("trapsHaveFrames"));
        Check.that(hasJava, "Java's frames are gone");
        StringWriter text = new StringWriter();
        trap.printStackTrace(new PrintWriter(text));
        Check.contains("calls.inner(+0x", text.toString());
        Check.contains("calls.inner (+0x", trap.backtrace());
    }

    @Test
    void theCallerIsTheInstance() {
        List<Extern> found = new ArrayList<>();
        Module module = new Module(engine, """
                (module (import "host" "see" (func $see)) (memory (export "memory") 1 3)
                  (func (export "go") (call $see)))""");
        Linker linker = new Linker(engine).defineFunction(
                store, "host", "see", new FunctionType(List.of(), List.of()), (caller, arguments) -> {
                    found.add(caller.memory());
                    Check.thrown(NoSuchElementException.class, () -> caller.export("nothing"));
                    caller.memory().write(0, new byte[] {(byte) found.size()});
                    return null;
                });
        Instance first = linker.instantiate(store, module);
        Instance second = linker.instantiate(store, module);
        first.function("go").call();
        second.function("go").call();
        first.function("go").call();
        Check.equal((byte) 3, first.memory().read(0, 1)[0]);
        Check.equal((byte) 2, second.memory().read(0, 1)[0]);
        Check.same(found.get(0), found.get(2));
        Function direct = Function.of(store, new FunctionType(List.of(), List.of()), (caller, arguments) -> caller.memory());
        Check.contains("calling instance", Check.thrown(NoSuchElementException.class, direct::call).getMessage());
    }

    @Test
    void manyValues() {
        StringBuilder params = new StringBuilder();
        StringBuilder sum = new StringBuilder("(i64.const 0)");
        Object[] arguments = new Object[200];
        long expected = 0;
        for (int index = 0; index < arguments.length; index++) {
            params.append(" i64");
            sum.append(" (local.get ").append(index).append(") i64.add");
            arguments[index] = (long) index * index;
            expected += (long) index * index;
        }
        String text = "(module (func (export \"sum\") (param" + params + ") (result i64) " + sum + "))";
        Instance guest = Instance.of(store, new Module(engine, text));
        Check.equal(expected, guest.function("sum").call(arguments));
    }
}
