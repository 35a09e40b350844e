using System.Text;

namespace Lanner.Tests.Api;

public sealed class ModuleTests
{
    private const string Text = """
        (module $calculator
          (import "env" "log" (func $log (param i32)))
          (import "env" "memory" (memory 1 2))
          (import "env" "table" (table 1 funcref))
          (import "env" "base" (global i32))
          (@custom "note" "hello")
          (func $add (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
          (global (export "count") (mut i64) (i64.const 0)))
        """;

    [Fact]
    public void Imports_and_exports_are_described()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, Text);
        Assert.Equal("calculator", module.Name);
        Assert.Equal(
            ["env.log (func (param i32))", "env.memory (memory 1 2)", "env.table (table 1 funcref)", "env.base (global i32)"],
            module.Imports.Select(import => $"{import.ModuleName}.{import.Name} {import.Type}"));
        Assert.Equal(
            ["add (func (param i32 i32) (result i32))", "count (global (mut i64))"],
            module.Exports.Select(export => $"{export.Name} {export.Type}"));
        Assert.Equal(ExternalKind.Function, module.Exports[0].Type.Kind);
    }

    [Fact]
    public void Custom_sections_are_there()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, Text);
        var note = Assert.Single(module.CustomSections, section => section.Name == "note");
        Assert.Equal("hello", Encoding.UTF8.GetString(note.Content.Span));
    }

    [Fact]
    public void A_file_is_text_or_binary_by_what_it_is()
    {
        var folder = Directory.CreateTempSubdirectory("lanner-tests");
        try
        {
            using var engine = new Engine();
            var text = Path.Combine(folder.FullName, "module.wat");
            var disguised = Path.Combine(folder.FullName, "disguised.wasm");
            var binary = Path.Combine(folder.FullName, "module.wasm");
            File.WriteAllText(text, "(module $text)");
            File.WriteAllText(disguised, "\uFEFF ;; a comment\n(module $disguised)");
            File.WriteAllBytes(binary, BinaryModule.Of());
            Assert.Equal("text", Module.FromFile(engine, text).Name);
            Assert.Equal("disguised", Module.FromFile(engine, disguised).Name);
            Assert.Null(Module.FromFile(engine, binary).Name);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_stream_is_read_to_its_end()
    {
        using var engine = new Engine();
        Assert.Equal("s", Module.FromStream(engine, new MemoryStream("(module $s)"u8.ToArray())).Name);
    }

    [Fact]
    public void What_is_neither_binary_nor_text_lacks_the_first_bytes()
    {
        using var engine = new Engine();
        var error = Assert.Throws<MalformedModuleException>(() => Module.FromStream(engine, new MemoryStream("#!/bin/sh"u8.ToArray())));
        Assert.StartsWith("magic header not detected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_says_what_is_wrong()
    {
        using var engine = new Engine();
        Assert.Null(Module.Validate(engine, BinaryModule.Of()));
        Assert.StartsWith("unexpected end", Module.Validate(engine, new byte[] { 0, (byte)'a' }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_may_change_afterwards()
    {
        using var engine = new Engine();
        var bytes = Lanner.Text.TextModule.ToBinary("(module (func (export \"f\") (result i32) i32.const 5))", WasmFeatures.Default);
        using var module = Module.FromBinary(engine, bytes);
        Array.Clear(bytes);
        using var store = new Store(engine);
        Assert.Equal(5, new Linker(engine).Instantiate(store, module).GetFunction<Func<int>>("f")());
    }

    [Fact]
    public void Features_that_are_off_are_refused()
    {
        using var engine = new Engine(new EngineOptions { Features = WasmFeatures.None });
        Assert.ThrowsAny<LannerException>(
            () => Module.FromText(engine, "(module (func (param i32) (result i32) local.get 0 i32.extend8_s))"));
    }

    [Fact]
    public void Everything_can_be_compiled_at_once()
    {
        using var guest = new Guest(
            """(module (func (export "f") (result i32) call $g) (func $g (result i32) i32.const 3))""",
            options: new EngineOptions { Compilation = CompilationMode.Eager });
        Assert.Equal(3, guest.Get<Func<int>>("f")());
    }

    [Fact]
    public void A_disposed_module_is_not_instantiated_but_its_instances_work()
    {
        using var guest = new Guest("""(module (func (export "f") (result i32) i32.const 4))""");
        guest.Module.Dispose();
        GC.Collect();
        Assert.Equal(4, guest.Get<Func<int>>("f")());
        Assert.Throws<ObjectDisposedException>(() => guest.Linker.Instantiate(guest.Store, guest.Module));
    }

    [Fact]
    public void A_disposed_engine_makes_nothing_new()
    {
        var engine = new Engine();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new Store(engine));
        Assert.Throws<ObjectDisposedException>(() => Module.FromText(engine, "(module)"));
    }
}
