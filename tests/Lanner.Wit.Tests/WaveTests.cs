using System.Text;

namespace Lanner.Wit.Tests;

/// <summary>Values as text.</summary>
public sealed class WaveTests
{
    private const string Types = """
        record p { x: u8, name: option<string> }
        record all-optional { a: option<u8>, b: option<u8> }
        variant v { empty, body(list<u8>), err(string), none }
        enum e { ok, not-found, HTTP2 }
        flags f { read, write, exec }
        type alias = p;
        resource r;
        """;

    [Theory]
    [InlineData("bool", "true", "true")]
    [InlineData("bool", "  false // no", "false")]
    [InlineData("u8", "255", "255")]
    [InlineData("s8", "-128", "-128")]
    [InlineData("u8", "-0", "0")]
    [InlineData("u64", "18446744073709551615", "18446744073709551615")]
    [InlineData("s64", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("f32", "0.1", "0.1")]
    [InlineData("f32", "1e39", "inf")]
    [InlineData("f64", "6.022e+23", "6.022e+23")]
    [InlineData("f64", "-0", "-0")]
    [InlineData("f64", "nan", "nan")]
    [InlineData("f64", "inf", "inf")]
    [InlineData("f64", "-inf", "-inf")]
    [InlineData("f64", "1E-7", "1e-07")]
    [InlineData("char", "'x'", "'x'")]
    [InlineData("char", "'\"'", "'\"'")]
    [InlineData("char", @"'\''", @"'\''")]
    [InlineData("char", @"'\u{1F44B}'", "'👋'")]
    [InlineData("char", @"'\u{0}'", @"'\u{0}'")]
    [InlineData("string", "\"abc\\t123\"", "\"abc\\t123\"")]
    [InlineData("string", "\"it's \\\"it\\\" \\\\ \\n\"", "\"it's \\\"it\\\" \\\\ \\n\"")]
    [InlineData("string", "\"☃👋\"", "\"☃👋\"")]
    [InlineData("string", "\"\"", "\"\"")]
    [InlineData("string", "\"\"\"\n  \"\"\"", "\"\"")]
    [InlineData("string", "\"\"\"\nA single line\n\"\"\"", "\"A single line\"")]
    [InlineData("string", "\"\"\"\n    Indented\n      more\n  \"\"\"", "\"  Indented\\n    more\"")]
    [InlineData("string", "\"\"\"\r\n  one: \\r\r\n  two: \"\"\\\"\"\r\n  \"\"\"", "\"one: \\r\\ntwo: \\\"\\\"\\\"\\\"\"")]
    [InlineData("tuple<u8, string>", "(1, \"a\",)", "(1, \"a\")")]
    [InlineData("list<u8>", "[]", "[]")]
    [InlineData("list<u8>", "[1, 2, // three\n3,]", "[1, 2, 3]")]
    [InlineData("list<u8, 2>", "[1, 2]", "[1, 2]")]
    [InlineData("map<string, u8>", "[(\"a\", 1), (\"b\", 2)]", "[(\"a\", 1), (\"b\", 2)]")]
    [InlineData("p", "{ name: \"n\", x: 1, }", "{x: 1, name: some(\"n\")}")]
    [InlineData("p", "{x: 1, name: none}", "{x: 1}")]
    [InlineData("p", "{%x: 1}", "{x: 1}")]
    [InlineData("alias", "{x: 1}", "{x: 1}")]
    [InlineData("all-optional", "{:}", "{:}")]
    [InlineData("all-optional", "{b: 1, a: none}", "{b: some(1)}")]
    [InlineData("v", "empty", "empty")]
    [InlineData("v", "body([79, 75])", "body([79, 75])")]
    [InlineData("v", "%err(\"x\")", "%err(\"x\")")]
    [InlineData("v", "%none", "%none")]
    [InlineData("e", "%ok", "%ok")]
    [InlineData("e", "not-found", "not-found")]
    [InlineData("e", "HTTP2", "HTTP2")]
    [InlineData("f", "{}", "{}")]
    [InlineData("f", "{exec, %read,}", "{read, exec}")]
    [InlineData("option<u8>", "none", "none")]
    [InlineData("option<u8>", "1", "some(1)")]
    [InlineData("option<u8>", "some( 1 )", "some(1)")]
    [InlineData("option<option<u8>>", "some(none)", "some(none)")]
    [InlineData("option<option<u8>>", "some(1)", "some(some(1))")]
    [InlineData("option<e>", "%ok", "some(%ok)")]
    [InlineData("option<f64>", "nan", "some(nan)")]
    [InlineData("result", "ok", "ok")]
    [InlineData("result", "err", "err")]
    [InlineData("result<u8>", "1", "ok(1)")]
    [InlineData("result<u8, string>", "err(\"x\")", "err(\"x\")")]
    [InlineData("result<_, string>", "ok", "ok")]
    public void Values_are_read_and_written(string type, string text, string written)
    {
        var parsed = Samples.ParseType(type, Types);

        var value = Wave.Parse(text, parsed);

        Assert.Equal(written, Wave.Print(value, parsed));
        Assert.Equal(value, Wave.Parse(written, parsed));
    }

    [Theory]
    [InlineData("bool", "TRUE", "value:1:1: expected `true` or `false`, found `TRUE`")]
    [InlineData("bool", "%true", "value:1:1: expected `true` or `false`, found `%`")]
    [InlineData("u8", "256", "value:1:1: expected an integer from 0 to 255, found `256`")]
    [InlineData("u8", "-1", "value:1:1: expected an integer from 0 to 255, found `-1`")]
    [InlineData("u8", "1.0", "value:1:1: expected an integer from 0 to 255, found `1.0`")]
    [InlineData("u8", "01", "value:1:1: expected a number, found `01`")]
    [InlineData("u8", "+1", "value:1:1: expected an integer, found `+`")]
    [InlineData("u8", "\"1\"", "value:1:1: expected an integer, found `\"`")]
    [InlineData("u8", "", "value:1:1: expected an integer, found the end")]
    [InlineData("u8", "1 2", "value:1:3: expected the end, found `2`")]
    [InlineData("f64", "-nan", "value:1:1: expected a number, found `-nan`")]
    [InlineData("f64", "Inf", "value:1:1: expected a number, found `Inf`")]
    [InlineData("f64", "1.", "value:1:1: expected a number, found `1.`")]
    [InlineData("f64", ".5", "value:1:1: expected a number, found `.5`")]
    [InlineData("f64", "1e", "value:1:1: expected a number, found `1e`")]
    [InlineData("char", "''", "value:1:2: expected a character, found none")]
    [InlineData("char", "'ab'", "value:1:2: the single quotes hold more than one character, or are not closed")]
    [InlineData("char", "'\\", "value:1:2: the escape sequence is unknown")]
    [InlineData("char", "'\\z'", "value:1:2: the escape sequence is unknown")]
    [InlineData("char", "'\\u{110000}'", "value:1:2: the escape sequence stands for no Unicode scalar value")]
    [InlineData("char", "'\\u{d800}'", "value:1:2: the escape sequence stands for no Unicode scalar value")]
    [InlineData("char", "'\\u1f'", "value:1:2: the escape sequence needs braces, as in `\\u{7fff}`")]
    [InlineData("char", "'\\u{}'", "value:1:2: the escape sequence needs hexadecimal digits in braces, as in `\\u{7fff}`")]
    [InlineData("string", "x", "value:1:1: expected a string, found `x`")]
    [InlineData("string", "\"x", "value:1:1: the string has no end")]
    [InlineData("string", "\"x\n\"", "value:1:1: the string has no end on its line")]
    [InlineData("string", "\"\"\"x\n\"\"\"", "value:1:1: three quotes are followed by a line break")]
    [InlineData("string", "\"\"\"\nx\"\"\"", "value:2:2: three quotes stand on a line of their own, behind spaces at most")]
    [InlineData(
        "string",
        "\"\"\"\nx\n  \"\"\"",
        "value:2:1: the line begins with less than 2 spaces, as many as stand before the last quotes")]
    [InlineData("string", "\"\"\"\nx", "value:1:1: the string has no end")]
    [InlineData("list<u8>", "[1,,]", "value:1:4: expected an integer, found `,`")]
    [InlineData("list<u8>", "[1 2]", "value:1:4: expected `,` or `]`, found `2`")]
    [InlineData("list<u8>", "(1)", "value:1:1: expected a list, found `(`")]
    [InlineData("list<u8, 2>", "[1]", "value:1:1: the list has 1 element, and needs 2")]
    [InlineData("tuple<u8, u8>", "(1)", "value:1:1: the tuple has 1 element, and needs 2")]
    [InlineData("tuple<u8>", "(1, 2)", "value:1:5: the tuple has more than 1 element")]
    [InlineData("p", "{}", "value:1:2: expected the name of a field, found `}`")]
    [InlineData("p", "{:}", "value:1:1: the field `x` of the record `p` is missing")]
    [InlineData("p", "{x: 1, x: 2}", "value:1:8: the field `x` is there twice")]
    [InlineData("p", "{y: 1}", "value:1:2: the record `p` has no field `y`")]
    [InlineData("p", "{x 1}", "value:1:4: expected `:`, found `1`")]
    [InlineData("v", "err(\"x\")", "value:1:1: `err` is a keyword; a case of that name is written `%err`")]
    [InlineData("v", "full", "value:1:1: `v` has no case `full`")]
    [InlineData("v", "empty()", "value:1:6: `empty` has no value")]
    [InlineData("v", "body", "value:1:5: expected `(` and the value of `body`, found the end")]
    [InlineData("v", "a--b", "value:1:1: the name `a--b` has a hyphen without a word on each side")]
    [InlineData("f", "{read, read}", "value:1:8: the flag `read` is there twice")]
    [InlineData("f", "{run}", "value:1:2: `f` has no flag `run`")]
    [InlineData("option<option<u8>>", "1", "value:1:1: expected `some` or `none`, found `1`")]
    [InlineData("option<u8>", "none(1)", "value:1:5: `none` has no value")]
    [InlineData("option<u8>", "some", "value:1:5: expected `(` and the value of `some`, found the end")]
    [InlineData("result", "ok(1)", "value:1:3: `ok` has no value")]
    [InlineData("result<_, u8>", "1", "value:1:1: expected `ok` or `err`, found `1`")]
    [InlineData("r", "1", "value:1:1: values of `r` cannot be written as text")]
    [InlineData("stream<u8>", "1", "value:1:1: values of `stream<u8>` cannot be written as text")]
    [InlineData("error-context", "1", "value:1:1: values of `error-context` cannot be written as text")]
    public void Mistakes(string type, string text, string message)
    {
        var parsed = Samples.ParseType(type, Types);

        Assert.Equal(message, Assert.Throws<WitException>(() => Wave.Parse(text, parsed)).Message);
    }

    [Theory]
    [InlineData("add(1, 2)", "add(1, some(2))")]
    [InlineData("add(1)", "add(1, none)")]
    [InlineData(" add ( 1 , none, ) -> 3", "add(1, none) -> 3")]
    [InlineData("add(1) -> (0: 3)", "add(1, none) -> 3")]
    [InlineData("nothing() -> ()", "nothing()")]
    [InlineData("%nothing()", "nothing()")]
    [InlineData("pair() -> (0, 1)", "pair() -> (0, 1)")]
    public void Calls_are_read_and_written(string text, string written)
    {
        Assert.Equal(written, Wave.Print(Wave.ParseCall(text, Find)));
    }

    [Theory]
    [InlineData("sub(1)", "call:1:1: there is no function `sub`")]
    [InlineData("a:b/i.add(1)", "call:1:1: there is no function `a:b/i.add`")]
    [InlineData("add()", "call:1:1: the parameter `a` of `add` gets no value")]
    [InlineData("add(1, 2, 3)", "call:1:11: the function `add` has 2 parameters, and gets more")]
    [InlineData("add(1", "call:1:6: expected `,` or `)`, found the end")]
    [InlineData("add", "call:1:4: expected `(`, found the end")]
    [InlineData("(1)", "call:1:1: expected the name of a function, found `(`")]
    [InlineData("nothing() -> 1", "call:1:14: expected `()`, since the function has no result, found `1`")]
    public void Mistakes_of_calls(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<WitException>(() => Wave.ParseCall(text, Find)).Message);
    }

