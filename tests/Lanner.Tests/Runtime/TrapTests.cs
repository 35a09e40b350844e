namespace Lanner.Tests.Runtime;

/// <summary>Traps as the embedder sees them.</summary>
public sealed class TrapTests
{
    private static readonly (string Body, TrapCode Code, string Message)[] Cases =
    [
        ("unreachable", TrapCode.Unreachable, "unreachable"),
        ("(drop (i32.div_s (i32.const 1) (i32.const 0)))", TrapCode.IntegerDivideByZero, "integer divide by zero"),
        ("(drop (i64.rem_u (i64.const 1) (i64.const 0)))", TrapCode.IntegerDivideByZero, "integer divide by zero"),
        ("(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))", TrapCode.IntegerOverflow, "integer overflow"),
        ("(drop (i32.trunc_f64_s (f64.const 1e10)))", TrapCode.IntegerOverflow, "integer overflow"),
        ("(drop (i32.trunc_f64_s (f64.const nan)))", TrapCode.InvalidConversionToInteger, "invalid conversion to integer"),
        ("(drop (i32.load (i32.const 65536)))", TrapCode.MemoryOutOfBounds, "out of bounds memory access"),
        ("(drop (i32.load (i32.const 65533)))", TrapCode.MemoryOutOfBounds, "out of bounds memory access"),
        ("(i64.store offset=0xffffffff (i32.const -1) (i64.const 0))", TrapCode.MemoryOutOfBounds, "out of bounds memory access"),
        ("(memory.fill (i32.const 65530) (i32.const 0) (i32.const 7))", TrapCode.MemoryOutOfBounds, "out of bounds memory access"),
        ("(memory.init 0 (i32.const 0) (i32.const 0) (i32.const 4))", TrapCode.MemoryOutOfBounds, "out of bounds memory access"),
        ("(drop (table.get (i32.const 3)))", TrapCode.TableOutOfBounds, "out of bounds table access"),
        ("(table.init 0 0 (i32.const 0) (i32.const 1) (i32.const 1))", TrapCode.TableOutOfBounds, "out of bounds table access"),
        ("(call_indirect (i32.const 3))", TrapCode.UndefinedElement, "undefined element"),
        ("(call_indirect (i32.const 1))", TrapCode.UninitializedElement, "uninitialized element"),
        ("(call_indirect (param i32) (i32.const 1) (i32.const 0))", TrapCode.IndirectCallTypeMismatch, "indirect call type mismatch"),
        ("(call_ref $t (ref.null $t))", TrapCode.NullFunctionReference, "null function reference"),
        ("(drop (i64.div_s (i64.const 0x8000000000000000) (i64.const -1)))", TrapCode.IntegerOverflow, "integer overflow"),
        ("(drop (i32.rem_s (i32.const 1) (i32.const 0)))", TrapCode.IntegerDivideByZero, "integer divide by zero"),
        ("(drop (i64.trunc_f32_u (f32.const -1)))", TrapCode.IntegerOverflow, "integer overflow"),
        ("(drop (i64.trunc_f32_s (f32.const nan)))", TrapCode.InvalidConversionToInteger, "invalid conversion to integer"),
        ("(memory.copy (i32.const 0) (i32.const 65530) (i32.const 7))", TrapCode.MemoryOutOfBounds, "out of bounds memory access"),
        ("(table.set (i32.const 3) (ref.null func))", TrapCode.TableOutOfBounds, "out of bounds table access"),
        ("(table.fill (i32.const 2) (ref.null func) (i32.const 2))", TrapCode.TableOutOfBounds, "out of bounds table access"),
        ("(table.copy (i32.const 2) (i32.const 0) (i32.const 2))", TrapCode.TableOutOfBounds, "out of bounds table access"),
        ("(drop (ref.as_non_null (ref.null func)))", TrapCode.NullReference, "null reference"),
        ("(drop (struct.get $pair 0 (ref.null $pair)))", TrapCode.NullStructureReference, "null structure reference"),
        ("(struct.set $pair 1 (ref.null $pair) (i64.const 1))", TrapCode.NullStructureReference, "null structure reference"),
        ("(drop (array.get_u $bytes (ref.null $bytes) (i32.const 0)))", TrapCode.NullArrayReference, "null array reference"),
        ("(drop (array.len (ref.null array)))", TrapCode.NullArrayReference, "null array reference"),
        ("(drop (array.get_u $bytes (array.new_default $bytes (i32.const 4)) (i32.const 4)))", TrapCode.ArrayOutOfBounds,
            "out of bounds array access"),
        ("(array.set $bytes (array.new_default $bytes (i32.const 4)) (i32.const -1) (i32.const 1))", TrapCode.ArrayOutOfBounds,
            "out of bounds array access"),
        ("(array.fill $bytes (array.new_default $bytes (i32.const 4)) (i32.const 2) (i32.const 1) (i32.const 3))",
            TrapCode.ArrayOutOfBounds, "out of bounds array access"),
        ("(drop (i31.get_s (ref.null i31)))", TrapCode.NullI31Reference, "null i31 reference"),
        ("(drop (ref.cast (ref $bytes) (struct.new_default $pair)))", TrapCode.CastFailure, "cast failure"),
        ("(drop (ref.cast (ref i31) (ref.null any)))", TrapCode.CastFailure, "cast failure"),
        ("(throw_ref (ref.null exn))", TrapCode.NullExceptionReference, "null exception reference"),
        ("(drop (i32.atomic.load (i32.const 1)))", TrapCode.UnalignedAtomic, "unaligned atomic"),
        ("(drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0)))", TrapCode.ExpectedSharedMemory,
            "expected shared memory"),
        ("(call $f)", TrapCode.StackExhausted, "call stack exhausted"),
    ];

