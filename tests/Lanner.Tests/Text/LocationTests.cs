namespace Lanner.Tests.Text;

/// <summary>Mistakes in a text are told by line and column, also when only validation finds them.</summary>
public sealed class LocationTests
{
    [Theory]
    [InlineData("(module\n  (func\n    i32.const 1\n    i64.eqz\n    drop))", 4, 5)]
    [InlineData("(module\n  (func (drop\n    (i64.eqz (i32.const 1)))))", 3, 6)]
    [InlineData("(module (func)\n  (func (block (result i32)\n    nop)))", 3, 8)]
    [InlineData("(module (func)\n  (func block (result i32)\n    nop\n  end))", 4, 3)]
    [InlineData("(module\n  (func (result i32)\n  ))", 3, 3)]
    [InlineData("(module\n  (func (if (i32.const 1)\n    (then (br 7)))))", 3, 12)]
    [InlineData("(module\n\n  (global i32 (i64.const 1)))", 3, 3)]
    [InlineData("(module\n  (type (func))\n  (type (func (param (ref 9)))))", 3, 3)]
    [InlineData("(module (func)\n  (export \"a\" (func 0))\n  (export \"a\" (func 0)))", 3, 3)]
    [InlineData("(module\n (@custom \"c\" (before first) \"x\")\n  (memory 2 1))", 3, 3)]
    [InlineData("(func)\n(func i32.add)", 2, 7)]
    public void Validation_errors_of_text_have_a_place_in_the_text(string text, int line, int column)
    {
        using var engine = new Engine();
        var error = Assert.Throws<InvalidModuleException>(() => Module.FromText(engine, text));
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.EndsWith($" (line {line}, column {column})", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_binaries_have_an_offset_and_no_line()
    {
        using var engine = new Engine();
        var binary = Lanner.Text.TextModule.ToBinary("(func i32.add)", WasmFeatures.Default);
        var error = Assert.Throws<InvalidModuleException>(() => Module.FromBinary(engine, binary));
        Assert.Null(error.Line);
        Assert.True(error.Offset > 0);
    }
}
