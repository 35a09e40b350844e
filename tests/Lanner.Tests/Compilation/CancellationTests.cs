using Lanner.Binary;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Outlining;
using Lanner.Compilation.Tree;
using Lanner.Text;

namespace Lanner.Tests.Compilation;

/// <summary>Compilation ends where it stands when its time is up, also in the midst of a function.</summary>
public sealed class CancellationTests
{
    private static readonly MethodLimits Limits = MethodLimits.OfInstructions(100);

    [Fact]
    public void Building_a_function_ends() =>
        Assert.Throws<OperationCanceledException>(() => TreeBuilder.Build(Writer(CancellationToken.None).Layout, 0, Cancelled()));

    [Fact]
    public void Emitting_a_function_ends()
    {
        var writer = Writer(Cancelled());
        var tree = TreeBuilder.Build(writer.Layout, 0, TestContext.Current.CancellationToken);

        Assert.Throws<OperationCanceledException>(() => FunctionEmitter.Emit(writer, tree, new EmissionState()));
    }

    [Fact]
    public void Cutting_a_function_ends_at_the_round_in_which_the_time_is_up()
    {
        var writer = Writer(CancellationToken.None);
        var tree = TreeBuilder.Build(writer.Layout, 0, TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource();
        var rounds = 0;

        Assert.Throws<OperationCanceledException>(() => FunctionOutliner.Outline(tree, Limits, Measure, () => 0, source.Token));

        Assert.Equal(1, rounds);

        CilSize[]? Measure(FunctionTree measured)
        {
            rounds++;
            source.Cancel();
            return FunctionEmitter.Measure(writer, measured, new EmissionState());
        }
    }

    [Fact]
    public void Cutting_a_function_ends_when_it_cannot_be_measured()
    {
        var writer = Writer(CancellationToken.None);
        var tree = TreeBuilder.Build(writer.Layout, 0, TestContext.Current.CancellationToken);
        Variable[] variables = [.. Enumerable.Range(0, 70_000).Select(_ => tree.NewTemporary(OperandType.I32))];
        tree.Body.InsertRange(0, variables.Select(variable => new Evaluate(new VariableRead(variable), isVoid: false)));
        tree.Body.InsertRange(0, variables.Select(variable => new Assign(variable, new Literal(OperandType.I32, 1))));

        Assert.Null(FunctionEmitter.Measure(writer, tree, new EmissionState()));
        FunctionOutliner.Outline(
            tree, Limits, measured => FunctionEmitter.Measure(writer, measured, new EmissionState()), () => 0, CancellationToken.None);
    }

    [Fact]
    public void A_search_for_regions_ends()
    {
        var budget = new OutliningBudget(Cancelled());
        budget.Open(1000);

        Assert.Throws<OperationCanceledException>(() => Find(budget));
    }

    [Fact]
    public void A_search_for_regions_finds_nothing_more_when_its_budget_is_spent()
    {
        var ample = new OutliningBudget(CancellationToken.None);
        ample.Open(1_000_000);
        var spent = new OutliningBudget(CancellationToken.None);
        spent.Open(1);
        spent.Spend(long.MaxValue / 2);

        Assert.NotEmpty(Find(ample));
        Assert.Empty(Find(spent));
    }

    [Fact]
    public void No_round_begins_after_the_budget_is_spent()
    {
        var budget = new OutliningBudget(CancellationToken.None);
        budget.Open(1000);
        var rounds = 0;
        while (budget.MayBeginRound(1000))
        {
            rounds++;
        }

        Assert.InRange(rounds, 10, 24);
    }

    private static List<Region> Find(OutliningBudget budget)
    {
        var writer = Writer(CancellationToken.None);
        var tree = TreeBuilder.Build(writer.Layout, 0, TestContext.Current.CancellationToken);
        var sizes = FunctionEmitter.Measure(writer, tree, new EmissionState())!;
        var graph = new FlowGraph(tree.Body, sizes, 10, Limits);
        var liveness = new Liveness(tree.Body, graph, VariableBlocks.Find(tree.Body, graph), 0);
        var seen = new int[graph.Count + 1];
        Array.Fill(seen, -1);
        var found = new List<Region>();
        var largest = new CilSize(300, 100, 100, 100, 100, long.MaxValue);
        new RegionFinder(graph, liveness, largest, smallest: 10, allowsEntries: false, seen, budget).Find(
            found, RegionFinder.ThoroughSteps);
        return found;
    }

    private static CancellationToken Cancelled() => new(canceled: true);

    private static AssemblyWriter Writer(CancellationToken cancellation)
    {
        var code = string.Concat(
            Enumerable.Range(0, 100).Select(number => $"(i32.store (i32.const {number * 8}) (i32.load (i32.const {number * 16}))) "));
        var module = ModuleDecoder.Decode(TextModule.ToBinary($"(module (memory 1) (func {code}))", WasmFeatures.All), WasmFeatures.All);
        var options = new CompilationOptions(MemoryMode.Checked, Interruptible: true) { MethodLimits = Limits };
        return new AssemblyWriter(new ModuleLayout(module, options), new FunctionNames(module), 0, cancellation);
    }
}
