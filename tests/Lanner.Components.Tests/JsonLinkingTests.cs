namespace Lanner.Components.Tests;

/// <summary>Functions of the host whose values are text in JSON.</summary>
public sealed class JsonLinkingTests : IDisposable
{
    private const string Text = """
        (component
          (import "h:h/h" (instance $h (export "f" (func (param "a" u32) (param "b" u32) (result u32)))))
          (core func $f (canon lower (func $h "f")))
          (core module $M
            (import "" "f" (func $f (param i32 i32) (result i32)))
            (func (export "g") (param i32) (result i32) (call $f (local.get 0) (i32.const 2))))
          (core instance $m (instantiate $M (with "" (instance (export "f" (func $f))))))
          (func (export "g") (param "a" u32) (result u32) (canon lift (core func $m "g"))))
        """;

    private readonly Running _running = new();

    [Fact]
    public void Arguments_are_an_array_and_the_result_is_a_value()
    {
        var arguments = "";
        _running.Linker.DefineJson("h:h/h", "f", (_, given) =>
        {
            arguments = given;
            return "7";
        });
        Assert.Equal("7", _running.Instantiate(Text).CallWave("g(1)"));
        Assert.Equal("[1,2]", arguments);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData(null)]
    public void What_is_no_result_of_the_type_ends_the_call(string? result)
    {
        _running.Linker.DefineJson("h:h/h", "f", (_, _) => result);
        var function = _running.Instantiate(Text).GetFunction("g");
        Assert.Contains(
            "JSON that is no result of its type",
            Assert.Throws<InvalidOperationException>(() => function.Call(ComponentValue.FromU32(1))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(func (param \"r\" (borrow $r)))")]
    [InlineData("(func (param \"r\" (list (own $r))))")]
    [InlineData("(func (result (option (own $r))))")]
    public void A_function_that_passes_handles_is_refused_when_it_is_linked(string function)
    {
        _running.Linker.DefineResource("h:h/h", "r", new HostResourceType("r"));
        _running.Linker.DefineJson("h:h/h", "f", (_, _) => null);
        Assert.Equal(
            "import `h:h/h#f`: it passes handles of resources, streams or futures, which cannot be written as JSON",
            Assert.Throws<ComponentLinkException>(() => _running.Instantiate(
                $"(component (import \"h:h/h\" (instance (export \"r\" (type $r (sub resource))) (export \"f\" {function}))))")).Message);
    }

    [Fact]
    public async Task A_function_that_waits_gives_its_result_later()
    {
        var result = new TaskCompletionSource<string?>();
        var arguments = new TaskCompletionSource<(string, bool)>();
        _running.Linker.DefineJsonAsync("h:h/h", "f", async (store, given, _) =>
        {
            arguments.SetResult((given, store.IsInUse));
            return await result.Task;
        });
        var scheduler = new GuestScheduler(maximumThreads: 1);
        var call = _running.Instantiate(Text).GetFunction("g").CallJsonAsync(
            "[1]", scheduler: scheduler, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(("[1,2]", true), await arguments.Task);
        Assert.False(call.IsCompleted);
        result.SetResult("7");

        Assert.Equal("7", await call);
        Assert.False(_running.Store.IsInUse);
    }

    [Fact]
    public async Task What_a_function_that_waits_gives_is_checked()
    {
        _running.Linker.DefineJsonAsync("h:h/h", "f", (_, _, _) => ValueTask.FromResult<string?>("-1"));
        var function = _running.Instantiate(Text).GetFunction("g");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => function.CallJsonAsync("[1]", cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("JSON that is no result of its type", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_waits_and_passes_handles_is_refused_too()
    {
        _running.Linker.DefineResource("h:h/h", "r", new HostResourceType("r"));
        _running.Linker.DefineJsonAsync("h:h/h", "f", (_, _, _) => ValueTask.FromResult<string?>(null));

        Assert.Contains(
            "it passes handles of resources",
            Assert.Throws<ComponentLinkException>(() => _running.Instantiate(
                "(component (import \"h:h/h\" (instance (export \"r\" (type $r (sub resource))) "
                    + "(export \"f\" (func (param \"r\" (borrow $r)))))))")).Message,
            StringComparison.Ordinal);
    }

    public void Dispose() => _running.Dispose();
}
