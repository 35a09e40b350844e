package org.lanner.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.lanner.Compilation;
import org.lanner.Engine;
import org.lanner.ExportType;
import org.lanner.ExternKind;
import org.lanner.Feature;
import org.lanner.FunctionType;
import org.lanner.GlobalType;
import org.lanner.ImportType;
import org.lanner.Instance;
import org.lanner.Lanner;
import org.lanner.LannerException;
import org.lanner.Linker;
import org.lanner.MemoryMode;
import org.lanner.MemoryType;
import org.lanner.Module;
import org.lanner.Store;
import org.lanner.TableType;
import org.lanner.TagType;
import org.lanner.Trap;
import org.lanner.ValueType;

/** Engines, modules and linkers. */
final class ModuleTests {
    private static final String SEVEN = "(module (func (export \"seven\") (result i32) (i32.const 7)))";

    private static int seven(Engine engine, Module module) {
        try (Store store = new Store(engine)) {
            return (Integer) Instance.of(store, module).function("seven").call();
        }
    }

    @Test
    void version() {
        Check.equal("0.1.0", Lanner.version());
        Lanner.start();
    }

    @Test
    void formats() throws Exception {
        Path folder = Project.temporaryFolder();
        try (Engine engine = new Engine()) {
            byte[] binary = Lanner.textToBinary(SEVEN);
            Check.equal(7, seven(engine, new Module(engine, binary)));
            Check.equal(7, seven(engine, new Module(engine, SEVEN)));
            Check.contains("i32.const 7", Lanner.binaryToText(binary));
            Path file = folder.resolve("module grüß.wasm");
            Files.write(file, binary);
            Check.equal(7, seven(engine, Module.fromFile(engine, file)));
            Check.equal(7, seven(engine, Module.deserialize(engine, new Module(engine, SEVEN).serialize())));
            Path compiled = folder.resolve("module.compiled");
            new Module(engine, SEVEN).saveCompiled(compiled);
            Check.equal(7, seven(engine, Module.loadCompiled(engine, compiled)));
            Check.thrown(LannerException.class, () -> new Module(engine, new byte[] {0, 1, 2}));
            Check.contains("line 1", Check.thrown(LannerException.class, () -> new Module(engine, "(module (func $)")).getMessage());
            Check.thrown(LannerException.class, () -> Module.fromFile(engine, folder.resolve("missing")));
            Check.thrown(LannerException.class, () -> Lanner.textToBinary("(module"));
            Check.thrown(LannerException.class, () -> Lanner.binaryToText(new byte[3]));
            Check.thrown(LannerException.class, () -> Module.loadCompiled(engine, file));
        } finally {
            Project.delete(folder);
        }
    }

    @Test
    void types() {
        try (Engine engine = new Engine()) {
            Module module = new Module(engine, """
                    (module
                      (import "a" "f" (func (param i32 f64) (result i64)))
                      (import "a" "g" (global (mut externref)))
                      (import "a" "tag" (tag (param i32)))
                      (memory (export "memory") 1 2)
                      (table (export "table") 3 funcref)
                      (func (export "") (param v128)))""");
            Check.equal(List.of(
                    new ImportType("a", "f", new FunctionType(List.of(ValueType.I32, ValueType.F64), List.of(ValueType.I64))),
                    new ImportType("a", "g", new GlobalType(ValueType.EXTERNREF, true)),
                    new ImportType("a", "tag", new TagType())), module.imports());
            Check.equal(List.of(
                    new ExportType("memory", new MemoryType(1, OptionalLong.of(2))),
                    new ExportType("table", new TableType(ValueType.FUNCREF, 3, OptionalLong.empty())),
                    new ExportType("", new FunctionType(List.of(ValueType.V128), List.of()))), module.exports());
            Check.equal(ExternKind.TAG, module.imports().get(2).type().kind());
            Check.contains("unknown import", Check.thrown(Trap.class, () -> Instance.of(new Store(engine), module)).getMessage());
        }
    }

    @Test
    void options() throws Exception {
        Path folder = Project.temporaryFolder();
        try (Engine engine = Engine.builder()
                .memoryMode(MemoryMode.CHECKED)
                .interruptible(true)
                .fuel(true)
                .deterministic(true)
                .compilation(Compilation.EAGER)
                .cache(folder)
                .build()) {
            Check.equal(MemoryMode.CHECKED, engine.memoryMode());
            Check.that(engine.isInterruptible() && engine.usesFuel(), "the options are lost");
            try (Store store = new Store(engine)) {
                store.setFuel(1000);
                Check.equal(7, Instance.of(store, new Module(engine, SEVEN)).function("seven").call());
            }
        } finally {
            Project.delete(folder);
        }
        Engine few = Engine.builder().features(EnumSet.complementOf(EnumSet.of(Feature.SIMD, Feature.RELAXED_SIMD))).build();
        Check.thrown(LannerException.class, () -> new Module(few, "(module (func (param v128)))"));
        Check.equal(7, seven(few, new Module(few, SEVEN)));
        Engine least = Engine.builder().features(Set.of()).build();
        Check.equal(7, seven(least, new Module(least, SEVEN)));
        Engine background = Engine.builder().compilation(Compilation.BACKGROUND).build();
        Check.equal(7, seven(background, new Module(background, SEVEN)));
        background.close();
    }

    @Test
    void linkers() {
        try (Engine engine = new Engine(); Store store = new Store(engine); Linker linker = new Linker(engine)) {
            Instance seven = Instance.of(store, new Module(engine, SEVEN));
            Module user = new Module(engine, """
                    (module (import "lib" "seven" (func $seven (result i32))) (import "lib" "unknown" (func $unknown))
                      (func (export "eight") (result i32) (i32.add (call $seven) (i32.const 1)))
                      (func (export "fail") (call $unknown)))""");
            linker.defineInstance("lib", seven);
            Check.thrown(Trap.class, () -> linker.instantiate(store, user));
            linker.defineUnknown(user);
            Instance instance = linker.instantiate(store, user);
            Check.equal(8, instance.function("eight").call());
            Check.thrown(Trap.class, () -> instance.function("fail").call());
            Check.thrown(LannerException.class, () -> linker.define("lib", "seven", seven.function("seven")));
            linker.allowShadowing(true).define("lib", "seven", seven.function("seven"));
            Check.thrown(IllegalArgumentException.class, () -> linker.define("a\0b", "seven", seven.function("seven")));
            try (Store other = new Store(engine)) {
                Check.thrown(Trap.class, () -> linker.instantiate(other, user));
            }
        }
    }

    @Test
    void closedThingsAreRefused() {
        Engine engine = new Engine();
        Module module = new Module(engine, SEVEN);
        Store store = new Store(engine);
        Instance instance = Instance.of(store, module);
        Linker linker = new Linker(engine);
        module.close();
        module.close();
        Check.thrown(IllegalStateException.class, () -> linker.instantiate(store, module));
        Check.thrown(IllegalStateException.class, module::serialize);
        linker.close();
        Check.thrown(IllegalStateException.class, () -> linker.allowShadowing(true));
        // The store holds the engine.
        engine.close();
        Check.thrown(IllegalStateException.class, () -> new Store(engine));
        Check.thrown(IllegalStateException.class, () -> new Module(engine, SEVEN));
        Check.thrown(IllegalStateException.class, engine::memoryMode);
        Check.equal(7, instance.function("seven").call());
        store.close();
        Check.thrown(IllegalStateException.class, () -> instance.function("seven"));
        engine.close();
    }
}
