package org.lanner.tests;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.function.IntUnaryOperator;
import org.lanner.Engine;
import org.lanner.Instance;
import org.lanner.LannerException;
import org.lanner.Linker;
import org.lanner.Memory;
import org.lanner.Module;
import org.lanner.Store;

/** Memories: buffers that end when they have to. */
final class MemoryTests {
    private static final String GUEST = """
            (module
              (import "host" "look" (func $look))
              (memory (export "memory") 1 10)
              (func (export "get") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
              (func (export "grow_and_look") (drop (memory.grow (i32.const 1))) (call $look)))""";

    private final Engine engine = new Engine();
    private final Store store = new Store(engine);
    private Runnable look = () -> {};
    private final Instance guest = new Linker(engine)
            .defineFunction(store, "host", "look", Runnable.class, () -> look.run())
            .instantiate(store, new Module(engine, GUEST));
    private final Memory memory = guest.memory();

    @Test
    void sharedWithTheGuest() {
        MemorySegment segment = memory.segment();
        Check.equal(65536L, segment.byteSize());
        segment.set(ValueLayout.JAVA_INT_UNALIGNED, 5, 0x12345678);
        Check.equal(0x12345678, guest.function("get").call(5));
        ByteBuffer buffer = memory.buffer();
        Check.equal(0x12345678, buffer.getInt(5));
        buffer.putInt(5, -1);
        Check.equal(-1, guest.function("get").call(5));
        Check.same(segment, memory.segment());
    }

