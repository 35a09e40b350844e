using Lanner.Binary;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Outlining;
using Lanner.Compilation.Passes;
using Lanner.Compilation.Tree;
using Lanner.Tests.Snapshots;
using Lanner.Text;
using Lanner.Validation;

namespace Lanner.Tests.Compilation;

/// <summary>Shows what each pass, and each step of outlining that is like one, does to a small function: the tree before it, and after,
/// stands in <c>Snapshots/passes</c>.</summary>
/// <remarks>They are renewed as <see cref="SnapshotTests"/> are.</remarks>
public sealed class PassTests
{
    private const string Loop = """
        (module (func (param i32)
          (loop $again
            (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
            (br_if $again (local.get 0)))))
        """;

    private const string Load = """
        (module (memory 1) (func (param i32) (local i32)
          (local.set 1 (i32.add (i32.load (local.get 0)) (i32.const 1)))))
        """;

    private const string Exits = """
        (module (func $f (param i32) (result i32)
          (if (local.get 0) (then (return (i32.const 1))))
          (if (local.get 0) (then (return_call $f (i32.const 2))))
          (i32.const 3)))
        """;

    private const string Table = """
        (module (func (param i32) (result i32)
          (block (block (block
            (br_table 0 1 2 (i32.sub (local.get 0) (i32.const 1))))
            (return (i32.const 1)))
            (return (i32.const 2)))
          (i32.const 3)))
        """;

    private const string Hidden = """
        (module (func (param $x i32) (param $k i32) (result i32) (local $i i32) (local $step i32)
          (loop $again
            (local.set $x (i32.rotl (local.get $x) (i32.const 5)))
            (br_if $again (i32.and (local.get $x) (i32.const 7)))
            (br_if $again (local.get $x))
            (local.set $x (i32.load (local.get $i)))
            (br_if $again (local.get $x))
            (local.set $x (i32.shl (local.get $i) (local.get $k)))
            (br_if $again (i32.eq (local.get $k) (i32.const 31)))
            (local.set $x (i32.mul (i32.shl (local.get $i) (i32.const 16)) (i32.const 0x8000)))
            (local.set $i (i32.add (local.get $i) (i32.const 4)))
            (local.set $i (i32.add (local.get $i) (i32.const 0x100000)))
            (br_if $again (i32.lt_u (local.get $i) (i32.const 1000))))
          (if (i32.xor (i32.eq (local.get $x) (local.get $k)) (i32.const -1)) (then (return (local.get $i))))
          (local.get $x))
        (memory 1))
        """;

    private const string Carry = """
        (module (func (param $end i32) (param $factor i64) (local $i i32) (local $carry i64)
          (loop $count
            (local.set $carry (i64.add (local.get $carry) (i64.const 1)))
            (br_if $count (i64.lt_u (local.get $carry) (local.get $factor))))
          (loop $again
            (local.set $carry (i64.const 0))
            (loop $limb
              (local.set $carry (i64.add
                (i64.mul (i64.load32_u (local.get $i)) (local.get $factor))
                (i64.shr_u (local.get $carry) (i64.const 32))))
              (i64.store32 (local.get $i) (local.get $carry))
              (local.set $i (i32.add (local.get $i) (i32.const 4)))
              (br_if $limb (i32.lt_u (local.get $i) (local.get $end))))
            (local.set $factor (i64.rem_u (i64.add (local.get $factor) (i64.const 7)) (i64.extend_i32_u (local.get $end))))
            (local.set $factor (i64.mul (local.get $factor) (i64.const 0x100000000)))
            (br_if $again (i64.eqz (local.get $factor)))))
        (memory 1))
        """;

