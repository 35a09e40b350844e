using System.Reflection;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Passes;
using Lanner.Compilation.Tree;

namespace Lanner.Tests.Compilation;

/// <summary>Blocks that catch exceptions in each other: the JIT optimises only what it can in reasonable time.</summary>
public sealed class NestedRegionTests
{
    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    [InlineData(240, false)]
    public void Functions_with_many_regions_in_each_other_are_not_optimised_and_work(int depth, bool isOptimized)
    {
        // Each block adds one to what it catches and throws it on.
        var open = string.Concat(Enumerable.Repeat("(block $h (result i32) (try_table (catch $e $h) ", depth));
        var close = string.Concat(Enumerable.Repeat(") (unreachable)) (i32.const 1) (i32.add) (throw $e) ", depth));
        using var guest = new Guest(
            $$"""
            (module
              (tag $e (param i32))
              (func $throw (throw $e (i32.const 2)))
              (func $f {{open}} (call $throw) {{close}})
              (func (export "g") (result i32) (block $h (result i32) (try_table (catch $e $h) (call $f)) (unreachable))))
            """);

        Assert.Equal(2 + depth, guest.Get<Func<int>>("g")());
        var functions = guest.Instance.State.GetType().Assembly.GetType(EmittedNames.FunctionClass)!;
        var methods = functions.GetMethods(BindingFlags.Public | BindingFlags.Static);
        Assert.Equal(
            isOptimized,
            !Array.Exists(methods, method => method.GetMethodImplementationFlags().HasFlag(MethodImplAttributes.NoOptimization)));
    }

    /// <summary>Each had one once: a function of 17,000 was too large to be cut, and the JIT took it 22 seconds.</summary>
    [Fact]
    public void Exceptions_that_are_delegated_to_one_place_come_in_one_variable()
    {
        var text = $"(module (func $f) (func {string.Concat(Enumerable.Repeat("(try (do (call $f)) (delegate 0))", 500))}))";
        using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
        using var module = Module.FromText(engine, text);
        var layout = new ModuleLayout(module.Definition, engine.CompilationOptions);
        var tree = TreeBuilder.Build(layout, 1, TestContext.Current.CancellationToken);
        FunctionPasses.Run(tree, TestContext.Current.CancellationToken);
        var writer = new AssemblyWriter(layout, new FunctionNames(module.Definition), 0, TestContext.Current.CancellationToken);

        Assert.InRange(FunctionEmitter.Emit(writer, tree, new EmissionState()).Size.Variables, 1, 20);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(300, false)]
    public void A_function_of_more_regions_than_the_JIT_can_compile_with_its_locals_is_refused(int regions, bool isCompiled)
    {
        var locals = string.Concat(Enumerable.Range(0, 16_100).Select(number => $"(local.set {number} (i32.const {number}))"));
        var tries = string.Concat(Enumerable.Repeat("(try (do (call $f)) (catch_all))", regions));
        using var guest = new Guest(
            $"(module (func $f) (func (export \"g\") (result i32) (local {string.Concat(Enumerable.Repeat("i32 ", 16_100))}) "
            + $"{locals} {tries} (local.get 42)))",
            options: new EngineOptions { Features = WasmFeatures.All });
        var run = guest.Get<Func<int>>("g");

        if (isCompiled)
        {
            Assert.Equal(42, run());
        }
        else
        {
            Assert.Throws<ResourceLimitException>(() => run());
        }
    }

    [Fact]
    public void A_try_has_as_many_catches_as_a_try_table()
    {
        using var engine = new Engine(new EngineOptions { Features = WasmFeatures.All });
        using var most = Module.FromText(engine, Text(10_000));

        var error = Assert.Throws<InvalidModuleException>(() => Module.FromText(engine, Text(10_001)));

        Assert.Contains("too many catch clauses", error.Message, StringComparison.Ordinal);

        static string Text(int catches) => $"(module (tag $e) (func (try (do) {string.Concat(Enumerable.Repeat("(catch $e)", catches))})))";
    }
}
