// Runs a guest with vectors, structures, arrays, several results and a trap, which all need members of .NET that nothing else here uses.
using Lanner;

using var engine = new Engine();
using var module = Module.FromText(
    engine,
    """
    (module
      (import "env" "twice" (func $twice (param i32) (result i32)))
      (type $pair (struct (field (mut i32)) (field i64)))
      (type $numbers (array (mut f32)))
      (memory 1)
      (func (export "vectors") (param i32) (result i32 i64)
        (i32x4.extract_lane 2
          (i32x4.mul (i32x4.splat (local.get 0))
            (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
              (v128.const i32x4 1 2 3 4) (i32x4.splat (i32.popcnt (local.get 0))))))
        (i64.extend_i32_u (struct.get $pair 0 (struct.new $pair (call $twice (local.get 0)) (i64.const 2)))))
      (func (export "numbers") (param f64) (result f64)
        (f64.add (f64.sqrt (f64.nearest (local.get 0)))
          (f64.promote_f32 (array.get $numbers (array.new $numbers (f32.const 2.5) (i32.const 3)) (i32.const 1)))))
      (func (export "trap") (result i32) (i32.load (i32.const 100000))))
    """);
using var store = new Store(engine);
var linker = new Linker(engine);
linker.Define("env", "twice", (int number) => 2 * number);
var instance = linker.Instantiate(store, module);
Console.WriteLine(instance.GetFunction<Func<int, (int, long)>>("vectors")(7));
Console.WriteLine(string.Join(' ', instance.GetFunction("vectors").Invoke(7)));
Console.WriteLine(instance.GetFunction<Func<double, double>>("numbers")(16.2));
try
{
    instance.GetFunction<Func<int>>("trap")();
}
catch (TrapException trap)
{
    Console.WriteLine($"{trap.Code} in {trap.Backtrace[0].FunctionName}");
}
