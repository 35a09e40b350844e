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
