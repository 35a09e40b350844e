package org.lanner.tests;

import java.util.NoSuchElementException;
import org.lanner.Allocator;
import org.lanner.Engine;
import org.lanner.Instance;
import org.lanner.LannerException;
import org.lanner.Module;
import org.lanner.Span;
import org.lanner.Store;

/** Text and bytes beyond the scenario. */
final class AllocatorTests {
    private final Engine engine = new Engine();
    private final Store store = new Store(engine);
    private final Instance guest =
            Instance.of(store, Module.fromFile(engine, Project.ROOT.resolve("bindings/scenarios/strings.wat")));

    @Test
    void byHand() {
        Allocator allocator = new Allocator(guest);
        Span text = allocator.newText("Grüße");
        Check.equal(7, text.length());
        Check.equal("Grüße", allocator.readText(text));
        Span bytes = allocator.newBytes(new byte[] {1, 2});
        Check.equal(new byte[] {1, 2}, allocator.readBytes(bytes));
        Check.equal(2, guest.function("live").call());
        allocator.release(text);
        allocator.release(bytes);
        allocator.release(new Span(0, 5));
        Check.equal(0, guest.function("live").call());
        Check.thrown(LannerException.class, () -> allocator.readBytes(new Span(131070, 5)));
        Check.thrown(LannerException.class, () -> allocator.allocate(1 << 30));
        Check.thrown(IllegalArgumentException.class, () -> allocator.allocate(-1));
    }

    @Test
    void mistakes() {
        Check.thrown(NoSuchElementException.class, () -> new Allocator(guest, "missing", "free", "memory"));
        Check.contains("(i32)", Check.thrown(LannerException.class, () -> new Allocator(guest, "live", "free", "memory")).getMessage());
        Allocator allocator = new Allocator(guest);
        Check.contains("i64", Check.thrown(
                LannerException.class, () -> allocator.callText(guest.function("length"), "text")).getMessage());
        Check.thrown(IllegalArgumentException.class, () -> allocator.callText(guest.function("join"), "text"));
        Check.thrown(IllegalArgumentException.class, () -> allocator.callText(guest.function("join"), "half \ud800", "text"));
        // Each of these has freed what it had allocated.
        Check.equal(0, guest.function("live").call());
    }

    @Test
    void aGuestThatLies() {
        Instance liar = Instance.of(store, new Module(engine, """
                (module (memory (export "memory") 1)
                  (func (export "malloc") (param i32) (result i32) (i32.const 0x7fffffff))
                  (func (export "free") (param i32 i32))
                  (func (export "huge") (result i64) (i64.const -1))
                  (func (export "take") (param i32 i32)))"""));
        Allocator allocator = new Allocator(liar);
        Check.contains("memory that it has not", Check.thrown(
                LannerException.class, () -> allocator.call(liar.function("take"), "text")).getMessage());
        Check.contains("outside", Check.thrown(LannerException.class, () -> allocator.callBytes(liar.function("huge"))).getMessage());
    }
}
