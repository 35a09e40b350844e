using System.Text;
using Lanner.Binary;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Emission;
using Lanner.Compilation.Layout;
using Lanner.Text;

namespace Lanner.Tests.Compilation;

/// <summary>Functions of which parts are outlined do what they did.</summary>
public sealed class OutliningTests
{
    /// <summary>A small machine: one loop around one table of cases, with variables that cases share, change and leave by.</summary>
    private const string Machine = """
        (module
          (memory 1)
          (data (i32.const 0) "\00\01\02\03\01\04\02\00\05\03\01\06")
          (func $slow (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))
          (func (export "run") (param $seed i32) (param $turns i32) (result i32 i64 f64)
            (local $pc i32) (local $a i32) (local $b i64) (local $c f64)
            (local.set $a (local.get $seed))
            (block $done
              (loop $next
                (br_if $done (i32.eqz (local.get $turns)))
                (local.set $turns (i32.sub (local.get $turns) (i32.const 1)))
                (block $default (block $6 (block $5 (block $4 (block $3 (block $2 (block $1 (block $0
                  (br_table $0 $1 $2 $3 $4 $5 $6 $default
                    (i32.load8_u (local.tee $pc (i32.rem_u (i32.add (local.get $pc) (i32.const 1)) (i32.const 12))))))
                  ;; $0
                  (local.set $a (i32.add (local.get $a) (i32.const 7)))
                  (br $next))
                  ;; $1
                  (local.set $b (i64.add (local.get $b) (i64.extend_i32_u (local.get $a))))
                  (if (i64.gt_u (local.get $b) (i64.const 1000)) (then (local.set $b (i64.const 3))))
                  (br $next))
                  ;; $2
                  (local.set $c (f64.add (local.get $c) (f64.convert_i64_u (local.get $b))))
                  (br $next))
                  ;; $3
                  (local.set $a (call $slow (local.get $a)))
                  (loop $inner
                    (local.set $a (i32.shr_u (local.get $a) (i32.const 1)))
                    (br_if $inner (i32.gt_u (local.get $a) (i32.const 500))))
                  (br $next))
                  ;; $4
                  (if (i32.and (local.get $a) (i32.const 1))
                    (then (local.set $c (f64.mul (local.get $c) (f64.const 0.5))))
                    (else (local.set $b (i64.xor (local.get $b) (i64.const 85)))))
                  (br $next))
                  ;; $5
                  (if (i32.gt_u (local.get $a) (i32.const 300)) (then (br $done)))
                  (br $next))
                  ;; $6
                  (if (i32.eq (local.get $a) (i32.const 77)) (then (return (i32.const -1) (local.get $b) (f64.const 9))))
                  (br $next))))
            (local.get $a) (local.get $b) (local.get $c)))
        """;

    [Fact]
    public void A_function_does_the_same_however_small_the_methods()
    {
        var whole = RunMachine(null);

        for (var instructions = 4; instructions < 300; instructions += 1 + (instructions / 8))
        {
            Assert.Equal(whole, RunMachine(instructions));
        }
    }

    private static List<(int, long, double)> RunMachine(int? instructions)
    {
        using var guest = new Guest(Machine, options: Options(instructions));
        var run = guest.Get<Func<int, int, (int, long, double)>>("run");
        var results = new List<(int, long, double)>();
        for (var seed = 0; seed < 40; seed++)
        {
            results.Add(run(seed, seed * 7));
        }

        return results;
    }

    [Fact]
    public void A_backtrace_shows_a_function_with_outlined_parts_once_and_with_the_right_offset()
    {
        const string text = """
            (module
              (memory 1)
              (func $inner (param $x i32) (result i32)
                (local $y i32)
                (local.set $y (i32.add (local.get $x) (i32.const 1)))
                (if (i32.gt_u (local.get $y) (i32.const 3))
                  (then
                    (local.set $y (i32.mul (local.get $y) (i32.const 5)))
                    (local.set $y (i32.div_u (local.get $y) (i32.sub (local.get $x) (i32.const 8))))
                    (i32.store (i32.const 4) (local.get $y))))
                (i32.add (local.get $y) (i32.const 1)))
              (func $outer (export "run") (param i32) (result i32)
                (local $z i32)
                (local.set $z (i32.mul (local.get 0) (i32.const 2)))
                (local.set $z (i32.add (call $inner (local.get $z)) (i32.const 3)))
                (i32.store (i32.const 8) (local.get $z))
                (local.get $z)))
            """;

        var whole = TrapOf(text, null);
        var outlined = TrapOf(text, 12);

        Assert.Equal(["inner", "outer"], whole.Select(frame => frame.FunctionName));
        Assert.Equal(whole, outlined);
    }

    private static WasmFrame[] TrapOf(string text, int? instructions)
    {
        using var guest = new Guest(text, options: Options(instructions));
        return [.. Assert.Throws<TrapException>(() => guest.Get<Func<int, int>>("run")(4)).Backtrace];
    }

    [Fact]
    public void A_function_with_outlined_parts_still_leaves_by_a_tail_call()
    {
        const string text = """
            (module
              (func $count (export "run") (param $n i32) (param $sum i64) (result i64)
                (local $twice i64)
                (if (i32.eqz (local.get $n)) (then (return (local.get $sum))))
                (local.set $twice (i64.mul (i64.extend_i32_u (local.get $n)) (i64.const 2)))
                (local.set $sum (i64.add (local.get $sum) (local.get $twice)))
                (return_call $count (i32.sub (local.get $n) (i32.const 1)) (local.get $sum))))
            """;

        using var guest = new Guest(text, options: Options(10));

        Assert.Equal(1_000_000L * 1_000_001, guest.Get<Func<int, long, long>>("run")(1_000_000, 0));
    }

