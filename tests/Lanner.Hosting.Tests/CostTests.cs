using System.Diagnostics;
using System.Globalization;

namespace Lanner.Hosting.Tests;

/// <summary>The cost of a call, printed where <c>LANNER_MEASURE</c> is set: the best of some rounds, for a quiet machine.</summary>
public sealed class CostTests(ITestOutputHelper output)
{
    private const string Module = """
        (module (memory 1) (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
        """;

    private const int Rounds = 5, Calls = 20_000;

    [Theory]
    [InlineData("module, fresh", Module, 1)]
    [InlineData("module, reused", Module, int.MaxValue)]
    [InlineData("component, fresh", Guests.Component, 1)]
    [InlineData("component, reused", Guests.Component, int.MaxValue)]
    public async Task An_instance_is_rented_called_and_given_back(string name, string text, int reuse)
    {
        var calls = Environment.GetEnvironmentVariable("LANNER_MEASURE") is null ? 10 : Calls;
        await using var catalog = Guests.Catalog(guest => guest.Pool.Reuse = reuse, text);
        var pool = catalog.Get("guest");
        foreach (var callers in (int[])[1, Environment.ProcessorCount])
        {
            var best = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                var allocated = GC.GetTotalAllocatedBytes();
                var start = Stopwatch.GetTimestamp();
                await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(pool, calls / callers))));
                best = double.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls);
                if (round == Rounds - 1)
                {
                    output.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name}, {callers} at once: {best:F1} µs, {(GC.GetTotalAllocatedBytes() - allocated) / calls} bytes"));
                }
            }
        }
    }

    private static async Task CallAsync(GuestPool pool, int calls)
    {
        for (var call = 0; call < calls; call++)
        {
            var sum = await pool.CallAsync(
                static lease => lease.Component is { } component
                    ? CallAsync(component.GetFunction("add"), lease)
                    : CallAsync(lease.Module!.GetFunction("add"), lease),
                cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(3, sum);
        }
    }

    private static async Task<int> CallAsync(Function add, GuestLease lease) =>
        (await add.InvokeAsync(new Value[] { 1, 2 }, lease.Scheduler, lease.Cancellation))[0].AsInt32();

    private static async Task<int> CallAsync(Components.ComponentFunction add, GuestLease lease) => (int)(await add.CallAsync(
        new[] { Components.ComponentValue.FromU32(1), Components.ComponentValue.FromU32(2) }, lease.Scheduler, lease.Cancellation))!
        .Value.AsU32();
}