    @Test
    void viewsEndWithGrowth() {
        MemorySegment segment = memory.segment();
        ByteBuffer buffer = memory.buffer();
        MemorySegment slice = segment.asSlice(8, 8);
        Check.equal(1L, memory.grow(1));
        Check.thrown(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
        Check.thrown(IllegalStateException.class, () -> slice.get(ValueLayout.JAVA_BYTE, 0));
        Check.thrown(IllegalStateException.class, () -> buffer.get(0));
        Check.equal(2L * 65536, memory.segment().byteSize());
        // By a guest.
        MemorySegment second = memory.segment();
        Check.equal(2, guest.function("grow", IntUnaryOperator.class).applyAsInt(1));
        Check.thrown(IllegalStateException.class, () -> second.set(ValueLayout.JAVA_BYTE, 0, (byte) 1));
        // By a guest that has called back.
        MemorySegment third = memory.segment();
        boolean[] looked = new boolean[1];
        look = () -> {
            Check.thrown(IllegalStateException.class, () -> third.get(ValueLayout.JAVA_BYTE, 0));
            memory.segment().set(ValueLayout.JAVA_INT_UNALIGNED, 3 * 65536, 77);
            looked[0] = true;
        };
        guest.function("grow_and_look").call();
        Check.that(looked[0], "nobody has looked");
        Check.equal(77, guest.function("get").call(3 * 65536));
        Check.equal(4L, memory.pages());
    }

    @Test
    void viewsEndWithTheStore() {
        MemorySegment segment = memory.segment();
        ByteBuffer buffer = memory.buffer();
        store.close();
        Check.thrown(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
        Check.thrown(IllegalStateException.class, () -> buffer.get(0));
        Check.thrown(IllegalStateException.class, memory::segment);
        Check.thrown(IllegalStateException.class, () -> memory.read(0, 1));
        Check.thrown(IllegalStateException.class, memory::pages);
    }

    @Test
    void viewsKeepTheStore() throws Exception {
        for (int round = 0; round < 20; round++) {
            MemorySegment segment = forgotten();
            for (int index = 0; index < 3; index++) {
                System.gc();
                Thread.sleep(2);
            }
            Check.equal(42, segment.get(ValueLayout.JAVA_INT_UNALIGNED, 16));
        }
    }

    private MemorySegment forgotten() {
        Memory made = Memory.of(new Store(engine), 1);
        made.segment().set(ValueLayout.JAVA_INT_UNALIGNED, 16, 42);
        return made.segment();
    }

    @Test
    void bounds() {
        Check.thrown(IndexOutOfBoundsException.class, () -> memory.read(65536, 1));
        Check.thrown(IndexOutOfBoundsException.class, () -> memory.read(-1, 1));
        Check.thrown(IndexOutOfBoundsException.class, () -> memory.read(65530, 7));
        Check.thrown(IndexOutOfBoundsException.class, () -> memory.write(Long.MAX_VALUE, new byte[2]));
        Check.equal(0, memory.read(65536, 0).length);
        Check.thrown(IndexOutOfBoundsException.class, () -> memory.segment().get(ValueLayout.JAVA_BYTE, 65536));
        Check.thrown(IndexOutOfBoundsException.class, () -> memory.buffer().get(65536));
        Check.thrown(LannerException.class, () -> memory.grow(10));
        Check.thrown(IllegalArgumentException.class, () -> memory.grow(-1));
        Check.thrown(IllegalArgumentException.class, () -> memory.grow(1L << 32));
        Check.equal(1L, memory.pages());
    }

    @Test
    void text() {
        Check.equal(6, memory.writeText(10, "Grüße".substring(0, 4)));
        Check.equal("Grüß", memory.readText(10, 6));
        Check.thrown(LannerException.class, () -> memory.readText(10, 5));
        Check.thrown(IllegalArgumentException.class, () -> memory.writeText(10, "half \ud800"));
        Check.thrown(IllegalArgumentException.class, () -> memory.writeText(10, "\udc00\ud800"));
        Check.equal(4, memory.writeText(10, "🦜"));
    }

    @Test
    void ofTheHost() {
        Memory made = Memory.of(store, 0, 2);
        Check.equal(0L, made.segment().byteSize());
        Check.equal(0L, made.grow(2));
        made.write(70000, new byte[] {1, 2, 3});
        Check.equal(new byte[] {2, 3}, made.read(70001, 2));
        byte[] target = new byte[2];
        made.read(70000, target);
        Check.equal(new byte[] {1, 2}, target);
        Module importer = new Module(engine, """
                (module (import "a" "m" (memory 1)) (func (export "get") (param i32) (result i32) (i32.load8_u (local.get 0))))""");
        Instance instance = new Linker(engine).define("a", "m", made).instantiate(store, importer);
        Check.equal(3, instance.function("get").call(70002));
        Check.thrown(IllegalArgumentException.class, () -> Memory.of(store, -1));
    }

    @Test
    void otherThreadsMayRead() throws Exception {
        memory.write(0, new byte[] {9});
        MemorySegment segment = memory.segment();
        byte[] found = new byte[1];
        Thread.ofPlatform().start(() -> found[0] = segment.get(ValueLayout.JAVA_BYTE, 0)).join();
        Check.equal((byte) 9, found[0]);
    }

    /** A thread reads and reads while the store is closed, or the memory grows: it finds bytes or the end, and never anything else. */
    @Test
    void closedUnderAReader() throws Exception {
        for (int round = 0; round < (Project.IS_LONG ? 500 : 40); round++) {
            Store own = new Store(engine);
            Memory read = Memory.of(own, 1, 10);
            MemorySegment segment = read.segment();
            Throwable[] end = new Throwable[1];
            Thread reader = Thread.ofPlatform().start(() -> {
                try {
                    long sum = 0;
                    while (sum == 0) {
                        for (int index = 0; index < 65536; index += 64) {
                            sum += segment.get(ValueLayout.JAVA_BYTE, index);
                        }
                    }
                } catch (Throwable error) {
                    end[0] = error;
                }
            });
            Thread.sleep(1);
            if (round % 2 == 0) {
                own.close();
            } else {
                read.grow(1);
            }
            reader.join();
            Check.that(end[0] instanceof IllegalStateException, "the reader has ended with " + end[0]);
            own.close();
        }
    }
}
