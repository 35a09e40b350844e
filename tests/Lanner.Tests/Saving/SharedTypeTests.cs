namespace Lanner.Tests.Saving;

/// <summary>Structures and arrays of saved code: their classes have names by what they are, so that modules go on to share them.</summary>
public sealed class SharedTypeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lanner-saving-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Objects_of_saved_code_are_those_of_emitted_code()
    {
        // Types that no other test has, since their classes stay.
        const string types = """
            (rec (type $base (sub (struct (field i32) (field f32) (field i64))))
                 (type $derived (sub $base (struct (field i32) (field f32) (field i64) (field (mut (ref null $base))))))
                 (type $values (array (mut i16))))
            """;
        const string maker = $"""
            (module {types}
              (func (export "make") (result anyref) (struct.new $derived (i32.const 7) (f32.const 1) (i64.const 2) (ref.null $base)))
              (func (export "array") (result anyref) (array.new $values (i32.const 9) (i32.const 3))))
            """;
        const string reader = $"""
            (module {types}
              (func (export "read") (param anyref) (result i32) (struct.get $base 0 (ref.cast (ref $base) (local.get 0))))
              (func (export "sum") (param anyref) (result i32) (array.get_u $values (ref.cast (ref $values) (local.get 0)) (i32.const 2))))
            """;
        using var engine = new Engine(new EngineOptions { UnloadsModules = false });
        using var store = new Store(engine);
        var linker = new Linker(engine);
        using var saved = Module.FromCompiled(engine, Save(engine, maker));
        using var emitted = Module.FromText(engine, reader);
        var made = linker.Instantiate(store, saved);
        var read = linker.Instantiate(store, emitted);

        Assert.True(saved.Compiled.IsFromFile);
        Assert.Equal(7, read.GetFunction("read").Invoke(made.GetFunction("make").Invoke()[0])[0].AsInt32());
        Assert.Equal(9, read.GetFunction("sum").Invoke(made.GetFunction("array").Invoke()[0])[0].AsInt32());
    }

    [Fact]
    public void Types_whose_classes_can_be_unloaded_have_the_module_compiled_instead()
    {
        const string text = """
            (module (type $pair (struct (field i64) (field f64) (field i64) (field f64)))
              (func (export "f") (result i64)
                (struct.get $pair 2 (struct.new $pair (i64.const 1) (f64.const 2) (i64.const 3) (f64.const 4)))))
            """;
        using var engine = new Engine();
        using var module = Module.FromText(engine, text);
        Assert.Equal(3, Call(module));

        using var saved = Module.FromCompiled(engine, Save(engine, text));

        Assert.False(saved.Compiled.IsFromFile);
        Assert.Equal(3, Call(saved));
    }

    [Fact]
    public void A_supertype_in_another_group_is_found_when_it_is_needed()
    {
        const string text = """
            (module
              (type $a (sub (struct (field i8) (field i32))))
              (type $b (sub $a (struct (field i8) (field i32) (field i8))))
              (type $c (sub $b (struct (field i8) (field i32) (field i8) (field v128))))
              (func (export "f") (result i32)
                (struct.get $a 1 (struct.new $c (i32.const 1) (i32.const 42) (i32.const 3) (v128.const i64x2 0 0)))))
            """;
        using var engine = new Engine(new EngineOptions { UnloadsModules = false });
        using var saved = Module.FromCompiled(engine, Save(engine, text));
        using var store = new Store(engine);

        Assert.True(saved.Compiled.IsFromFile);
        Assert.Equal(42, new Linker(engine).Instantiate(store, saved).GetFunction<Func<int>>("f")());
    }

    private static long Call(Module module)
    {
        using var store = new Store(module.Engine);
        return new Linker(module.Engine).Instantiate(store, module).GetFunction<Func<long>>("f")();
    }

    private string Save(Engine engine, string text)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.lanner");
        using var module = Module.FromText(engine, text);
        module.SaveCompiled(path, TestContext.Current.CancellationToken);
        return path;
    }
}
