namespace Lanner.Components.Tests;

/// <summary>Components in files with the code of their modules.</summary>
public sealed class CompiledComponentTests : IDisposable
{
    private const string Text = """
        (component
          (core module $M (func (export "f") (result i32) (i32.const 7)))
          (component $C
            (core module $N (func (export "g") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
            (core instance $n (instantiate $N))
            (func (export "g") (param "n" u32) (result u32) (canon lift (core func $n "g"))))
          (core instance $m (instantiate $M))
          (instance $c (instantiate $C))
          (func (export "f") (result u32) (canon lift (core func $m "f")))
          (export "g" (func $c "g")))
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lanner-components-");
    private readonly Engine _engine = new();

    private string File => Path.Combine(_folder.FullName, "c.lanner");

    [Fact]
    public void A_component_from_a_file_does_what_it_did_before()
    {
        Save(_engine);
        Assert.True(Component.IsCompiled(File));
        Assert.False(Component.IsCompiledInterruptible(File));
        var component = Component.FromCompiled(_engine, File);
        Assert.Equal(2, component.CoreModules.Count);
        using var store = new Store(_engine);
        var instance = new ComponentLinker(_engine).Instantiate(store, component);
        Assert.Equal("7", instance.CallWave("f()"));
        Assert.Equal("42", instance.CallWave("g(21)"));
    }

    [Fact]
    public void A_file_for_other_options_is_refused()
    {
        using var engine = new Engine(new EngineOptions { Interruptible = true });
        Save(engine);
        Assert.True(Component.IsCompiledInterruptible(File));
        Assert.Contains(
            "it was compiled to be interruptible",
            Assert.Throws<CompiledModuleException>(() => Component.FromCompiled(_engine, File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_cut_or_changed_is_refused()
    {
        Save(_engine);
        var bytes = System.IO.File.ReadAllBytes(File);
        foreach (var length in (int[])[0, 7, 20, 28, 40, bytes.Length / 2, bytes.Length - 1])
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            Assert.Throws<CompiledModuleException>(() => Component.FromCompiled(_engine, File));
        }

        // The header, the component, and the end; what is in between has the checksums of modules, which are tested with them.
        for (var position = 0; position < 300; position++)
        {
            var changed = bytes.ToArray();
            changed[position] ^= 0x41;
            System.IO.File.WriteAllBytes(File, changed);
            Assert.Throws<CompiledModuleException>(() => Component.FromCompiled(_engine, File));
        }

        Assert.False(Component.IsCompiled(typeof(Component).Assembly.Location));
    }

    [Theory]
    [InlineData("(component)", true)]
    [InlineData(" ;; (module)\n (; (; x ;) ;) ( component $c)", true)]
    [InlineData("\uFEFF(component (core module))", true)]
    [InlineData(";; a line that ends as on old machines\r(component)", true)]
    [InlineData("(module)", false)]
    [InlineData("(components)", false)]
    [InlineData("(; (component", false)]
    [InlineData("", false)]
    [InlineData("\0asm\u0001\0\0\0", false)]
    [InlineData("\0asm\u000d\0\u0001\0", true)]
    [InlineData("\0asm\u000d\0", false)]
    public void Components_are_told_from_modules(string content, bool isComponent) =>
        Assert.Equal(isComponent, Component.IsComponent(System.Text.Encoding.UTF8.GetBytes(content)));

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Save(Engine engine) => Component.FromText(engine, Text).SaveCompiled(File);
}
