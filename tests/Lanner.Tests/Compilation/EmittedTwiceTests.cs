using Lanner.Binary;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Outlining;
using Lanner.Compilation.Passes;
using Lanner.Compilation.Tree;
using Lanner.Text;
using Lanner.Validation;

namespace Lanner.Tests.Compilation;

/// <summary>A tree stays as it is when it is emitted, and what was emitted can be taken back: then the same comes out again, to the last
/// token.</summary>
public sealed class EmittedTwiceTests
{
    /// <summary>Programs of the benchmark, by what they have most of, and the texts of <see cref="MaximumStackTests"/>.</summary>
    public static TheoryData<string> Modules =>
    [
        .. new[] { "lu", "aes", "closure-interpreter", "string-work", "simd-blur", "switch-interpreter" }
            .Select(name => Repository.PathOf($"bench/programs/{name}.wasm")),
        .. MaximumStackTests.Modules,
    ];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Emitting_a_tree_again_gives_the_same(string module)
    {
        foreach (var options in Options())
        {
            var layout = Layout(module, options);
            var writer = Writer(layout);
            var state = new EmissionState();
            for (var function = layout.Module.ImportedFunctionCount; function < layout.Module.Functions.Length; function++)
            {
                var tree = TreeBuilder.Build(layout, function, TestContext.Current.CancellationToken);
                FunctionPasses.Run(tree, TestContext.Current.CancellationToken);
                AssertSameTwice(writer, tree, state);

                var number = 0;
                FunctionOutliner.Outline(
                    tree,
                    MethodLimits.OfInstructions(100),
                    measured => FunctionEmitter.Measure(writer, measured, state),
                    () => number++,
                    TestContext.Current.CancellationToken);
                AssertSameTwice(writer, tree, state);
                foreach (var call in tree.Body.OfType<CallOutlined>())
                {
                    AssertSameTwice(writer, call.OutlinedFunction.Tree, state);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void What_is_taken_back_leaves_nothing_in_the_assembly(string module)
    {
        foreach (var options in Options())
        {
            var layout = Layout(module, options);
            var writer = Writer(layout);
            var state = new EmissionState();
            var mark = writer.Mark();
            for (var function = layout.Module.ImportedFunctionCount; function < layout.Module.Functions.Length; function++)
            {
                var tree = TreeBuilder.Build(layout, function, TestContext.Current.CancellationToken);
                FunctionPasses.Run(tree, TestContext.Current.CancellationToken);
                _ = FunctionEmitter.Emit(writer, tree, state);
            }

            Assert.NotEqual(mark, writer.Mark());
            writer.TakeBack(mark);

            Assert.Equal(mark, writer.Mark());
            Assert.Equal(Writer(layout).Write(), writer.Write());
        }
    }

    private static IEnumerable<CompilationOptions> Options() =>
    [
        new(MemoryMode.Guarded, Interruptible: false),
        new(MemoryMode.Checked, Interruptible: true) { FuelCosts = FuelCosts.Default },
    ];

    private static ModuleLayout Layout(string module, CompilationOptions options)
    {
        var bytes = module.EndsWith(".wasm", StringComparison.Ordinal)
            ? File.ReadAllBytes(module)
            : TextModule.ToBinary(module, WasmFeatures.All);
        var definition = ModuleDecoder.Decode(bytes, WasmFeatures.All);
        ModuleValidator.Validate(definition);
        return new ModuleLayout(definition, options);
    }

    private static AssemblyWriter Writer(ModuleLayout layout) => new(layout, new FunctionNames(layout.Module), 0);

    private static void AssertSameTwice(AssemblyWriter writer, FunctionTree tree, EmissionState state)
    {
        var printed = TreePrinter.Print(tree);
        var mark = writer.Mark();
        var first = FunctionEmitter.Emit(writer, tree, state);
        writer.TakeBack(mark);

        var second = FunctionEmitter.Emit(writer, tree, state);

        Assert.Equal(first.Body.Code, second.Body.Code);
        Assert.Equal(first.Body.MaximumStack, second.Body.MaximumStack);
        Assert.Equal(first.Body.Handlers, second.Body.Handlers);
        Assert.Equal((first.Locals, first.ClearLocals, first.Size), (second.Locals, second.ClearLocals, second.Size));
        Assert.Equal((first.FrameBytes, first.IsOptimized), (second.FrameBytes, second.IsOptimized));
        Assert.Equal(first.OffsetMap, second.OffsetMap);
        Assert.Equal(printed, TreePrinter.Print(tree));
    }
}
