import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.lanner.Engine;
import org.lanner.Instance;
import org.lanner.Linker;
import org.lanner.Memory;
import org.lanner.Module;
import org.lanner.Store;
import org.lanner.Trap;

/** What calls cost: see bindings/bench/README.md. It takes the folder with the module, and prints one line. */
public final class Bench {
    private static final int DIVISOR = System.getenv("LANNER_BENCH_QUICK") == null ? 1 : 100;
    private static final int MEGABYTE = 1 << 20;

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path path = Files.exists(folder.resolve("bench.wasm")) ? folder.resolve("bench.wasm") : folder.resolve("bench.wat");
        Engine engine = new Engine();
        Store store = new Store(engine);
        Instance guest = new Linker(engine)
                .defineFunction(store, "host", "add", IntBinaryOperator.class, (left, right) -> left + right)
                .instantiate(store, Module.fromFile(engine, path));
        IntBinaryOperator add = guest.function("add", IntBinaryOperator.class);
        check(add.applyAsInt(40, 2) == 42);
        String first = System.getenv("LANNER_BENCH_START");
        String answer = first == null
                ? ""
                : String.format("\"first_answer_ms\": %.1f, ", System.currentTimeMillis() - Long.parseLong(first) / 1e6);

        calls(add, 100_000 / DIVISOR);
        double call = calls(add, 1_000_000 / DIVISOR);
        IntUnaryOperator callHost = guest.function("call_host", IntUnaryOperator.class);
        callbacks(callHost, 100_000 / DIVISOR);
        double callback = callbacks(callHost, 1_000_000 / DIVISOR);
        double megabyte = megabyte(guest.memory(), guest.function("megabyte", LongSupplier.class));
        Runnable trap = guest.function("trap", Runnable.class);
        traps(trap, 100);
        double trapTime = traps(trap, 1000 / DIVISOR);
        check(add.applyAsInt(40, 2) == 42);
        System.out.printf(
                "{\"language\": \"Java %d\", \"engine\": \"lanner\", %s\"call_ns\": %.1f, \"callback_ns\": %.1f, "
                        + "\"megabyte_us\": %.1f, \"trap_us\": %.1f}%n",
                Runtime.version().feature(), answer, call, callback, megabyte, trapTime);
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError("the result is wrong");
        }
    }

    private static double calls(IntBinaryOperator add, int count) {
        int sum = 0;
        long start = System.nanoTime();
        for (int index = 0; index < count; index++) {
            sum = add.applyAsInt(sum, 1);
        }
        long time = System.nanoTime() - start;
        check(sum == count);
        return (double) time / count;
    }

    private static double callbacks(IntUnaryOperator callHost, int count) {
        long start = System.nanoTime();
        int sum = callHost.applyAsInt(count);
        long time = System.nanoTime() - start;
        check(sum == count);
        return (double) time / count;
    }

    private static double megabyte(Memory memory, LongSupplier megabyte) {
        byte[] bytes = new byte[MEGABYTE];
        byte[] found = new byte[MEGABYTE];
        for (int index = 0; index < MEGABYTE; index++) {
            bytes[index] = (byte) (index * 7 + index / 1000);
        }
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long start = System.nanoTime();
            for (int index = 0; index < 10; index++) {
                memory.write(0, bytes);
                megabyte.getAsLong();
                memory.read(0, found);
            }
            best = Math.min(best, (System.nanoTime() - start) / 10 / 1000.0);
        }
        for (int index = 0; index < MEGABYTE; index++) {
            found[index] = (byte) ~found[index];
        }
        check(Arrays.equals(bytes, found));
        return best;
    }

    private static double traps(Runnable trap, int count) {
        int caught = 0;
        long start = System.nanoTime();
        for (int index = 0; index < count; index++) {
            try {
                trap.run();
            } catch (Trap error) {
                caught++;
            }
        }
        long time = System.nanoTime() - start;
        check(caught == count);
        return time / 1000.0 / count;
    }
}
