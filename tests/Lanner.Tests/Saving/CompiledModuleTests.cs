using Lanner.Compilation.Layout;
using Lanner.Compilation.Saving;

namespace Lanner.Tests.Saving;

/// <summary>Modules that are saved with their code and made from the file again. Here the code is CIL; the tests of the command have
/// machine code.</summary>
public sealed class CompiledModuleTests : IDisposable
{
    private const string Text = """
        (module
          (memory (export "memory") 1)
          (global (export "count") (mut i32) (i32.const 40))
          (table 2 funcref) (elem (i32.const 0) $one $two)
          (data (i32.const 8) "data")
          (func $one (result i32) (i32.const 1))
          (func $two (result i32) (i32.const 2))
          (func (export "add") (param i32 i64) (result i64 i32)
            (global.set 0 (i32.add (global.get 0) (local.get 0)))
            (i64.add (local.get 1) (i64.extend_i32_s (i32.load8_u (i32.const 8)))) (global.get 0))
          (func (export "through") (param i32) (result i32) (call_indirect (result i32) (local.get 0)))
          (func $inner (param i32) (result i32) (i32.load offset=16 (local.get 0)))
          (func (export "outer") (param i32) (result i32) (call $inner (local.get 0)))
          (func (export "lanes") (result i32)
            (i32x4.extract_lane 3 (i32x4.add (v128.const i32x4 1 2 3 4) (v128.const i32x4 5 6 7 8)))))
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lanner-saving-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(MemoryMode.Guarded, false, false)]
    [InlineData(MemoryMode.Checked, true, false)]
    [InlineData(MemoryMode.Checked, false, true)]
    public void It_does_what_the_module_does(MemoryMode mode, bool interruptible, bool metered)
    {
        using var engine = new Engine(new EngineOptions
        {
            MemoryMode = mode,
            Interruptible = interruptible,
            FuelCosts = metered ? FuelCosts.Default : null,
        });
        using var module = Module.FromCompiled(engine, Save(engine, Text));
        using var store = new Store(engine, metered ? new StoreLimits { Fuel = 1000 } : null);

        var instance = new Linker(engine).Instantiate(store, module);

        Assert.True(module.Compiled.IsFromFile);
        Assert.Equal((107L, 42), instance.GetFunction<Func<int, long, (long, int)>>("add")(2, 7));
        Assert.Equal(42, instance.GetGlobal("count").Value.AsInt32());
        Assert.Equal(2, instance.GetFunction<Func<int, int>>("through")(1));
        Assert.Equal(12, instance.GetFunction<Func<int>>("lanes")());
        Assert.True(!metered || store.FuelConsumed > 0);
    }

    [Fact]
    public void Traps_have_the_backtrace_of_the_module()
    {
        using var engine = new Engine();
        using var original = Module.FromText(engine, Text);
        using var module = Module.FromCompiled(engine, Save(engine, Text));

        Assert.Equal(BacktraceOf(original), BacktraceOf(module));
        Assert.Equal(2, BacktraceOf(module).Length);
    }

    [Fact]
    public void A_file_is_shared_by_all_that_load_it()
    {
        using var engine = new Engine();
        var path = Save(engine, Text);
        using var first = Module.FromCompiled(engine, path);
        using var second = Module.FromCompiled(new Engine(), path);

        Assert.Equal(8, Count(first) + Count(second));
        first.Dispose();
        Assert.Equal(4, Count(second));
        Assert.NotEmpty(BacktraceOf(second));
    }

    [Fact]
    public void Another_file_at_a_path_that_was_loaded_is_not_taken_for_the_first()
    {
        using var engine = new Engine();
        var path = Save(engine, """(module (func (export "f") (result i32) (i32.const 1001)))""");
        using var first = Module.FromCompiled(engine, path);
        File.Move(Save(engine, """(module (func (export "f") (result i32) (i32.const 1002)))"""), path, overwrite: true);

        // The CLR knows files by their paths.
        Assert.Equal(
            "the process has loaded another one from this path before",
            Assert.Throws<CompiledModuleException>(() => Module.FromCompiled(engine, path)).Reason);
        Assert.Equal(1001, Call(first));
    }

    [Fact]
    public void What_was_compiled_for_something_else_is_refused()
    {
        using var engine = new Engine(new EngineOptions { MemoryMode = MemoryMode.Guarded });
        var path = Save(engine, Text);

        Assert.Equal(
            "it was compiled for guarded memories, and here they are checked",
            Refusal(engine.Options with { MemoryMode = MemoryMode.Checked }));
        Assert.Equal("it was compiled so that it cannot be interrupted", Refusal(engine.Options with { Interruptible = true }));
        Assert.Equal("it was compiled without fuel", Refusal(engine.Options with { FuelCosts = FuelCosts.Default }));
        Assert.Equal("it was not compiled to be deterministic", Refusal(engine.Options with { Deterministic = true }));
        Assert.Equal("it was compiled with other features", Refusal(engine.Options with { Features = WasmFeatures.All }));

        string Refusal(EngineOptions options) =>
            Assert.Throws<CompiledModuleException>(() => Module.FromCompiled(new Engine(options), path)).Reason;
    }

    [Fact]
    public void Each_thing_that_code_depends_on_makes_another_identity()
    {
        var options = new Engine(new EngineOptions { MemoryMode = MemoryMode.Guarded }).CompilationOptions;
        CodeIdentity[] identities =
        [
            CodeIdentity.Of([1, 2, 3], WasmFeatures.Default, options),
            CodeIdentity.Of([1, 2, 4], WasmFeatures.Default, options),
            CodeIdentity.Of([1, 2, 3], WasmFeatures.All, options),
            CodeIdentity.Of([1, 2, 3], WasmFeatures.Default, options with { MemoryMode = MemoryMode.Checked }),
            CodeIdentity.Of([1, 2, 3], WasmFeatures.Default, options with { Interruptible = true }),
            CodeIdentity.Of([1, 2, 3], WasmFeatures.Default, options with { Deterministic = true }),
            CodeIdentity.Of([1, 2, 3], WasmFeatures.Default, options with { FuelCosts = FuelCosts.Default }),
            CodeIdentity.Of([1, 2, 3], WasmFeatures.Default, options with { FuelCosts = FuelCosts.Default.With("i32.add", 2) }),
            CodeIdentity.Of([1, 2, 3], WasmFeatures.Default, options with { MethodLimits = MethodLimits.OfInstructions(100) }),
            CodeIdentity.Of([1, 2, 3], WasmFeatures.Default, options with { Hardware = VectorHardware.None }),
        ];

        Assert.Equal(identities.Length, identities.Select(identity => identity.Key).Distinct().Count());
        Assert.Equal(identities[0].Key, CodeIdentity.Of([1, 2, 3], WasmFeatures.Default, options with { Collectible = false }).Key);
        Assert.All(identities[1..], other => Assert.NotNull(identities[0].DifferenceFrom(other.Text)));
        Assert.Null(identities[0].DifferenceFrom(identities[0].Text));
    }

    /// <summary>The engine's own identity stands for its version, the CLR's for what its fields are.</summary>
    [Theory]
    [InlineData("engine")]
    [InlineData("runtime")]
    [InlineData("processor")]
    [InlineData("platform")]
    [InlineData("format")]
    public void A_file_of_another_version_or_machine_is_refused(string name)
    {
        var identity = CodeIdentity.Of([1], WasmFeatures.Default, new Engine().CompilationOptions);
        var lines = identity.Text.Split('\n');
        var index = Array.FindIndex(lines, line => line.StartsWith(name + " ", StringComparison.Ordinal));
        lines[index] = lines[index][..^1] + (lines[index][^1] == '0' ? '1' : '0');

        Assert.Contains(
            name == "engine" ? "Lanner" : name == "runtime" ? ".NET" : name,
            identity.DifferenceFrom(string.Join('\n', lines)), StringComparison.Ordinal);
        Assert.Equal($"it does not say for which {name} it was compiled", identity.DifferenceFrom(string.Join('\n', lines[..index])));
        Assert.Equal("it says more than this version knows", identity.DifferenceFrom(identity.Text + "more 1\n"));
    }

    [Fact]
    public void A_file_that_was_cut_or_changed_anywhere_is_refused()
    {
        using var engine = new Engine();
        var bytes = File.ReadAllBytes(Save(engine, Text));
        var path = Path.Combine(_folder.FullName, "damaged.lanner");
        var random = new Random(16);
        for (var round = 0; round < 300; round++)
        {
            byte[] damaged = [.. bytes];
            if (round % 3 == 0)
            {
                damaged = damaged[..random.Next(damaged.Length)];
            }
            else
            {
                // All of the trailer, and some of the rest.
                var position = round < 150 ? damaged.Length - 1 - (round / 3 * 2 % 52) : random.Next(damaged.Length);
                damaged[position] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(path, damaged);
            Assert.Throws<CompiledModuleException>(() => Module.FromCompiled(engine, path));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0asm\u0001\0\0\0")]
    [InlineData("a text that is longer than the trailer of a compiled module is, and no such thing")]
    public void Other_files_are_refused(string content)
    {
        var path = Path.Combine(_folder.FullName, "other.lanner");
        File.WriteAllText(path, content);

        Assert.Equal(
            "the file is none, or was cut",
            Assert.Throws<CompiledModuleException>(() => Module.FromCompiled(new Engine(), path)).Reason);
        Assert.Throws<FileNotFoundException>(() => Module.FromCompiled(new Engine(), path + "x"));
    }

    [Fact]
    public void The_same_module_is_saved_as_the_same_bytes()
    {
        using var engine = new Engine();

        Assert.Equal(File.ReadAllBytes(Save(engine, Text)), File.ReadAllBytes(Save(new Engine(), Text)));
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_what_was_there()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, Text);
        var path = Path.Combine(_folder.FullName, "there.lanner");
        File.WriteAllText(path, "before");

        Assert.Throws<OperationCanceledException>(() => module.SaveCompiled(path, new CancellationToken(canceled: true)));
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Equal(["there.lanner"], _folder.GetFiles().Select(file => file.Name));
    }

    [Fact]
    public void A_function_of_which_parts_were_outlined_is_saved_with_them()
    {
        var body = string.Concat(Enumerable.Range(0, 300).Select(
            number => $"(i32.store (i32.const {number * 4}) (i32.add (local.get 0) (i32.const {number})))"));
        using var engine = new Engine(new EngineOptions { MethodLimits = MethodLimits.OfInstructions(100) });
        using var module = Module.FromCompiled(engine, Save(engine, $$"""
            (module (memory (export "memory") 1)
              (func (export "f") (param i32) (result i32) {{body}} (i32.load (i32.sub (local.get 0) (i32.const 8)))))
            """));
        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, module);

        Assert.Equal(1008 + 250, instance.GetFunction<Func<int, int>>("f")(1008));
        Assert.Single(Assert.Throws<TrapException>(() => instance.GetFunction<Func<int, int>>("f")(4)).Backtrace);
    }

    /// <summary>The CLR would load no such class.</summary>
    [Fact]
    public void More_methods_than_a_class_can_have_are_refused()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, $"(module {string.Concat(Enumerable.Repeat("(func)", 65_600))})");
        var path = Path.Combine(_folder.FullName, "large.lanner");

        Assert.Throws<ResourceLimitException>(() => module.SaveCompiled(path, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(path));
    }

    private static int Call(Module module)
    {
        using var store = new Store(module.Engine);
        return new Linker(module.Engine).Instantiate(store, module).GetFunction<Func<int>>("f")();
    }

    private static int Count(Module module)
    {
        using var store = new Store(module.Engine);
        return new Linker(module.Engine).Instantiate(store, module).GetFunction<Func<int, int>>("through")(1) * 2;
    }

    private static string[] BacktraceOf(Module module)
    {
        using var store = new Store(module.Engine);
        var function = new Linker(module.Engine).Instantiate(store, module).GetFunction<Func<int, int>>("outer");
        return [.. Assert.Throws<TrapException>(() => function(-4)).Backtrace.Select(frame => frame.ToString())];
    }

    private string Save(Engine engine, string text)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.lanner");
        using var module = Module.FromText(engine, text);
        Assert.False(module.SaveCompiled(path, TestContext.Current.CancellationToken));
        return path;
    }
}
