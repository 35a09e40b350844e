using Lanner.Binary;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Outlining;
using Lanner.Compilation.Tree;
using Lanner.Text;

namespace Lanner.Tests.Compilation;

/// <summary>The guess at how often the parts of a function are run, by which it is cut.</summary>
public sealed class FlowGraphTests
{
    [Theory]
    [InlineData("", 0.5, 0.5)]
    [InlineData("(@metadata.code.branch_hint \"\\00\")", 0.01, 0.99)]
    [InlineData("(@metadata.code.branch_hint \"\\01\")", 0.99, 0.01)]
    public void A_hint_says_how_often_each_side_of_an_if_is_run(string hint, double then, double otherwise)
    {
        var stores =
            FrequencyOfStores($"local.get 0 {hint} if i32.const 0 i32.const 1 i32.store else i32.const 4 i32.const 2 i32.store end");

        Assert.Equal([then, otherwise], stores);
    }

    [Theory]
    [InlineData("", 0.5)]
    [InlineData("(@metadata.code.branch_hint \"\\00\")", 0.99)]
    [InlineData("(@metadata.code.branch_hint \"\\01\")", 0.01)]
    public void A_hint_says_how_often_a_branch_is_passed(string hint, double passed)
    {
        var stores = FrequencyOfStores($"block local.get 0 {hint} br_if 0 i32.const 0 i32.const 1 i32.store end");

        Assert.Equal([passed], stores);
    }

    private static List<double> FrequencyOfStores(string code)
    {
        var module = ModuleDecoder.Decode(
            TextModule.ToBinary($"(module (memory 1) (func (param i32) {code}))", WasmFeatures.All), WasmFeatures.All);
        var tree = TreeBuilder.Build(new ModuleLayout(module, new CompilationOptions(MemoryMode.Guarded, Interruptible: false)), 0);
        var sizes = new CilSize[tree.Body.Count + 1];
        var graph = new FlowGraph(tree.Body, sizes, int.MaxValue, MethodLimits.Jit);
        var stores = new List<double>();
        for (var block = 0; block < graph.Count; block++)
        {
            for (var statement = graph.StartOf(block); statement < graph.StartOf(block + 1); statement++)
            {
                if (tree.Body[statement] is MemoryStore)
                {
                    stores.Add(Math.Round(graph.Frequency[block], 6));
                }
            }
        }

        return stores;
    }
}