    [Fact]
    public void Every_method_of_a_huge_function_is_within_the_limits()
    {
        var text = new StringBuilder(
            "(module (memory 1) (func (export \"run\") (param i32) (result i32) (local i32 i32 i64)\n(block $out (loop $again\n");
        for (var number = 0; number < 1200; number++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $$"""
                (local.set 1 (i32.add (local.get 1) (i32.load offset={{number}} (i32.and (local.get 0) (i32.const 255)))))
                (if (i32.eq (i32.and (local.get 1) (i32.const 1023)) (i32.const {{number}})) (then
                  (local.set 2 (i32.xor (local.get 2) (local.get 1)))
                  (local.set 3 (i64.add (local.get 3) (i64.extend_i32_u (local.get 2))))
                  (br_if $out (i32.eq (local.get 2) (i32.const {{number + 7}})))))

                """);
        }

        text.Append(
            "(br_if $again (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 9)))))\n(i32.add (local.get 1) "
            + "(i32.add (local.get 2) (i32.wrap_i64 (local.get 3))))))");
        var definition = ModuleDecoder.Decode(TextModule.ToBinary(text.ToString(), WasmFeatures.All), WasmFeatures.All);
        var limits = MethodLimits.OfInstructions(4000);
        var options = new CompilationOptions(MemoryMode.Checked, Interruptible: true) { MethodLimits = limits };
        var writer = new AssemblyWriter(new ModuleLayout(definition, options), new FunctionNames(definition), 0);

        writer.Write();

        Assert.NotEmpty(writer.Functions.OutlinedFunctions);
        Assert.All(
            writer.Functions.OutlinedFunctions,
            method => Assert.True(method.Function.Size.LargestShareOf(limits.Method) <= 1, method.Function.Size.ToString()));
        using var whole = new Guest(text.ToString());
        using var outlined = new Guest(text.ToString(), options: Options(4000));
        Assert.Equal(whole.Get<Func<int, int>>("run")(3), outlined.Get<Func<int, int>>("run")(3));
    }

    [Fact]
    public void An_interpreter_of_many_blocks_stays_one_method()
    {
        const int cases = 450;
        var text = new StringBuilder("(module (memory 1) (func (export \"run\") (param i32 i32) (result i32)\n");
        text.Append("(block $out (loop $next (br_if $out (i32.eqz (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))\n");
        text.Insert(text.Length, "(block ", cases);
        text.Append("(br_table ").AppendJoin(' ', Enumerable.Range(0, cases)).Append(" (i32.load8_u (local.get 0)))");
        for (var number = 0; number < cases; number++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $$"""
                )
                (if (i32.eq (local.get 1) (i32.const {{number}})) (then (local.set 1 (i32.load offset={{number}} (local.get 1)))))
                (br $next)
                """);
        }

        text.Append("))\n(local.get 1)))");

        var methods = MethodsOf(text.ToString());

        Assert.InRange(methods.Size.Blocks, 1000, MethodLimits.Jit.Method.Blocks);
        Assert.Equal(0, methods.Outlined);
    }

    /// <summary>The JIT takes a time for them that grows with the cube of their number.</summary>
    [Fact]
    public void Many_conditional_branches_in_a_row_are_several_methods()
    {
        const int branches = 1500;
        var text = new StringBuilder("(module (func (export \"run\") (param i32)\n")
            .AppendJoin('\n', Enumerable.Repeat("(block (br_if 0 (local.get 0))", branches))
            .Append(')', branches)
            .Append("))");

        var methods = MethodsOf(text.ToString());

        Assert.NotEqual(0, methods.Outlined);
        Assert.InRange(methods.Size.Dominators, 1, MethodLimits.Jit.Method.Dominators);
    }

    /// <summary>The number of the outlined functions of a module with one function, and the size of its method.</summary>
    private static (int Outlined, CilSize Size) MethodsOf(string text)
    {
        var definition = ModuleDecoder.Decode(TextModule.ToBinary(text, WasmFeatures.All), WasmFeatures.All);
        var layout = new ModuleLayout(definition, new CompilationOptions(MemoryMode.Guarded, Interruptible: false));
        var compiler = new AssemblyWriter(layout, new FunctionNames(definition), 0).Functions;
        var size = compiler.Compile(0).Size;
        return (compiler.OutlinedFunctions.Count, size);
    }

    /// <summary>Nothing stands behind its last loop, not even a return.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    public void A_function_that_never_returns_is_outlined(int step)
    {
        var sums = string.Concat(Enumerable.Range(0, 12).Select(
            number => $"(i32.store (i32.const {8 * number}) (i32.add (i32.load (i32.const {8 * number})) (local.get 0)))\n"));
        var loop = $"""
            (loop $again
              {sums}
              (if (i32.gt_u (i32.load (i32.const 0)) (i32.const 100)) (then (unreachable)))
              (br $again))
            """;
        using var guest = new Guest(
            $"""
            (module
              (memory (export "memory") 1)
              (func (export "run") (param i32)
                (if (i32.gt_u (local.get 0) (i32.const 9)) (then {loop}))
                {loop}))
            """,
            options: Options(100));

        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(() => guest.Get<Action<int>>("run")(step)).Code);
        Assert.Equal((100 / step * step) + step, guest.Instance.GetMemory("memory").Read<int>(88));
    }

    private static EngineOptions Options(int? instructions) =>
        new() { MethodLimits = instructions is { } count ? MethodLimits.OfInstructions(count) : null };
}
