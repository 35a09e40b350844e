namespace Lanner.Tests.Runtime;

/// <summary>Tail calls (specification 4.6.8, "return_call" and its kin): however deep, the stack does not grow.</summary>
public sealed class TailCallTests
{
    private const int Deep = 1_000_000;

    public static TheoryData<bool> Interruptible => new(false, true);

    [Theory]
    [MemberData(nameof(Interruptible))]
    public void Every_form_goes_a_million_deep(bool interruptible)
    {
        using var guest = new Guest(
            """
            (module
              (type $f (func (param i32 i64) (result i64)))
              (table funcref (elem $indirect $direct))
              (elem declare func $reference $direct)
              (func $direct (export "direct") (type $f)
                (if (result i64) (i32.eqz (local.get 0))
                  (then (local.get 1))
                  (else (return_call $direct (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 1))))))
              (func $indirect (export "indirect") (type $f)
                (if (result i64) (i32.eqz (local.get 0))
                  (then (local.get 1))
                  (else (return_call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 1))
                      (i32.const 0)))))
              (func $reference (export "reference") (type $f)
                (if (result i64) (i32.eqz (local.get 0))
                  (then (local.get 1))
                  (else (return_call_ref $f (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 1))
                      (ref.func $reference))))))
            """,
            options: new EngineOptions { Interruptible = interruptible });
        foreach (var export in new[] { "direct", "indirect", "reference" })
        {
            Assert.Equal(Deep, guest.Get<Func<int, long, long>>(export)(Deep, 0));
        }
    }

    [Theory]
    [MemberData(nameof(Interruptible))]
    public void Calls_with_more_arguments_than_their_caller_go_a_million_deep(bool interruptible)
    {
        // The arguments of the second do not fit into the first's part of the stack.
        const string Parameters = "i32 i64 f64 i32 i64 f64 i32 i64 f64 i32 i64 f64 i32 i64 f64 i32 i64 f64 i32 i64 f64 f32 v128 externref";
        var arguments = string.Concat(Enumerable.Range(1, 23).Select(index => $"(local.get {index})"));
        using var guest = new Guest(
            $"""
            (module
              (type $few (func (param i32) (result i32 i64)))
              (type $many (func (param {Parameters}) (result i32 i64)))
              (table funcref (elem $few $many))
              (func $few (export "run") (type $few)
                (return_call_indirect (type $many) (local.get 0) (i64.const 1) (f64.const 2) (i32.const 3) (i64.const 4) (f64.const 5)
                  (i32.const 6) (i64.const 7) (f64.const 8)
                  (i32.const 9) (i64.const 10) (f64.const 11) (i32.const 12) (i64.const 13) (f64.const 14) (i32.const 15) (i64.const 16)
                  (f64.const 17) (i32.const 18) (i64.const 19)
                  (f64.const 20) (f32.const 21) (v128.const i64x2 22 22) (ref.null extern) (i32.const 1)))
              (func $many (type $many)
                (if (i32.eqz (local.get 0))
                  (then (return (i32.trunc_f32_s (local.get 21)) (i64.add (local.get 19) (i64x2.extract_lane 1 (local.get 22))))))
                (if (i32.and (local.get 0) (i32.const 1)) (then (return_call $few (i32.sub (local.get 0) (i32.const 1)))))
                (return_call $many (i32.sub (local.get 0) (i32.const 1)) {arguments})))
            """,
            options: new EngineOptions { Interruptible = interruptible });
        Assert.Equal((21, 41L), guest.Get<Func<int, (int, long)>>("run")(Deep));
    }

    [Fact]
    public void Modules_call_each_other_in_turns_a_million_deep()
    {
        using var guest = new Guest("""
            (module
              (type $f (func (param i32) (result i32)))
              (table $t (export "table") 1 funcref)
              (func (export "even") (type $f)
                (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
                (return_call_indirect $t (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))))
            """);
        guest.Linker.DefineInstance("a", guest.Instance);
        using var module = Module.FromText(guest.Engine, """
            (module
              (import "a" "even" (func $even (param i32) (result i32)))
              (import "a" "table" (table 1 funcref))
              (func $odd (param i32) (result i32)
                (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
                (return_call $even (i32.sub (local.get 0) (i32.const 1))))
              (elem (i32.const 0) $odd))
            """);
        guest.Linker.Instantiate(guest.Store, module);
        var even = guest.Get<Func<int, int>>("even");
        Assert.Equal(1, even(Deep));
        Assert.Equal(0, even(Deep + 1));
    }

    [Fact]
    public void A_host_function_is_called_in_tail_position()
    {
        using var guest = new Guest(
            """
            (module
              (import "env" "f" (func $f (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
              (func (export "run") (param i32) (result i32)
                (return_call $f (local.get 0) (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6)
                  (i32.const 7))))
            """,
            linker => linker.Define("env", "f", (int a, int b, int c, int d, int e, int f, int g, int h) => a + b + c + d + e + f + g + h));
        Assert.Equal(128, guest.Get<Func<int, int>>("run")(100));
    }

    [Fact]
    public void A_loop_of_tail_calls_can_be_interrupted()
    {
        using var guest = new Guest(
            """(module (func $f (export "run") (return_call $g)) (func $g (return_call $f)))""",
            options: new EngineOptions { Interruptible = true });
        using (guest.Store.InterruptAfter(TimeSpan.FromMilliseconds(50)))
        {
            Assert.Equal(TrapCode.DeadlinePassed, Assert.Throws<TrapException>(guest.Get<Action>("run")).Code);
        }
    }
}
