using System.Text.Json;

namespace Lanner.Components.Tests;

/// <summary>Calls with values as text, and interfaces described as JSON.</summary>
public sealed class TextCallTests : IDisposable
{
    /// <summary>Adds numbers under several names; and echoes a string.</summary>
    private const string Text = """
        (component
          (core module $M
            (memory (export "mem") 1)
            (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
            (func (export "nothing"))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
            (func (export "echo") (param i32 i32) (result i32)
              (i32.store (i32.const 16) (local.get 0))
              (i32.store (i32.const 20) (local.get 1))
              (i32.const 16)))
          (core instance $m (instantiate $M))
          (type $point' (record (field "x" u32) (field "y" u32)))
          (export $point "point" (type $point'))
          (func $add (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $m "add")))
          (func $nothing (canon lift (core func $m "nothing")))
          (func $echo (param "s" string) (result string)
            (canon lift (core func $m "echo") (memory (core memory $m "mem")) (realloc (core func $m "realloc"))))
          (func $sum (param "p" $point) (result u32) (canon lift (core func $m "add")))
          (instance $math (export "add" (func $add)) (export "echo" (func $echo)))
          (export "a:b/math@1.2.0" (instance $math))
          (export "a:b/more@1.2.0" (instance $math))
          (export "sum" (func $sum))
          (export "nothing" (func $nothing)))
        """;

    private readonly Running _running = new();
    private readonly ComponentInstance _instance;

    public TextCallTests() => _instance = _running.Instantiate(Text);

    [Theory]
    [InlineData("a:b/math@1.2.0#add", "[1, 2]", "3")]
    [InlineData("a:b/math@1.2.0#echo", "[\"é\"]", "\"é\"")]
    [InlineData("sum", "[{\"x\": 4, \"y\": 5}]", "9")]
    [InlineData("nothing", "[]", "null")]
    public void A_function_is_called_with_JSON(string name, string arguments, string result) =>
        Assert.Equal(result, _instance.GetFunction(name).CallJson(arguments));

    [Theory]
    [InlineData("sum", "({x: 4, y: 5})", "9")]
    [InlineData("nothing", "()", "")]
    [InlineData("a:b/math@1.2.0#echo", " ( \"x\" ) ", "\"x\"")]
    public void A_function_is_called_with_WAVE(string name, string arguments, string result) =>
        Assert.Equal(result, _instance.GetFunction(name).CallWave(arguments));

    [Theory]
    [InlineData("sum({x: 1, y: 2})", "3")]
    [InlineData("a:b/math@1.2.0#add(1, 2)", "3")]
    [InlineData("a:b/math#add(1, 2)", "3")]
    [InlineData("math#add(1, 2)", "3")]
    [InlineData("more#echo(\"x\")", "\"x\"")]
    [InlineData("nothing()", "")]
    public void A_call_names_a_function_by_what_no_other_has(string call, string result) =>
        Assert.Equal(result, _instance.CallWave(call));

