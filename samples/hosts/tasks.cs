#:project ../../src/Lanner/Lanner.csproj
#:project ../../src/Lanner.Components/Lanner.Components.csproj
using Lanner;
using Lanner.Components;

using var engine = new Engine();
var component = Component.FromText(engine, """
    (component
      (import "fetch" (func $fetch async (param "name" u32) (result u32)))
      (core func $fetch (canon lower (func $fetch)))
      (core func $return (canon task.return (result u32)))
      (core module $M
        (import "" "fetch" (func $fetch (param i32) (result i32)))
        (import "" "return" (func $return (param i32)))
        (func (export "run") (param $name i32)
          (call $return (call $fetch (local.get $name)))))
      (core instance $m (instantiate $M (with "" (instance
        (export "fetch" (func $fetch))
        (export "return" (func $return))))))
      (func (export "run") async (param "name" u32) (result u32)
        (canon lift (core func $m "run") async)))
    """);
var linker = new ComponentLinker(engine);
linker.DefineAsync(null, "fetch", async (store, arguments, cancellation) =>
{
    var name = arguments.Span[0].AsU32();
    await Task.Delay(10, cancellation);
    return ComponentValue.FromU32(2 * name);
});

// A hundred calls of one instance wait at once.
using var store = new Store(engine);
var run = linker.Instantiate(store, component).GetFunction("run");
var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(
    name => run.CallAsync(new[] { ComponentValue.FromU32((uint)name) })));
Console.WriteLine($"{results.Length} calls, {results.Sum(result => result!.Value.AsU32())}");
