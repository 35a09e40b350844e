using Lanner.Text;

namespace Lanner.Tests.Text;

/// <summary>Tests the messages about texts that are malformed: what was expected and what was found.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("(func $f $g)", "unexpected token: expected an instruction or ')', found '$g'")]
    [InlineData("(func (export \"a\") $f)", "unexpected token: expected an instruction or ')', found '$f'")]
    [InlineData("(func (param i32 $x i32))", "unexpected token: expected a type, found '$x'")]
    [InlineData("(func (param $x i32 i64))", "unexpected token: expected ')', found 'i64'")]
    [InlineData("(func (param $x $y i32))", "unexpected token: expected a type, found '$y'")]
    [InlineData("(func (result i32 $x))", "unexpected token: expected a type, found '$x'")]
    [InlineData("(func (local i32 $x))", "unexpected token: expected a type, found '$x'")]
    [InlineData("(func (local $x))", "unexpected token: expected a type, found ')'")]
    [InlineData("(func block (result i32) $l end)", "unexpected token: expected an instruction or the end of the block, found '$l'")]
    [InlineData("(func (block (result i32) $l))", "unexpected token")]
    [InlineData("(type (struct (field i32 $id i32)))", "unexpected token: expected a type or ')', found '$id'")]
    [InlineData("(type (struct (field $id i32 i32)))", "unexpected token: expected ')', found 'i32'")]
    [InlineData("(type (struct (field i32) $id))", "unexpected token: expected ')', found '$id'")]
    [InlineData("(type (array $a i32))", "unexpected token: expected a type, found '$a'")]
    [InlineData("(type (func) $t)", "unexpected token: expected ')', found '$t'")]
    [InlineData("(type (func (param i32 $x)))", "unexpected token: expected a type, found '$x'")]
    [InlineData("(rec $r (type (func)))", "unexpected token: expected ')', found '$r'")]
    [InlineData("(global i32 $g (i32.const 0))", "unexpected token: expected an instruction or ')', found '$g'")]
    [InlineData("(memory 1 $m)", "unexpected token: expected ')', found '$m'")]
    [InlineData("(table 1 $t funcref)", "unexpected token: expected a type, found '$t'")]
    [InlineData("(tag (param i32 $t))", "unexpected token: expected a type, found '$t'")]
    [InlineData("(import \"a\" \"b\" $f (func))", "unexpected token: expected what is imported, such as '(func', found '$f'")]
    [InlineData("(import \"a\" (item \"b\" $f (func)))", "unexpected token: expected what is imported, such as '(func', found '$f'")]
    [InlineData(
        "(import \"a\" (item \"b\") (item \"c\" (func)))", "unexpected token: expected what is imported, such as '(func', found ')'")]
    [InlineData(
        "(import \"a\" (item \"b\" (func)) (item \"c\"))", "unexpected token: expected what is imported, such as '(func', found ')'")]
    [InlineData("(import \"a\" (item \"b\") (func $f))", "identifier not allowed")]
    [InlineData("(import \"a\" (item \"b\"))", "unexpected token: expected what is imported, such as '(func', found ')'")]
    [InlineData("(func) (import \"a\" (item \"b\" (func)))", "import after function")]
    [InlineData("(export $e \"e\" (func 0))", "unexpected token: expected a string, found '$e'")]
    [InlineData("(start)", "unexpected token: expected a number without a sign, found ')'")]
    [InlineData("(data (i32.const 0) $d \"x\")", "unexpected token")]
    [InlineData("(func i32.const)", "unexpected token: expected an integer, found ')'")]
    [InlineData("(func i32.const 0x1_0000_0000)", "constant out of range: expected a number that fits 32 bits, found '0x1_0000_0000'")]
    [InlineData("(func f32.const 1e99)", "constant out of range: expected a number that fits f32, found '1e99'")]
    [InlineData("(func i32.load align=3)", "alignment must be a power of two, but is 3")]
    [InlineData("(func block $a end $b)", "mismatching label: expected $a, found $b")]
    [InlineData("(func v128.const i32x4 1 2 3)", "wrong number of lane literals: expected 4, found 3")]
    [InlineData("(func plus)", "unknown operator plus: expected an instruction")]
    [InlineData("(function)", "unknown operator function: expected a field of a module")]
    [InlineData("(param i32)", "unexpected token: expected a field of a module, such as func or import, found 'param'")]
    public void Messages_say_what_was_expected_and_what_was_found(string field, string reason)
    {
        var error = Assert.Throws<MalformedTextException>(() => TextModule.ToBinary($"(module {field})", WasmFeatures.All));
        Assert.StartsWith(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(component)")]
    [InlineData("(component $c (core module))")]
    public void A_component_is_told_apart_from_a_module(string text) =>
        Assert.StartsWith(
            "this is a component", Assert.Throws<MalformedTextException>(() => TextModule.ToBinary(text, WasmFeatures.All)).Reason,
            StringComparison.Ordinal);

    [Fact]
    public void Features_that_are_off_are_told_at_their_place_in_the_text()
    {
        using var engine = new Engine();
        var error = Assert.Throws<MalformedTextException>(() => Module.FromText(engine, "(module\n  (memory 1 (pagesize 1)))"u8));
        Assert.Equal((2, 3), (error.Line, error.Column));
        Assert.Contains("needs the feature CustomPageSizes, which is off", error.Reason, StringComparison.Ordinal);
    }
}