    [Theory]
    [InlineData("add(1, 2)", "more than one function `add`: a:b/math@1.2.0#add, a:b/more@1.2.0#add")]
    [InlineData("sub(1)", "no function `sub`; it exports a:b/math@1.2.0#add, a:b/math@1.2.0#echo, a:b/more@1.2.0#add, "
        + "a:b/more@1.2.0#echo, sum, nothing.")]
    public void A_name_that_is_not_one_function_is_refused(string call, string message) =>
        Assert.Contains(message, Assert.Throws<KeyNotFoundException>(() => _instance.CallWave(call)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[1]", "1:1: expected an array of 2 parameters, found 1")]
    [InlineData("[1, 2, 3]", "1:8: expected the end of the array after 2 parameters, found 3")]
    [InlineData("{}", "1:1: expected an array of arguments, found an object")]
    [InlineData("[1, -1]", "1:5: expected an integer from 0 to 4294967295, found -1")]
    public void Arguments_that_do_not_fit_are_refused(string arguments, string message) => Assert.Equal(
        message,
        Assert.Throws<ComponentTextException>(() => _instance.GetFunction("a:b/math@1.2.0#add").CallJson(arguments)).Message);

    [Theory]
    [InlineData("1", "1:1: expected `(` and the arguments, found `1`")]
    [InlineData("(1)", "1:1: the parameter `b` of `add` gets no value")]
    [InlineData("(1, 2) 3", "1:8: expected the end, found `3`")]
    public void Arguments_in_WAVE_that_do_not_fit_are_refused(string arguments, string message) => Assert.Equal(
        message,
        Assert.Throws<ComponentTextException>(() => _instance.GetFunction("a:b/math@1.2.0#add").CallWave(arguments)).Message);

    [Fact]
    public void A_call_with_a_result_is_refused() => Assert.Contains(
        "1:11: expected the end", Assert.Throws<ComponentTextException>(() => _instance.CallWave("nothing() -> ()")).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task A_function_that_may_wait_is_called_with_text()
    {
        const string Waiting = """
            (component
              (core func $return (canon task.return (result u32)))
              (core module $M
                (import "" "return" (func $return (param i32)))
                (global $n (mut i32) (i32.const 0))
                (func (export "double") (param i32) (result i32) (global.set $n (local.get 0)) (i32.const 1))
                (func (export "go-on") (param i32 i32 i32) (result i32)
                  (call $return (i32.mul (i32.const 2) (global.get $n)))
                  (i32.const 0)))
              (core instance $m (instantiate $M (with "" (instance (export "return" (func $return))))))
              (func (export "double") async (param "n" u32) (result u32)
                (canon lift (core func $m "double") async (callback (core func $m "go-on")))))
            """;
        var token = TestContext.Current.CancellationToken;
        var instance = _running.Instantiate(Waiting);
        var function = instance.GetFunction("double");
        Assert.Equal("42", await function.CallJsonAsync("[21]", cancellation: token));
        Assert.Equal("42", await function.CallWaveAsync("(21)", cancellation: token));
        Assert.Equal("42", await instance.CallWaveAsync("double(21)", cancellation: token));
        Assert.Equal("42", function.CallJson("[21]"));
        Assert.Equal("42", instance.CallWave("double(21)"));
        await Assert.ThrowsAsync<ComponentTextException>(() => function.CallJsonAsync("[-1]", cancellation: token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => function.CallWaveAsync("(21)", cancellation: new CancellationToken(true)));
        Assert.Equal("3", await _instance.CallWaveAsync("sum({x: 1, y: 2})", cancellation: token));
    }

    [Fact]
    public async Task Streams_and_futures_are_no_text()
    {
        const string Streams = """
            (component
              (core module $M (func (export "f") (param i32) (result i32) unreachable) (func (export "g") (result i32) unreachable))
              (core instance $m (instantiate $M))
              (func (export "take") (param "s" (future u8)) (result u32) (canon lift (core func $m "f")))
              (func (export "give") (result (stream u8)) (canon lift (core func $m "g"))))
            """;
        var instance = _running.Instantiate(Streams);
        const string Message = "The result of `give` is of the type `stream<u8>`: streams and futures cannot be written as text.";
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => instance.GetFunction("give").CallJson("[]")).Message);
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => instance.CallWave("give()")).Message);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => instance.GetFunction("give").CallWaveAsync("()", cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(Message, error.Message);
        Assert.Throws<ComponentTextException>(() => instance.GetFunction("take").CallJson("[1]"));
        Assert.Throws<ComponentTextException>(() => instance.CallWave("take(1)"));
    }

    [Fact]
    public void An_instance_describes_its_functions_and_types()
    {
        using var description = JsonDocument.Parse(_instance.DescribeJson());
        var exports = description.RootElement.GetProperty("exports");
        Assert.Equal(
            """{"name":"point","kind":"type","type":"record","fields":[{"name":"x","type":"u32"},{"name":"y","type":"u32"}]}""",
            exports[0].GetRawText());
        Assert.Equal(
            """{"name":"add","kind":"function","async":false,"parameters":[{"name":"a","type":"u32"},{"name":"b","type":"u32"}],"""
                + "\"result\":\"u32\",\"returnsResult\":false}",
            exports[1].GetProperty("exports")[0].GetRawText());
        Assert.Equal(
            """{"name":"sum","kind":"function","async":false,"parameters":[{"name":"p","type":"point"}],"result":"u32","""
                + "\"returnsResult\":false}",
            exports[3].GetRawText());
        Assert.Equal(
            """{"name":"nothing","kind":"function","async":false,"parameters":[],"result":null,"returnsResult":false}""",
            exports[4].GetRawText());
    }

    [Fact]
    public void A_component_describes_its_imports_too()
    {
        var component = Component.FromText(_running.Engine, """
            (component
              (import "r" (type $r (sub resource)))
              (type $e' (enum "a" "b"))
              (import "e" (type $e (eq $e')))
              (type $l' (list $e))
              (import "l" (type $l (eq $l')))
              (import "f" (func (param "r" (borrow $r)) (param "l" $l) (param "v" (result (error $e))) (result (own $r)))))
            """);
        Assert.Equal(
            """
            {"imports":[{"name":"r","kind":"type","type":"resource"},
            {"name":"e","kind":"type","type":"enum","labels":["a","b"]},
            {"name":"l","kind":"type","type":"list<e>"},
            {"name":"f","kind":"function","async":false,"parameters":[{"name":"r","type":"borrow<r>"},{"name":"l","type":"l"},
            {"name":"v","type":"result<_, e>"}],"result":"r","returnsResult":false}],"exports":[]}
            """.ReplaceLineEndings(""),
            component.DescribeJson());
    }

    [Fact]
    public void A_function_that_returns_a_result_is_described_so_whatever_the_type_is_called()
    {
        var component = Component.FromText(_running.Engine, """
            (component
              (type $outcome' (result u32 (error string)))
              (import "outcome" (type $outcome (eq $outcome')))
              (import "plain" (func (result (result))))
              (import "named" (func (result $outcome)))
              (import "inner" (func (result (option (result))))))
            """);
        using var description = JsonDocument.Parse(component.DescribeJson());
        Assert.Equal(
            ["result true", "outcome true", "option<result> false"],
            description.RootElement.GetProperty("imports").EnumerateArray().Skip(1).Select(
                function => $"{function.GetProperty("result")} {function.GetProperty("returnsResult").GetRawText()}"));
    }

    public void Dispose() => _running.Dispose();
}