    /// <summary>Each kind of trap in each way of keeping guests inside their memories.</summary>
    public static TheoryData<string, TrapCode, string, MemoryMode> CasesOfModes
    {
        get
        {
            var data = new TheoryData<string, TrapCode, string, MemoryMode>();
            foreach (var (body, code, message) in Cases)
            {
                data.Add(body, code, message, MemoryMode.Guarded);
                data.Add(body, code, message, MemoryMode.Checked);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CasesOfModes))]
    public void A_trap_has_the_words_of_the_suite_and_ordinary_work_goes_on_after_it(
        string body, TrapCode code, string message, MemoryMode mode)
    {
        Assert.SkipWhen(mode == MemoryMode.Guarded && !OperatingSystem.IsLinux(), "Memories are guarded on Linux only.");
        using var guest = new Guest(
            $"""
            (module
              (type $t (func))
              (type $pair (struct (field i32) (field (mut i64))))
              (type $bytes (array (mut i8)))
              (memory 1)
              (table 3 funcref)
              (elem (i32.const 0) $f)
              (elem func $f)
              (data "abc")
              (func $f (export "run") {body})
              (func (export "work") (param i32) (result i32)
                (i32.store (i32.const 100) (local.get 0))
                (i32.div_u (i32.load (i32.const 100)) (i32.const 2))))
            """,
            options: new EngineOptions { MemoryMode = mode });
        var run = guest.Get<Action>("run");
        var work = guest.Get<Func<int, int>>("work");
        for (var round = 0; round < 2; round++)
        {
            var error = Assert.Throws<TrapException>(run);
            Assert.Equal(code, error.Code);
            Assert.Equal(message, error.Message);
            Assert.Equal(21, work(42));
        }

        Assert.Equal(code, Assert.Throws<TrapException>(() => guest.Invoke("run")).Code);
        Assert.Equal(21, guest.Invoke("work", 42)[0].AsInt32());
        Assert.Throws<NullReferenceException>(() => ((string?)null)!.ToUpperInvariant());
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
