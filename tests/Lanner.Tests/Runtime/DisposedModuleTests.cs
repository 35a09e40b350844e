using System.Globalization;
using System.Text;

namespace Lanner.Tests.Runtime;

/// <summary>Instances whose module is disposed of, and code of theirs that was not emitted until then.</summary>
public sealed class DisposedModuleTests
{
    private const int Functions = 60;

    /// <summary>Functions of some KB each, which become many parts. Each returns its number, by itself, through the table and through the
    /// next function.</summary>
    private static readonly string Text = MakeText();

    [Theory]
    [InlineData(CompilationMode.Lazy)]
    [InlineData(CompilationMode.Background)]
    [InlineData(CompilationMode.Eager)]
    public void Every_function_of_an_instance_can_still_be_called(CompilationMode mode)
    {
        using var engine = new Engine(new EngineOptions { Compilation = mode });
        using var store = new Store(engine);
        Instance instance;
        using (var module = Module.FromText(engine, Text))
        {
            instance = new Linker(engine).Instantiate(store, module);
        }

        for (var number = 0; number < Functions; number++)
        {
            Assert.Equal(number, instance.GetFunction<Func<int>>($"f{number}")());
        }
    }

    [Theory]
    [InlineData("through the table")]
    [InlineData("through references")]
    [InlineData("through each other")]
    public void Every_function_can_be_called_by_another(string how)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var module = Module.FromText(engine, Text);
        var call = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>(how);
        module.Dispose();
        for (var number = Functions - 1; number >= 0; number--)
        {
            Assert.Equal(how == "through each other" ? Functions - 1 : number, call(number));
        }
    }

    [Fact]
    public void A_trap_still_knows_its_functions()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var module = Module.FromText(engine, Text);
        var instance = new Linker(engine).Instantiate(store, module);
        module.Dispose();
        var trap = Assert.Throws<TrapException>(instance.GetFunction<Action>("trap"));
        Assert.Equal("trap", Assert.Single(trap.Backtrace).FunctionName);
    }

    [Fact]
    public void No_new_instance_can_be_made()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var module = Module.FromText(engine, Text);
        module.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new Linker(engine).Instantiate(store, module));
    }

    [Fact]
    public void The_other_instances_go_on_when_the_store_of_one_is_disposed_of()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, Text);
        var linker = new Linker(engine);
        using var store = new Store(engine);
        var kept = linker.Instantiate(store, module);
        using (var other = new Store(engine))
        {
            linker.Instantiate(other, module);
            linker.Instantiate(other, module);
            module.Dispose();
        }

        Assert.Equal(Functions - 1, kept.GetFunction<Func<int>>($"f{Functions - 1}")());
        Assert.Equal(7, kept.GetFunction<Func<int, int>>("through the table")(7));
    }

    private static string MakeText()
    {
        var text = new StringBuilder("(module (type $f (func (result i32)))");
        text.Append(CultureInfo.InvariantCulture, $"(table {Functions} funcref) (elem (i32.const 0) func");
        for (var number = 0; number < Functions; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $" $f{number}");
        }

        text.Append(')');
        for (var number = 0; number < Functions; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"(func $f{number} (export \"f{number}\") (result i32) (i32.const {number})");
            for (var step = 0; step < 800; step++)
            {
                text.Append("(i32.add (i32.const 1)) (i32.sub (i32.const 1))");
            }

            text.Append(')');
        }

        text.Append(
            """
            (func (export "through the table") (param i32) (result i32) (call_indirect (type $f) (local.get 0)))
            (func (export "through references") (param i32) (result i32) (call_ref $f (ref.cast (ref $f) (table.get (local.get 0)))))
            (func (export "trap") unreachable)
            (func (export "through each other") (param i32) (result i32)
            """);
        for (var number = 0; number < Functions; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"(call $f{number})");
            text.Append(number < Functions - 1 ? "drop " : "))");
        }

        return text.ToString();
    }
}
