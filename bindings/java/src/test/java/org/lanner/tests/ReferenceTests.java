package org.lanner.tests;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.lanner.Engine;
import org.lanner.Function;
import org.lanner.FunctionType;
import org.lanner.Global;
import org.lanner.GlobalType;
import org.lanner.Instance;
import org.lanner.LannerException;
import org.lanner.Linker;
import org.lanner.Module;
import org.lanner.Reference;
import org.lanner.Store;
import org.lanner.Table;
import org.lanner.TableType;
import org.lanner.ValueType;

/** References, globals and tables. */
final class ReferenceTests {
    private static final String GUEST = """
            (module
              (type $pair (struct (field i32) (field i32)))
              (global (export "kept") (mut externref) (ref.null extern))
              (global (export "number") (mut i64) (i64.const 7))
              (global (export "constant") i32 (i32.const 3))
              (global (export "vector") v128 (v128.const i64x2 0 0))
              (table (export "table") 2 5 funcref)
              (elem (i32.const 0) $seven)
              (func $seven (export "seven") (result i32) (i32.const 7))
              (func (export "same") (param externref) (result externref) (local.get 0))
              (func (export "keep") (param externref) (global.set 0 (local.get 0)))
              (func (export "function") (result funcref) (ref.func $seven))
              (func (export "call") (param funcref) (result i32)
                (table.set (i32.const 1) (local.get 0)) (call_indirect (result i32) (i32.const 1)))
              (func (export "make") (param i32 i32) (result structref) (struct.new $pair (local.get 0) (local.get 1)))
              (func (export "first") (param structref) (result i32) (struct.get $pair 0 (ref.cast (ref $pair) (local.get 0)))))""";

    private final Engine engine = new Engine();
    private final Store store = new Store(engine);
    private final Instance guest = Instance.of(store, new Module(engine, GUEST));

    /** An interface of objects. */
    public interface Pass {
        Object pass(Object value);
    }

    @Test
    void objects() {
        Function same = guest.function("same");
        for (Object value : new Object[] {"text", 7, new Object(), List.of(1), same, guest, store}) {
            Check.same(value, same.call(value));
        }
        Check.same(null, same.call((Object) null));
        Object mine = new Object();
        Check.same(mine, same.as(Pass.class).pass(mine));
        List<Object> seen = new ArrayList<>();
        Function host = Function.of(store, Pass.class, value -> {
            seen.add(value);
            return value;
        });
        Check.same(mine, host.call(mine));
        Check.same(mine, seen.getFirst());
    }

    @Test
    void functions() {
        Function found = (Function) guest.function("function").call();
        Check.equal(7, found.call());
        Check.equal(guest.function("seven"), found);
        Check.equal(guest.function("seven").hashCode(), found.hashCode());
        Check.that(!guest.function("call").equals(found), "different functions are equal");
        Check.equal(7, guest.function("call").call(found));
        FunctionType type = new FunctionType(List.of(), List.of(ValueType.I32));
        Check.equal(9, guest.function("call").call(Function.of(store, type, (caller, arguments) -> 9)));
        Check.thrown(IllegalArgumentException.class, () -> guest.function("call").call("text"));
        try (Store other = new Store(engine)) {
            Function foreign = Function.of(other, type, (caller, arguments) -> 9);
            Check.contains("another store", Check.thrown(
                    IllegalArgumentException.class, () -> guest.function("call").call(foreign)).getMessage());
        }
    }

    @Test
    void structures() {
        Reference pair = (Reference) guest.function("make").call(11, 12);
        Check.equal(11, guest.function("first").call(pair));
        Check.same(store, pair.store());
        Check.thrown(IllegalArgumentException.class, () -> guest.function("first").call("text"));
    }

    @Test
    void globals() {
        Global number = guest.global("number");
        Check.equal(new GlobalType(ValueType.I64, true), number.type());
        Check.equal(7L, number.get());
        number.set(-1);
        Check.equal(-1L, number.get());
        Check.thrown(IllegalArgumentException.class, () -> number.set("text"));
        Check.equal(3, guest.global("constant").get());
        Check.contains("constant", Check.thrown(LannerException.class, () -> guest.global("constant").set(1)).getMessage());
        Check.contains("v128", Check.thrown(LannerException.class, () -> guest.global("vector").get()).getMessage());
        Object mine = new Object();
        guest.global("kept").set(mine);
        Check.same(mine, guest.global("kept").get());
        Check.equal(2.5, Global.constant(store, ValueType.F64, 2.5).get());
        Global made = Global.mutable(store, ValueType.F32, 1f);
        made.set(2.5f);
        Check.equal(2.5f, made.get());
        Module importer = new Module(engine, """
                (module (import "a" "g" (global f32)) (func (export "get") (result f32) (global.get 0)))""");
        Check.thrown(LannerException.class, () -> new Linker(engine).define("a", "g", made).instantiate(store, importer));
        Instance instance = new Linker(engine).define("a", "g", Global.constant(store, ValueType.F32, 4f)).instantiate(store, importer);
        Check.equal(4f, instance.function("get").call());
    }

    @Test
    void tables() {
        Table table = guest.table("table");
        Check.equal(new TableType(ValueType.FUNCREF, 2, OptionalLong.of(5)), table.type());
        Check.equal(2L, table.size());
        Check.equal(7, ((Function) table.get(0)).call());
        Check.same(null, table.get(1));
        table.set(1, guest.function("seven"));
        Check.equal(guest.function("seven"), table.get(1));
        Check.equal(2L, table.grow(2, null));
        Check.equal(4L, table.size());
        Check.thrown(LannerException.class, () -> table.grow(2, null));
        Check.thrown(IndexOutOfBoundsException.class, () -> table.get(4));
        Check.thrown(IndexOutOfBoundsException.class, () -> table.get(-1));
        Check.thrown(IndexOutOfBoundsException.class, () -> table.set(1L << 32, null));
        Check.thrown(IllegalArgumentException.class, () -> table.set(0, "text"));
        Object mine = new Object();
        Table objects = Table.of(store, new TableType(ValueType.EXTERNREF, 3, OptionalLong.empty()), mine);
        Check.same(mine, objects.get(2));
        Check.same(null, Table.of(store, ValueType.EXTERNREF, 1).get(0));
    }

    @Test
    void objectsAreForgotten() throws Exception {
        WeakReference<Object> kept = keep();
        WeakReference<Object> dropped = pass();
        // The library tells what is unreachable when its own collector has run, and the store is used again.
        Function same = guest.function("same");
        for (int round = 0; round < 400 && dropped.get() != null; round++) {
            for (int index = 0; index < 2000; index++) {
                same.call(index);
            }
            System.gc();
        }
        Check.same(null, dropped.get());
        Check.that(kept.get() != null, "what a guest can reach is gone");
        store.close();
        for (int round = 0; round < 50 && kept.get() != null; round++) {
            System.gc();
            Thread.sleep(10);
        }
        Check.same(null, kept.get());
    }

    private WeakReference<Object> keep() {
        Object object = new Object();
        guest.function("keep").call(object);
        return new WeakReference<>(object);
    }

    private WeakReference<Object> pass() {
        Object object = new Object();
        Check.same(object, guest.function("same").call(object));
        return new WeakReference<>(object);
    }
}