    private const string Scaled = """
        (module (func (param $end i32) (result i32) (local $i i32) (local $x i32) (local $turns i32) (local $sum i32)
          (loop $again
            (local.set $x (local.get $i))
            (local.set $turns (i32.const 0))
            (loop $scale
              (local.set $x (i32.mul (local.get $x) (i32.const 16)))
              (local.set $turns (i32.add (local.get $turns) (i32.const 1)))
              (br_if $scale (i32.lt_u (local.get $turns) (i32.const 7))))
            (local.set $sum (i32.xor (local.get $sum) (local.get $x)))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $again (i32.lt_u (local.get $i) (local.get $end))))
          (local.get $sum)))
        """;

    [Theory]
    [InlineData(Carry, false)]
    [InlineData(Scaled, true)]
    public void Steps_are_hidden_where_a_loop_sums_them_up_or_may_be_unrolled(string source, bool isHidden)
    {
        var tree = Build(source);
        new HiddenValues().Run(tree);

        Assert.Equal(isHidden, TreePrinter.Print(tree).Contains("FieldRead", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_JIT_gets_wrong_is_hidden_where_it_may_stand() => Check(
        new HiddenValues(),
        Hidden);

    [Fact]
    public void Fuel_is_charged_where_a_basic_block_begins() => Check(
        new FuelCharges(),
        Loop);

    [Fact]
    public void A_loop_polls_at_its_start() => Check(
        new Polls(),
        Loop,
        isInterruptible: true);

    [Fact]
    public void Nothing_polls_that_is_not_interruptible()
    {
        var tree = Build(Loop);

        new Polls().Run(tree);

        Assert.DoesNotContain(tree.Body, statement => statement is Poll);
    }

    [Fact]
    public void Loads_below_values_that_nobody_reads_are_marked() => Check(
        new UnusedLoads(),
        Load);

    [Fact]
    public void Returns_share_one_place_at_the_end_and_tail_calls_stand_before_it() =>
        Check(nameof(SharedExits), SharedExits.Normalize, Build(Exits));

    [Fact]
    public void A_large_table_branches_by_a_variable() =>
        Check(nameof(LargeTables), tree => LargeTables.Normalize(tree, MethodLimits.OfInstructions(40)), Build(Table));

    /// <summary>Each had variables of its own once, of which a method of the CLR can have 65,535: a function of 71,000 tail calls, a
    /// megabyte, was left with an exception that is none of the engine's.</summary>
    [Fact]
    public void Exits_have_the_same_variables()
    {
        var calls = string.Concat(Enumerable.Range(0, 100).Select(
            number => $"(if (local.get 0) (then (return_call $f (i32.const {number}) (i64.const {number}) (i32.const {number}))))"));
        var tree = Build($"(module (func $f (param i32 i64 i32) (result i64) {calls} (i64.const 3)))");

        SharedExits.Normalize(tree);

        Assert.Equal(3, tree.Body.OfType<Assign>().Select(assign => assign.Variable).Distinct().Count());
    }

    [Fact]
    public void The_passes_leave_no_notes()
    {
        var tree = Build(Loop);

        FunctionPasses.Run(tree, TestContext.Current.CancellationToken);

        Assert.Null(tree.Notes);
        Assert.Contains(tree.Body, statement => statement is FuelCharge);
    }

    private static void Check(IFunctionPass pass, string source, bool isInterruptible = false) =>
        Check(pass.GetType().Name, pass.Run, Build(source, isInterruptible));

    private static void Check(string name, Action<FunctionTree> run, FunctionTree tree)
    {
        var before = TreePrinter.Print(tree);

        run(tree);

        SnapshotTests.Compare($"passes/{name}.tree", $"before:\n{before}\n\nafter:\n{TreePrinter.Print(tree)}\n");
    }

    private static FunctionTree Build(string source, bool isInterruptible = false)
    {
        var definition = ModuleDecoder.Decode(TextModule.ToBinary(source, WasmFeatures.All), WasmFeatures.All);
        ModuleValidator.Validate(definition);
        var options = new CompilationOptions(MemoryMode.Guarded, isInterruptible) { FuelCosts = FuelCosts.Default };
        return TreeBuilder.Build(new ModuleLayout(definition, options), 0);
    }
}
