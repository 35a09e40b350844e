namespace Lanner.Tests.Api;

/// <summary>Modules whose imports are found once and that are instantiated many times, and external values.</summary>
public sealed class PreparedModuleTests
{
    private const string Importer = """
        (module
          (import "env" "next" (func $next (result i32)))
          (func (export "run") (result i32) (i32.add (call $next) (call $next))))
        """;

    private static readonly StoreKey<int[]> Counts = new("counts", _ => new int[1]);

    [Fact]
    public void One_prepared_module_serves_many_stores_and_threads()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, Importer);
        var linker = new Linker(engine);
        linker.Define("env", "next", (Caller caller) => ++caller.Store.Get(Counts)[0]);
        var prepared = linker.Prepare(module);
        Assert.Same(module, prepared.Module);

        Parallel.For(0, 32, _ =>
        {
            using var store = new Store(engine);
            Assert.Equal(3, prepared.Instantiate(store).GetFunction<Func<int>>("run")());
            Assert.Equal(7, prepared.Instantiate(store).GetFunction<Func<int>>("run")());
        });
    }

    [Fact]
    public void What_is_defined_afterwards_changes_nothing()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, Importer);
        using var store = new Store(engine);
        var linker = new Linker(engine) { AllowShadowing = true };
        linker.Define("env", "next", () => 1);
        var prepared = linker.Prepare(module);

        linker.Define("env", "next", () => 5);

        Assert.Equal(2, prepared.Instantiate(store).GetFunction<Func<int>>("run")());
        Assert.Equal(10, linker.Instantiate(store, module).GetFunction<Func<int>>("run")());
    }

    [Fact]
    public void Externs_are_given_by_position_and_names_do_not_count()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, """
            (module
              (import "host" "value" (global $first i32))
              (import "host" "value" (global $second i32))
              (func (export "difference") (result i32) (i32.sub (global.get $first) (global.get $second))))
            """);
        using var store = new Store(engine);
        var prepared = new PreparedModule(module, [Constant(store, WasmValueType.I32, 50), Constant(store, WasmValueType.I32, 8)]);

        Assert.Equal(42, prepared.Instantiate(store).GetFunction<Func<int>>("difference")());
    }

    [Fact]
    public void Externs_that_do_not_fit_the_imports_are_refused()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, "(module (import \"host\" \"value\" (global i32)))");
        using var store = new Store(engine);

        Assert.Equal(
            "The module has 1 imports; 0 were given. (Parameter 'externs')",
            Assert.Throws<ArgumentException>(() => new PreparedModule(module, [])).Message);
        Assert.Equal(
            "The extern for import 0 is null. (Parameter 'externs')",
            Assert.Throws<ArgumentException>(() => new PreparedModule(module, [null!])).Message);
        Assert.Throws<LinkException>(() => new PreparedModule(module, [Constant(store, WasmValueType.I64, 50L)]));
    }

    [Fact]
    public void Imports_are_refused_when_the_module_is_prepared()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, Importer);
        var linker = new Linker(engine);

        var unknown = Assert.Throws<LinkException>(() => linker.Prepare(module));
        linker.Define("env", "next", (int value) => value);
        var incompatible = Assert.Throws<LinkException>(() => linker.Prepare(module));

        Assert.StartsWith("unknown import", unknown.Message, StringComparison.Ordinal);
        Assert.StartsWith("incompatible import type", incompatible.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""(global (export "e") (mut i32) (i32.const 0))""", "(global (mut i32))")]
    [InlineData("""(memory (export "e") 1)""", "(memory 1)")]
    [InlineData("""(table (export "e") 1 funcref)""", "(table 1 funcref)")]
    [InlineData("""(func (export "e"))""", "(func)")]
    public void What_belongs_to_a_store_is_for_that_store_only(string definition, string import)
    {
        using var guest = new Guest($"(module {definition})");
        using var other = new Store(guest.Engine);
        using var module = Module.FromText(guest.Engine, $"""(module (import "m" "e" {import}))""");
        guest.Linker.DefineInstance("m", guest.Instance);
        var prepared = guest.Linker.Prepare(module);

        var error = Assert.Throws<ArgumentException>(() => prepared.Instantiate(other));

        Assert.Equal("\"m\" \"e\" is defined as something that belongs to another store.", error.Message);
        Assert.Same(guest.Store, prepared.Instantiate(guest.Store).Store);
    }

    [Theory]
    [InlineData("(table (export \"e\") 1 8 funcref)", "(table 4 funcref)")]
    [InlineData("(memory (export \"e\") 1 8)", "(memory 4)")]
    public void Sizes_are_those_of_the_instantiation(string definition, string import)
    {
        using var guest = new Guest($"(module {definition})");
        using var module = Module.FromText(guest.Engine, $"""(module (import "m" "e" {import}))""");
        guest.Linker.DefineInstance("m", guest.Instance);
        var prepared = guest.Linker.Prepare(module);

        var error = Assert.Throws<LinkException>(() => prepared.Instantiate(guest.Store));
        guest.Instance.FindTable("e")?.TryGrow(3, null, out _);
        guest.Instance.FindMemory("e")?.Grow(3);

        Assert.StartsWith("incompatible import type: \"m\" \"e\" is ", error.Message, StringComparison.Ordinal);
        prepared.Instantiate(guest.Store);
    }

    [Fact]
    public void A_tag_and_a_shared_memory_are_for_every_store()
    {
        using var guest = new Guest("""(module (memory (export "memory") 1 2 shared) (tag (export "tag")))""");
        using var module = Module.FromText(
            guest.Engine,
            """(module (import "m" "memory" (memory $m 1 2 shared)) (import "m" "tag" (tag)) (export "memory" (memory $m)))""");
        guest.Linker.DefineInstance("m", guest.Instance);
        var prepared = guest.Linker.Prepare(module);
        using var other = new Store(guest.Engine);

        var instance = prepared.Instantiate(other);

        Assert.Same(guest.Instance.GetMemory("memory"), instance.GetMemory("memory"));
    }

    [Fact]
    public void Other_engines_and_what_is_disposed_of_are_refused()
    {
        using var engine = new Engine();
        using var otherEngine = new Engine();
        using var other = new Store(otherEngine);
        using var store = new Store(engine);
        var module = Module.FromText(engine, "(module)");
        var prepared = new Linker(engine).Prepare(module);

        Assert.Throws<ArgumentException>(() => new Linker(otherEngine).Prepare(module));
        Assert.Throws<ArgumentException>(() => prepared.Instantiate(other));
        Assert.Throws<ArgumentNullException>(() => prepared.Instantiate(null!));
        module.Dispose();
        Assert.Throws<ObjectDisposedException>(() => prepared.Instantiate(store));
        Assert.Throws<ObjectDisposedException>(() => new Linker(engine).Prepare(module));
    }

    [Fact]
    public void Functions_of_an_instance_are_given_one_caller()
    {
        var callers = new List<Caller>();
        using var guest = new Guest(
            """
            (module
              (import "env" "f" (func $f)) (import "env" "g" (func $g))
              (func (export "run") call $f call $g))
            """,
            linker =>
            {
                linker.Define("env", "f", (Caller caller) => callers.Add(caller));
                linker.Define("env", "g", (Caller caller) => callers.Add(caller));
            });

        guest.Get<Action>("run")();

        Assert.Same(guest.Instance, callers[0].Instance);
        Assert.Same(callers[0], callers[1]);
    }

    [Fact]
    public void Exports_have_a_type_each_and_are_listed_by_it()
    {
        using var guest = new Guest("""
            (module
              (func (export "f") (param i32)) (table (export "t") 1 2 funcref) (memory (export "m") 1)
              (global (export "g") i32 (i32.const 0)) (tag (export "x") (param i64)) (func (export "h")))
            """);

        var all = guest.Instance.GetExports<Extern>();

        Assert.Equal(guest.Module.Exports, all.Select(export => new ModuleExport(export.Key, export.Value.Type)));
        Assert.All(all, export => Assert.Same(export.Value, guest.Instance.GetExport(export.Key)));
        Assert.Equal(["f", "h"], guest.Instance.GetExports<Function>().Select(export => export.Key));
        Assert.Equal(["g"], guest.Instance.GetExports<Global>().Select(export => export.Key));
        Assert.Equal(
            ["f (func (param i32))", "h (func)"],
            guest.Module.GetExports<FunctionExternalType>().Select(export => $"{export.Key} {export.Value}"));
        Assert.Equal(6, guest.Module.GetExports<ExternalType>().Count);
    }

    private static Global Constant(Store store, WasmValueType type, Value value) =>
        new(store, new GlobalType(type, IsMutable: false), value);
}
