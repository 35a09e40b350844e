namespace Lanner.Hostile.Attacks;

/// <summary>A tenant of the same engine that computes, in stores of its own, what is known: with a memory, a table and objects.</summary>
internal sealed class OtherTenant(Engine engine) : IDisposable
{
    /// <summary>The sum of the squares below a thousand.</summary>
    private const int Expected = 999 * 1000 * 1999 / 6;

    private static readonly StoreLimits Limits = new() { MemoryBytes = 4 << 20, HeapBytes = 2 << 20, CallTime = TimeSpan.FromSeconds(20) };

    private readonly Module _module = Module.FromText(engine, """
        (module
          (type $f (func (param i32) (result i32))) (type $node (struct (field (ref null $node)) (field i32)))
          (memory 1 4) (table funcref (elem $square))
          (func $square (type $f) (i32.mul (local.get 0) (local.get 0)))
          (func (export "sum") (result i32) (local $i i32) (local $list (ref null $node)) (local $sum i32)
            (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then (unreachable)))
            (loop $l
              (i32.store (i32.mul (local.get $i) (i32.const 4)) (call_indirect (type $f) (local.get $i) (i32.const 0)))
              (local.set $list (struct.new $node (local.get $list) (i32.load (i32.mul (local.get $i) (i32.const 4)))))
              (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))
            (loop $l
              (local.set $sum (i32.add (local.get $sum) (struct.get $node 1 (local.get $list))))
              (local.set $list (struct.get $node 0 (local.get $list)))
              (br_if $l (i32.eqz (ref.is_null (local.get $list)))))
            (local.get $sum)))
        """);

    /// <summary>Computes once, in a new store.</summary>
    internal void Compute()
    {
        using var store = new Store(engine, Limits with { Fuel = engine.Options.FuelCosts is null ? null : 1_000_000_000 });
        var sum = new Linker(engine).Instantiate(store, _module).GetFunction<Func<int>>("sum")();
        if (sum != Expected)
        {
            throw new InvalidOperationException($"The other tenant got {sum}.");
        }
    }

    /// <summary>Computes until it is told to end; returns how many times.</summary>
    internal int ComputeUntil(CancellationToken end)
    {
        var rounds = 0;
        do
        {
            Compute();
            rounds++;
            Thread.Sleep(1);
        }
        while (!end.IsCancellationRequested);
        return rounds;
    }

    public void Dispose() => _module.Dispose();
}
