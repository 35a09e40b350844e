using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lanner.AspNetCore.Tests.Functions;

/// <summary>Functions of guests, behind a real server.</summary>
public sealed class FunctionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("add", """{"b": 2, "a": 40}""", "42")]
    [InlineData("add", "[1, 4294967295]", "0")]
    [InlineData("greet", """["Jürg 🐦"]""", "\"Jürg 🐦\"")]
    [InlineData("echo", """{"data": "AQID"}""", "\"AQID\"")]
    [InlineData("echo", "[[1, 2, 3]]", "\"AQID\"")]
    [InlineData("divide", "[12, 4]", "3")]
    [InlineData("area", """{"shape": {"width": 3, "height": 5}}""", "15")]
    [InlineData("area", """[{"width": 3, "height": 5, "unit": "feet"}]""", "15")]
    [InlineData("sums/plus", """{"a": 1, "b": 2}""", "3")]
    public async Task A_function_is_called_with_JSON(string function, string arguments, string result)
    {
        await using var server = await StartAsync();
        using var answer = await PostAsync(server, function, arguments);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(JsonDocument.Parse(result).RootElement.ToString(), JsonDocument.Parse(text).RootElement.ToString());
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("add", """{"a": 1}""", "b", "missing")]
    [InlineData("add", """{"a": 1, "b": 2, "c": 3}""", "c", "no such parameter")]
    [InlineData("add", """{"a": 1, "b": -2}""", "b", "an integer from 0 to 4294967295")]
    [InlineData("add", "[1]", "", "an array of 2")]
    [InlineData("add", "3", "", "Expected an object")]
    [InlineData("add", "", "a", "missing")]
    [InlineData("add", "{", "", "no JSON")]
    [InlineData("add", """{"a": 1, "a": 2, "b": 3}""", "", "no JSON")]
    [InlineData("greet", """["\ud800"]""", "name", "scalar values")]
    [InlineData("area", """{"shape": {"width": 3}}""", "shape", "`height`")]
    [InlineData("area", """{"shape": {"width": 3, "height": 4, "unit": "miles"}}""", "shape", "miles")]
    public async Task Wrong_arguments_are_named(string function, string arguments, string parameter, string message)
    {
        await using var server = await StartAsync();
        using var answer = await PostAsync(server, function, arguments);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var error = problem.RootElement.GetProperty("errors").GetProperty(parameter)[0].GetString();
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_function_is_told_as_it_is()
    {
        await using var server = await StartAsync();
        using var answer = await PostAsync(server, "divide", "[1, 0]");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("division by zero", problem.RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Bytes_go_in_and_out_as_they_are()
    {
        await using var server = await StartAsync();
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var answer = await server.Client.PostAsync("/api/echo", content, Cancellation);
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(Cancellation));
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "data", "file.bin" } };
        using var other = await server.Client.PostAsync("/api/echo", form, Cancellation);
        Assert.Equal("\"AQID\"", await other.Content.ReadAsStringAsync(Cancellation));
        using var numbers = new MultipartFormDataContent { { new StringContent("40"), "a" }, { new StringContent("2"), "b" } };
        using var sum = await server.Client.PostAsync("/api/add", numbers, Cancellation);
        Assert.Equal("42", await sum.Content.ReadAsStringAsync(Cancellation));
        using var text = new StringContent("Grüezi", Encoding.UTF8, "text/plain");
        using var greeting = await server.Client.PostAsync("/api/greet", text, Cancellation);
        Assert.Equal("Grüezi", JsonDocument.Parse(await greeting.Content.ReadAsStringAsync(Cancellation)).RootElement.GetString());
    }

    [Theory]
    [InlineData("text/html", 415)]
    [InlineData("application/octet-stream", 400)]
    public async Task Bodies_of_other_types_are_refused(string type, int status)
    {
        await using var server = await StartAsync();
        using var content = new StringContent("x", Encoding.UTF8, type);
        using var answer = await server.Client.PostAsync("/api/add", content, Cancellation);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Traps_and_deadlines_are_problems_and_what_is_not_there_is_not()
    {
        await using var server = await StartAsync();
        using var trap = await PostAsync(server, "trap", "");
        Assert.Equal(HttpStatusCode.InternalServerError, trap.StatusCode);
        Assert.Equal("application/problem+json", trap.Content.Headers.ContentType!.MediaType);
        using var loop = await PostAsync(server, "loop", "");
        Assert.Equal(HttpStatusCode.GatewayTimeout, loop.StatusCode);
        using var nothing = await PostAsync(server, "nothing", "");
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        using var get = await server.Client.GetAsync("/api/add", Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
    }

    [Theory]
    [InlineData("add", """{"p0": -1, "p1": 43}""", "42")]
    [InlineData("add", "[4294967295, 1]", "0")]
    [InlineData("swap", """[9007199254740993, "NaN"]""", """["NaN",9007199254740993]""")]
    [InlineData("swap", "[-1, 1.5]", "[1.5,-1]")]
    public async Task A_module_has_functions_too(string function, string arguments, string result)
    {
        await using var server = await Server.StartAsync(Guests.Module, app => app.MapWasm("/api/{**rest}", "guest"));
        using var answer = await PostAsync(server, function, arguments);
        Assert.Equal(result, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("add", "[1.5, 1]", 400)]
    [InlineData("add", "[4294967296, 1]", 400)]
    [InlineData("add", """["1", 1]""", 400)]
    [InlineData("swap", """[1, "x"]""", 400)]
    [InlineData("_hidden", "", 404)]
    [InlineData("vector", "", 404)]
    public async Task What_a_module_does_not_take_is_refused(string function, string arguments, int status)
    {
        await using var server = await Server.StartAsync(Guests.Module, app => app.MapWasmFunctions("/api", "guest"));
        using var answer = await PostAsync(server, function, arguments);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_OpenAPI_document_says_the_types()
    {
        await using var server = await Server.StartAsync(
            Guests.Functions,
            app =>
            {
                app.MapWasmFunctions("/api", "guest");
                app.MapOpenApi();
            },
            services: services => services.AddOpenApi());
        using var document = JsonDocument.Parse(await server.Client.GetStringAsync("/openapi/v1.json", Cancellation));
        var paths = document.RootElement.GetProperty("paths");
        var area = paths.GetProperty("/api/area").GetProperty("post");
        var shape = area.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema")
            .GetProperty("properties").GetProperty("shape");
        Assert.Equal(["width", "height"], shape.GetProperty("required").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal("integer", shape.GetProperty("properties").GetProperty("width").GetProperty("type").GetString());
        Assert.Contains("feet", shape.GetProperty("properties").GetProperty("unit").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("integer", area.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json")
            .GetProperty("schema").GetProperty("type").GetString());
        Assert.True(paths.GetProperty("/api/divide").GetProperty("post").GetProperty("responses").TryGetProperty("422", out _));
        Assert.True(paths.GetProperty("/api/echo").GetProperty("post").GetProperty("requestBody").GetProperty("content")
            .TryGetProperty("multipart/form-data", out _));
        Assert.True(paths.GetProperty("/api/trap").GetProperty("post").GetProperty("responses").TryGetProperty("204", out _));
        Assert.True(paths.TryGetProperty("/api/sums/plus", out _));
    }

    [Fact]
    public async Task A_type_that_asks_for_many_schemas_has_few()
    {
        // Each of ten types has three times the one before: 3^10 in all.
        var types = string.Concat(Enumerable.Range(1, 10).Select(
            number => $"(type $t{number} (tuple $t{number - 1} $t{number - 1} $t{number - 1}))"));
        var component = $$"""
            (component
              (type $t0 (tuple u8))
              {{types}}
              (type $l (list $t10))
              (core module $N
                (memory (export "m") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0))
                (func (export "f") (param i32 i32)))
              (core instance $n (instantiate $N))
              (func (export "f") (param "x" $l) (canon lift (core func $n "f")
                (memory (core memory $n "m")) (realloc (core func $n "realloc")))))
            """;
        await using var server = await Server.StartAsync(
            component,
            app =>
            {
                app.MapWasmFunctions("/api", "guest");
                app.MapOpenApi();
            },
            services: services => services.AddOpenApi());
        var document = await server.Client.GetStringAsync("/openapi/v1.json", Cancellation);
        Assert.Contains("too many parts", document, StringComparison.Ordinal);
        Assert.InRange(document.Length, 1, 2_000_000);
    }

    private static Task<Server> StartAsync() => Server.StartAsync(
        Guests.Functions, app => app.MapWasm("/api/{**rest}", "guest"),
        options => options.RunningTime = TimeSpan.FromSeconds(1));

    private static async Task<HttpResponseMessage> PostAsync(Server server, string function, string arguments)
    {
        using var content = new StringContent(arguments, Encoding.UTF8, "application/json");
        return await server.Client.PostAsync($"/api/{function}", content, Cancellation);
    }
}
