using System.Runtime.CompilerServices;

namespace Lanner.Tests.Runtime;

/// <summary>Tests what is left of a module that nobody uses any more.</summary>
public sealed class UnloadingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_code_of_a_module_is_unloaded_with_its_last_instance(bool disposes)
    {
        var code = Use(disposes);
        Assert.True(Patience.UntilCollected(() => !code.IsAlive));
    }

    /// <summary>The thread of the deadlines had a look at that of the call, and waits for another one now.</summary>
    [Fact]
    public void A_store_that_is_disposed_of_is_collected_before_the_deadlines_of_its_calls_would_have_come()
    {
        var store = CallWithin(TimeSpan.FromHours(1));
        Assert.True(Patience.UntilCollected(() => !store.IsAlive));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CallWithin(TimeSpan time)
    {
        using var guest = new Guest(
            """(module (import "env" "wait" (func $wait)) (func (export "run") (call $wait)))""",
            linker => linker.Define("env", "wait", () => Thread.Sleep(50)),
            new EngineOptions { Interruptible = true },
            new StoreLimits { CallTime = time });
        guest.Get<Action>("run")();
        return new WeakReference(guest.Store);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Use(bool disposes)
    {
        var guest = new Guest(
            """
            (module
              (import "env" "f" (func $f (param i32) (result i32)))
              (import "env" "g" (func $g (param i32) (result i32 i64)))
              (table 1 funcref)
              (elem (i32.const 0) $h)
              (func $h (export "run") (param i32) (result i32) local.get 0 call $f)
              (func (export "div") (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
              (func (export "two") (param i32) (result i32 i64) local.get 0 call $g))
            """,
            linker =>
            {
                linker.Define("env", "f", (Caller caller, int value) => caller.Instance.Exports.Count + value);
                linker.Define(
                    "env", "g", FunctionType.Create([WasmValueType.I32], [WasmValueType.I32, WasmValueType.I64]),
                    (_, arguments, results) => results[0] = arguments[0]);
            });
        Assert.Equal(5, guest.Get<Func<int, int>>("run")(2));
        Assert.Equal([2, 0L], guest.Invoke("two", 2));
        Assert.Equal("div", Assert.Throws<TrapException>(() => guest.Invoke("div", 0)).Backtrace[0].FunctionName);
        if (disposes)
        {
            guest.Dispose();
        }

        return new WeakReference(guest.Instance.State.GetType().Assembly);
    }
}
