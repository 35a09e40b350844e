namespace Lanner.Tests.Runtime;

/// <summary>Traps as the embedder sees them.</summary>
public sealed class TrapTests
{
    [Theory]
    [InlineData("unreachable", TrapCode.Unreachable, "unreachable")]
    [InlineData("(drop (i32.div_s (i32.const 1) (i32.const 0)))", TrapCode.IntegerDivideByZero, "integer divide by zero")]
    [InlineData("(drop (i64.rem_u (i64.const 1) (i64.const 0)))", TrapCode.IntegerDivideByZero, "integer divide by zero")]
    [InlineData("(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))", TrapCode.IntegerOverflow, "integer overflow")]
    [InlineData("(drop (i32.trunc_f64_s (f64.const 1e10)))", TrapCode.IntegerOverflow, "integer overflow")]
    [InlineData("(drop (i32.trunc_f64_s (f64.const nan)))", TrapCode.InvalidConversionToInteger, "invalid conversion to integer")]
    [InlineData("(drop (i32.load (i32.const 65536)))", TrapCode.MemoryOutOfBounds, "out of bounds memory access")]
    [InlineData("(drop (i32.load (i32.const 65533)))", TrapCode.MemoryOutOfBounds, "out of bounds memory access")]
    [InlineData("(i64.store offset=0xffffffff (i32.const -1) (i64.const 0))", TrapCode.MemoryOutOfBounds, "out of bounds memory access")]
    [InlineData("(memory.fill (i32.const 65530) (i32.const 0) (i32.const 7))", TrapCode.MemoryOutOfBounds, "out of bounds memory access")]
    [InlineData("(memory.init 0 (i32.const 0) (i32.const 0) (i32.const 4))", TrapCode.MemoryOutOfBounds, "out of bounds memory access")]
    [InlineData("(drop (table.get (i32.const 3)))", TrapCode.TableOutOfBounds, "out of bounds table access")]
    [InlineData("(table.init 0 0 (i32.const 0) (i32.const 1) (i32.const 1))", TrapCode.TableOutOfBounds, "out of bounds table access")]
    [InlineData("(call_indirect (i32.const 3))", TrapCode.UndefinedElement, "undefined element")]
    [InlineData("(call_indirect (i32.const 1))", TrapCode.UninitializedElement, "uninitialized element")]
    [InlineData("(call_indirect (param i32) (i32.const 1) (i32.const 0))", TrapCode.IndirectCallTypeMismatch, "indirect call type mismatch")]
    [InlineData("(call_ref $t (ref.null $t))", TrapCode.NullFunctionReference, "null function reference")]
    public void Traps_have_the_words_of_the_suite(string body, TrapCode code, string message)
    {
        using var guest = new Guest($"""
            (module
              (type $t (func))
              (memory 1)
              (table 3 funcref)
              (elem (i32.const 0) $f)
              (elem func $f)
              (data "abc")
              (func $f (export "run") {body}))
            """);
        var error = Assert.Throws<TrapException>(guest.Get<Action>("run"));
        Assert.Equal(code, error.Code);
        Assert.Equal(message, error.Message);
        error = Assert.Throws<TrapException>(() => guest.Invoke("run"));
        Assert.Equal(code, error.Code);
    }

    [Fact]
    public void Every_code_has_a_message()
    {
        foreach (var code in Enum.GetValues<TrapCode>())
        {
            Assert.NotEqual(code.ToString(), TrapMessages.Of(code));
        }
    }

    [Fact]
    public void The_backtrace_names_functions()
    {
        using var guest = new Guest("""
            (module $calculator
              (func $divide (param i32 i32) (result i32) local.get 0 local.get 1 i32.div_s)
              (func $middle (param i32) (result i32) (i32.add (i32.const 1) (call $divide (i32.const 1) (local.get 0))))
              (func $outer (export "run") (param i32) (result i32) (i32.add (i32.const 1) (call $middle (local.get 0)))))
            """);
        var run = guest.Get<Func<int, int>>("run");
        Assert.Equal(2, run(2));
        var error = Assert.Throws<TrapException>(() => run(0));
        Assert.Equal(["divide", "middle", "outer"], error.Backtrace.Select(frame => frame.FunctionName));
        Assert.All(error.Backtrace, frame => Assert.Equal("calculator", frame.ModuleName));
        Assert.Equal([0, 1, 2], error.Backtrace.Select(frame => frame.FunctionIndex));
        Assert.All(error.Backtrace, frame => Assert.InRange(frame.Offset, 1, guest.Module.Definition.Bytes.Length));
        Assert.Contains("in calculator!divide (function 0, offset 0x", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Functions.divide", error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_without_a_name_goes_by_its_export()
    {
        using var guest = new Guest("""(module (func (export "run") call 1) (func unreachable))""");
        var error = Assert.Throws<TrapException>(guest.Get<Action>("run"));
        Assert.Equal([null, "run"], error.Backtrace.Select(frame => frame.FunctionName));
        Assert.StartsWith("function[1] (offset 0x", error.Backtrace[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_backtrace_goes_through_the_host_and_a_trap_stays_one_object()
    {
        Instance? instance = null;
        TrapException? seen = null;
        using var guest = new Guest(
            """
            (module
              (import "env" "f" (func $f))
              (func $inner (export "inner") (drop (i32.div_u (i32.const 1) (i32.const 0))))
              (func $outer (export "outer") call $f))
            """,
            linker => linker.Define("env", "f", () =>
            {
                try
                {
                    instance!.GetFunction<Action>("inner")();
                }
                catch (TrapException trap)
                {
                    seen = trap;
                    throw;
                }
            }));
        instance = guest.Instance;
        Assert.Same(Assert.Throws<TrapException>(guest.Get<Action>("outer")), seen);
        Assert.Equal("inner", seen!.Backtrace[0].FunctionName);
    }

    [Fact]
    public void An_exhausted_stack_has_a_short_backtrace()
    {
        using var guest = new Guest("""(module (func $f (export "f") (result i32) (i32.add (i32.const 1) (call $f))))""");
        var error = Assert.Throws<TrapException>(() => guest.Get<Func<int>>("f")());
        Assert.Equal(100, error.Backtrace.Count);
        Assert.All(error.Backtrace, frame => Assert.Equal("f", frame.FunctionName));
    }

    [Fact]
    public void An_instance_works_after_a_trap()
    {
        using var guest = new Guest("""(module (func (export "f") (param i32) (result i32) (i32.div_u (i32.const 8) (local.get 0))))""");
        var run = guest.Get<Func<int, int>>("f");
        for (var round = 0; round < 3; round++)
        {
            Assert.Throws<TrapException>(() => run(0));
            Assert.Equal(4, run(2));
        }
    }
}
