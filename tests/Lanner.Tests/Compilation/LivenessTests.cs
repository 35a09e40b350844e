using Lanner.Binary;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Outlining;
using Lanner.Compilation.Tree;
using Lanner.Text;

namespace Lanner.Tests.Compilation;

/// <summary>Tests which locals are live where a block begins. Those that are live where an outlined function is entered and left are its
/// parameters and results.</summary>
public sealed class LivenessTests
{
    [Fact]
    public void A_local_lives_from_its_assignment_to_its_last_read()
    {
        var live = LiveAtStores(
            "(local.set 1 (i32.load (i32.const 8))) (STORE 0) (drop (local.get 0)) (STORE 1) "
            + "(i32.store (i32.const 4) (local.get 1)) (STORE 2)");

        Assert.Equal(["1", "1", ""], live);
    }

    [Fact]
    public void A_local_that_is_assigned_anew_on_every_way_does_not_live()
    {
        var live = LiveAtStores("""
            (local.set 1 (i32.const 3))
            (STORE 0)
            (if (local.get 0) (then (local.set 1 (i32.load (i32.const 8)))) (else (local.set 1 (i32.load (i32.const 12)))))
            (STORE 1)
            (i32.store (i32.const 4) (local.get 1))
            """);

        Assert.Equal(["0", "1"], live);
    }

    [Fact]
    public void A_local_that_one_way_leaves_alone_lives_before_the_ways_part()
    {
        var live = LiveAtStores("""
            (STORE 0)
            (if (local.get 0) (then (local.set 1 (i32.load (i32.const 8)))))
            (STORE 1)
            (i32.store (i32.const 4) (local.get 1))
            """);

        Assert.Equal(["0 1", "1"], live);
    }

    [Fact]
    public void A_loop_keeps_alive_what_its_next_turn_reads()
    {
        var live = LiveAtStores("""
            (loop $again
              (i32.store (i32.const 4) (local.get 1))
              (STORE 0)
              (local.set 2 (i32.load (i32.const 8)))
              (br_if $again (i32.load (local.get 2))))
            (STORE 1)
            """);

        Assert.Equal(["1", ""], live);
    }

    /// <summary>For each <c>(STORE n)</c>, a store before which a block begins, the locals that live there.</summary>
    private static string[] LiveAtStores(string code)
    {
        const uint mark = 1000;
        for (var number = 0; code.Contains($"(STORE {number})", StringComparison.Ordinal); number++)
        {
            code = code.Replace($"(STORE {number})", $"(i32.store (i32.const {mark + number}) (i32.const 0))", StringComparison.Ordinal);
        }

        var module = ModuleDecoder.Decode(
            TextModule.ToBinary($"(module (memory 1) (func (param i32 i32) (local i32) {code}))", WasmFeatures.All), WasmFeatures.All);
        var tree = TreeBuilder.Build(new ModuleLayout(module, new CompilationOptions(MemoryMode.Guarded, Interruptible: false)), 0);

        // Sizes that make every statement a block.
        var sizes = new CilSize[tree.Body.Count + 1];
        for (var index = 0; index < sizes.Length; index++)
        {
            sizes[index] = new CilSize(index, index, index, 0, 0, 0);
        }

        var graph = new FlowGraph(tree.Body, sizes, 1, MethodLimits.Jit);
        var liveness = new Liveness(tree.Body, graph, VariableBlocks.Find(tree.Body, graph), 0);
        var found = new SortedDictionary<ulong, string>();
        for (var block = 0; block < graph.Count; block++)
        {
            if (tree.Body[graph.StartOf(block)] is MemoryStore { Location: { Address: Literal address } location }
                && (ulong)address.Bits + location.Offset is >= mark and var place)
            {
                var live = liveness.VariablesOf(liveness.LiveAt(block)).Where(variable => variable.Kind != VariableKind.Temporary);
                found.Add(place, string.Join(' ', live.Select(variable => variable.Number).Order()));
            }
        }

        return [.. found.Values];
    }
}