    [Fact]
    public void Values_that_do_not_fit_are_not_written()
    {
        var u8 = WitPrimitiveType.Of(WitPrimitive.U8);

        Assert.Equal("256 is not from 0 to 255", Assert.Throws<WitException>(() => Wave.Print(new WaveInteger(256), u8)).Message);
        Assert.Equal("the value is none of the type `u8`", Assert.Throws<WitException>(() => Wave.Print(new WaveBool(true), u8)).Message);
        Assert.Equal("the value is none of the type `p`", Assert.Throws<WitException>(() =>
            Wave.Print(new WaveSequence([]), Samples.ParseType("p", Types))).Message);
        Assert.Equal("the value is none of the type `e`", Assert.Throws<WitException>(() =>
            Wave.Print(new WaveVariant("x"), Samples.ParseType("e", Types))).Message);
        Assert.Equal("half a surrogate pair is no character", Assert.Throws<WitException>(() =>
            Wave.Print(new WaveString("\ud800"), WitPrimitiveType.Of(WitPrimitive.String))).Message);
        Assert.Equal("'☃'", Wave.Print(new WaveChar(new Rune('☃')), WitPrimitiveType.Of(WitPrimitive.Char)));
    }

    [Fact]
    public void Random_values_are_the_same_after_they_were_written_and_read()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var package = WitPackages.Parse(new RandomPackage(seed).Write(), "random.wit", new WitOptions { AllFeatures = true }).Root;
            foreach (var type in package.Interfaces.SelectMany(each => each.Types))
            {
                if (RandomValue.Create(type, random) is { } value)
                {
                    var text = Wave.Print(value, type);
                    Assert.Equal(text, Wave.Print(Wave.Parse(text, type), type));
                }
            }
        }
    }

    private static WitFunction? Find(string name)
    {
        var members = Samples.ParseInterface(
            "add: func(a: u8, b: option<u8>) -> u16; nothing: func(); pair: func() -> tuple<u8, u8>;");
        return members.TryFindFunction(name, out var function) ? function : null;
    }
}
