namespace Lanner.Tests.Api;

/// <summary>Calls across the border allocate nothing, whatever their signature.</summary>
public sealed class CallAllocationTests : IDisposable
{
    private const int Calls = 1000;

    private readonly Guest _guest;

    public CallAllocationTests() => _guest = new Guest(
        """
        (module
          (import "host" "none" (func $none (result i32)))
          (import "host" "eight" (func $eight (param i32 i64 f32 f64 i32 i64 f32 f64) (result f64)))
          (import "host" "pair" (func $pair (param i32 i64) (result i64 i32)))
          (func (export "none") (result i32) (i32.const 1))
          (func (export "eight") (param i32 i64 f32 f64 i32 i64 f32 f64) (result f64) (local.get 7))
          (func (export "pair") (param i32 i64) (result i64 i32) (local.get 1) (local.get 0))
          (func (export "reference") (param externref) (result externref) (local.get 0))
          (func (export "call_host") (param $count i32)
            (loop $next
              (drop (call $none))
              (drop (call $eight (i32.const 1) (i64.const 2) (f32.const 3) (f64.const 4) (i32.const 5) (i64.const 6) (f32.const 7)
                  (f64.const 8)))
              (call $pair (i32.const 1) (i64.const 2)) (drop) (drop)
              (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
        """,
        linker =>
        {
            linker.Define("host", "none", () => 1);
            linker.Define("host", "eight", (int _, long _, float _, double _, int _, long _, float _, double last) => last);
            linker.Define("host", "pair", (Caller caller, int first, long second) => (second, first));
        });

    [Fact]
    public void From_the_host_without_parameters() => AssertAllocatesNothing(_guest.Get<Func<int>>("none"), static callee => callee());

    [Fact]
    public void From_the_host_with_eight_parameters() => AssertAllocatesNothing(
        _guest.Get<Func<int, long, float, double, int, long, float, double, double>>("eight"),
        static callee => callee(1, 2, 3, 4, 5, 6, 7, 8));

    [Fact]
    public void From_the_host_with_two_results() =>
        AssertAllocatesNothing(_guest.Get<Func<int, long, (long, int)>>("pair"), static callee => callee(1, 2));

    [Fact]
    public void From_the_host_with_references() =>
        AssertAllocatesNothing(_guest.Get<Func<object?, object?>>("reference"), static callee => callee("text"));

    [Fact]
    public void From_the_guest()
    {
        var callHost = _guest.Get<Action<int>>("call_host");
        callHost(Calls);

        Assert.Equal(0, Patience.FewestBytesAllocated(() => callHost(Calls)));
    }

    public void Dispose() => _guest.Dispose();

    private static void AssertAllocatesNothing<TDelegate>(TDelegate callee, Action<TDelegate> call)
    {
        call(callee);
        Assert.Equal(0, Patience.FewestBytesAllocated(() =>
        {
            for (var index = 0; index < Calls; index++)
            {
                call(callee);
            }
        }));
    }
}
