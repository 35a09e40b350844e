namespace Lanner.Tests.Hostile;

/// <summary>What one guest left in a table must not be found by the next.</summary>
public sealed class TableReuseTests
{
    private const string Program = """
        (module
          (table $functions (export "functions") 2000 9000 funcref)
          (table $objects (export "objects") 2000 9000 externref)
          (elem (table $functions) (i32.const 7) func $f)
          (func $f (export "f"))
          (func (export "first dirty") (result i32) (local $at i32)
            (loop $next
              (if (i32.and (i32.eqz (ref.is_null (table.get $functions (local.get $at)))) (i32.ne (local.get $at) (i32.const 7))) (then (return (local.get $at))))
              (if (i32.eqz (ref.is_null (table.get $objects (local.get $at)))) (then (return (local.get $at))))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br_if $next (i32.lt_u (local.get $at) (table.size $functions))))
            (i32.const -1))
          (func (export "soil") (param externref)
            (table.fill $functions (i32.const 0) (ref.func $f) (table.size $functions))
            (table.fill $objects (i32.const 0) (local.get 0) (table.size $objects)))
          (func (export "grow") (result i32)
            (drop (table.grow $functions (ref.null func) (i32.const 3000)))
            (table.grow $objects (ref.null extern) (i32.const 3000))))
        """;

    [Theory]
    [InlineData(CompilationMode.Lazy)]
    [InlineData(CompilationMode.Eager)]
    public void A_new_table_shows_nothing_of_an_old_one(CompilationMode mode)
    {
        using var engine = new Engine(new EngineOptions { Compilation = mode });
        using var module = Module.FromText(engine, Program);
        for (var round = 0; round < 30; round++)
        {
            using var store = new Store(engine);
            var instance = new Linker(engine).Instantiate(store, module);
            var firstDirty = instance.GetFunction<Func<int>>("first dirty");
            var soil = instance.GetFunction<Action<object?>>("soil");
            Assert.Equal(-1, firstDirty());
            Assert.Same(instance.GetFunction("f"), instance.GetTable("functions")[7]);
            soil("secret");
            Assert.Equal(0, firstDirty());
            if (round % 2 == 0)
            {
                // What is added is empty, beside what is not.
                Assert.Equal(2000, instance.GetFunction<Func<int>>("grow")());
                var (functions, objects) = (instance.GetTable("functions"), instance.GetTable("objects"));
                Assert.All(Enumerable.Range(2000, 3000), index => Assert.True(functions[index] is null && objects[index] is null));
                soil("secret");
            }
        }
    }
}
