namespace Lanner.Tests.Api;

public sealed class LinkerTests
{
    [Fact]
    public void An_import_that_is_not_defined_is_named()
    {
        var error = Assert.Throws<LinkException>(() => new Guest("""(module (import "env" "log" (func (param i32))))"""));
        Assert.Equal(
            "unknown import: nothing is defined as \"env\" \"log\", which the module imports as (func (param i32))", error.Message);
        Assert.Equal("log", error.Import.Name);
    }

    [Theory]
    [InlineData("(func (param i64))", "a delegate (Int32) → Int32")]
    [InlineData("(func (param i32 i32) (result i32))", "a delegate (Int32) → Int32")]
    [InlineData("(func (param i32))", "a delegate (Int32) → Int32")]
    [InlineData("(memory 1)", "a delegate (Int32) → Int32")]
    [InlineData("(global i32)", "a delegate (Int32) → Int32")]
    public void A_host_function_of_another_type_is_refused(string import, string actual)
    {
        var error = Assert.Throws<LinkException>(
            () => new Guest($"""(module (import "env" "f" {import}))""", linker => linker.Define("env", "f", (int value) => value)));
        Assert.Equal($"incompatible import type: \"env\" \"f\" is {actual}, but the module imports {import}", error.Message);
    }

    [Theory]
    [InlineData("(memory 1 4)", "(memory 1)", true)]
    [InlineData("(memory 1 4)", "(memory 2)", false)]
    [InlineData("(memory 1 4)", "(memory 1 3)", false)]
    [InlineData("(memory 1)", "(memory 1 3)", false)]
    [InlineData("(memory 1 4)", "(memory i64 1 4)", false)]
    [InlineData("(memory 1 4 shared)", "(memory 1 4)", false)]
    [InlineData("(table 1 4 funcref)", "(table 1 5 funcref)", true)]
    [InlineData("(table 1 4 funcref)", "(table 1 4 externref)", false)]
    [InlineData("(table 1 4 funcref)", "(table 2 4 funcref)", false)]
    [InlineData("(global (mut i32) (i32.const 0))", "(global (mut i32))", true)]
    [InlineData("(global (mut i32) (i32.const 0))", "(global i32)", false)]
    [InlineData("(global i32 (i32.const 0))", "(global i64)", false)]
    [InlineData("(global (ref func) (ref.func $f)) (func $f)", "(global funcref)", true)]
    [InlineData("(global funcref (ref.null func))", "(global (ref func))", false)]
    [InlineData("(func (param i32))", "(func (param i32))", true)]
    [InlineData("(func (param i32))", "(func (param i64))", false)]
    [InlineData("(func)", "(table 0 funcref)", false)]
    [InlineData("(tag (param i32))", "(tag (param i32))", true)]
    [InlineData("(tag (param i32))", "(tag)", false)]
    public void Exports_are_matched_with_imports(string definition, string import, bool fits)
    {
        definition = definition.Insert(
            definition.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 ? space : definition.Length - 1, " (export \"e\")");
        using var guest = new Guest($"(module {definition})");
        guest.Linker.DefineInstance("m", guest.Instance);
        using var importer = Module.FromText(guest.Engine, $"""(module (import "m" "e" {import}))""");
        if (fits)
        {
            guest.Linker.Instantiate(guest.Store, importer);
        }
        else
        {
            var error = Assert.Throws<LinkException>(() => guest.Linker.Instantiate(guest.Store, importer));
            Assert.StartsWith("incompatible import type", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Sizes_are_those_of_the_moment()
    {
        using var guest = new Guest("""(module (table (export "t") 1 8 funcref))""");
        guest.Linker.DefineInstance("m", guest.Instance);
        using var importer = Module.FromText(guest.Engine, """(module (import "m" "t" (table 4 funcref)))""");
        Assert.Throws<LinkException>(() => guest.Linker.Instantiate(guest.Store, importer));
        Assert.True(guest.Instance.GetTable("t").TryGrow(3, null, out var previous));
        Assert.Equal(1, previous);
        guest.Linker.Instantiate(guest.Store, importer);
    }

    [Fact]
    public void Names_are_defined_once_unless_shadowing_is_allowed()
    {
        using var engine = new Engine();
        var linker = new Linker(engine);
        linker.Define("env", "f", () => 1);
        Assert.Throws<ArgumentException>(() => linker.Define("env", "f", () => 2));
        linker.AllowShadowing = true;
        linker.Define("env", "f", () => 2);
        using var store = new Store(engine);
        using var module = Module.FromText(
            engine, """(module (import "env" "f" (func $f (result i32))) (func (export "f") (result i32) call $f))""");
        Assert.Equal(2, linker.Instantiate(store, module).GetFunction<Func<int>>("f")());
        Assert.True(linker.IsDefined("env", "f"));
        Assert.False(linker.IsDefined("env", "g"));
    }

    [Fact]
    public void Unknown_functions_can_be_defined_to_throw()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine);
        using var module = Module.FromText(engine, """
            (module (import "env" "f" (func $f (param i64 externref) (result i32 f64)))
              (func (export "run") (param i32) local.get 0 (if (then i64.const 1 ref.null extern call $f drop drop))))
            """);
        linker.DefineUnknownFunctions(module);
        var run = linker.Instantiate(store, module).GetFunction<Action<int>>("run");
        run(0);
        Assert.StartsWith("unknown import", Assert.Throws<LinkException>(() => run(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Things_of_another_store_are_refused()
    {
        using var guest = new Guest("""(module (global (export "g") (mut i32) (i32.const 0)))""");
        using var other = new Store(guest.Engine);
        guest.Linker.DefineInstance("m", guest.Instance);
        using var importer = Module.FromText(guest.Engine, """(module (import "m" "g" (global (mut i32))))""");
        Assert.Throws<ArgumentException>(() => guest.Linker.Instantiate(other, importer));
    }

    [Fact]
    public void Modules_of_another_engine_are_refused()
    {
        using var one = new Engine();
        using var two = new Engine();
        using var module = Module.FromText(one, "(module)");
        using var store = new Store(two);
        Assert.Throws<ArgumentException>(() => new Linker(one).Instantiate(store, module));
    }

    [Fact]
    public void One_linker_serves_many_threads_and_stores()
    {
        using var engine = new Engine();
        var linker = new Linker(engine);
        linker.Define("env", "double", (int value) => value * 2);
        using var module = Module.FromText(engine, """
            (module (import "env" "double" (func $double (param i32) (result i32)))
              (func (export "f") (param i32) (result i32) local.get 0 call $double))
            """);
        Parallel.For(0, 32, number =>
        {
            using var store = new Store(engine);
            Assert.Equal(number * 2, linker.Instantiate(store, module).GetFunction<Func<int, int>>("f")(number));
        });
    }

    [Fact]
    public void Delegates_with_other_types_are_refused_at_once()
    {
        using var engine = new Engine();
        var linker = new Linker(engine);
        var error = Assert.Throws<ArgumentException>(() => linker.Define("env", "f", (string text) => text.Length));
        Assert.Contains("System.String cannot be handed to or from WebAssembly", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => linker.Define("env", "f", (ref int value) => value));
        Assert.Throws<ArgumentException>(() => linker.Define("env", "f", (int value, Caller late) => value));
    }

    [Fact]
    public void A_clone_has_the_definitions_and_gets_its_own()
    {
        using var engine = new Engine();
        var linker = new Linker(engine) { AllowShadowing = true };
        linker.Define("env", "f", () => 1);

        var clone = linker.Clone();
        clone.Define("env", "f", () => 2);
        clone.Define("env", "g", () => 3);
        linker.Define("other", "h", () => 4);

        using var store = new Store(engine);
        using var module = Module.FromText(
            engine, """(module (import "env" "f" (func $f (result i32))) (func (export "f") (result i32) call $f))""");
        Assert.Equal(1, linker.Instantiate(store, module).GetFunction<Func<int>>("f")());
        Assert.Equal(2, clone.Instantiate(store, module).GetFunction<Func<int>>("f")());
        Assert.False(linker.IsDefined("env", "g"));
        Assert.False(clone.IsDefined("other", "h"));
        Assert.True(clone.AllowShadowing);
        Assert.Same(engine, clone.Engine);
    }

    [Fact]
    public void A_library_is_instantiated_and_initialized_once_when_it_is_defined()
    {
        using var guest = new Guest("(module)");
        using var library = Module.FromText(guest.Engine, """
            (module
              (global $count (export "count") (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set $count (i32.const 10)))
              (func (export "next") (result i32) (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count)))
            """);

        guest.Linker.DefineModule(guest.Store, "library", library);

        Assert.Equal([11, 12], Call(guest, "library", "next"));
        Assert.True(guest.Linker.IsDefined("library", "count"));
    }

    [Fact]
    public void A_command_is_instantiated_for_each_call()
    {
        using var guest = new Guest("(module)");
        using var other = new Store(guest.Engine);
        using var command = Module.FromText(guest.Engine, """
            (module
              (memory (export "memory") 1)
              (global $count (mut i32) (i32.const 0))
              (func (export "_start"))
              (func (export "next") (result i32) (global.set $count (i32.add (global.get $count) (i32.const 1))) (global.get $count)))
            """);

        guest.Linker.DefineModule(guest.Store, "command", command);

        Assert.Equal([1, 1], Call(guest, "command", "next"));
        Assert.True(guest.Linker.IsDefined("command", "_start"));
        Assert.False(guest.Linker.IsDefined("command", "memory"));
    }

    [Fact]
    public void Arguments_results_and_traps_of_a_command_pass_through()
    {
        using var guest = new Guest("(module)");
        using var command = Module.FromText(guest.Engine, """
            (module
              (func (export "_start") unreachable)
              (func (export "swap") (param i32 i64) (result i64 i32) local.get 1 local.get 0))
            """);
        using var module = Module.FromText(guest.Engine, """
            (module
              (import "command" "_start" (func $start)) (import "command" "swap" (func $swap (param i32 i64) (result i64 i32)))
              (func (export "run") (param i32 i64) (result i64 i32) (call $swap (local.get 0) (local.get 1)))
              (func (export "start") call $start))
            """);
        guest.Linker.DefineModule(guest.Store, "command", command);
        var instance = guest.Linker.Instantiate(guest.Store, module);

        Assert.Equal([2L, 1], instance.GetFunction("run").Invoke(1, 2L));
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(() => instance.GetFunction("start").Invoke()).Code);
    }

    [Fact]
    public void A_command_is_instantiated_within_the_limits_of_the_store_that_calls()
    {
        using var guest = new Guest("(module)", limits: new StoreLimits { Instances = 3 });
        using var command = Module.FromText(guest.Engine, """(module (func (export "_start")))""");
        using var module = Module.FromText(
            guest.Engine, """(module (import "command" "_start" (func $start)) (func (export "run") call $start))""");
        guest.Linker.DefineModule(guest.Store, "command", command);
        var run = guest.Linker.Instantiate(guest.Store, module).GetFunction<Action>("run");

        run();

        Assert.Throws<ResourceLimitException>(run);
    }

    [Theory]
    [InlineData("""(module (func (export "_start")) (func (export "_initialize")))""")]
    [InlineData("""(module (func (export "_initialize") (param i32)))""")]
    public void A_module_that_is_neither_command_nor_library_is_refused(string text)
    {
        using var guest = new Guest("(module)");
        using var module = Module.FromText(guest.Engine, text);

        Assert.Throws<ArgumentException>(() => guest.Linker.DefineModule(guest.Store, "m", module));

        Assert.False(guest.Linker.IsDefined("m", "_initialize"));
    }

    /// <summary>Calls a definition twice.</summary>
    private static int[] Call(Guest guest, string moduleName, string name)
    {
        using var module = Module.FromText(
            guest.Engine,
            $"""(module (import "{moduleName}" "{name}" (func $f (result i32))) (func (export "run") (result i32) call $f))""");
        var run = guest.Linker.Instantiate(guest.Store, module).GetFunction<Func<int>>("run");
        return [run(), run()];
    }
}
