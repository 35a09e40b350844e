using Lanner.Components;
using static Lanner.Wasi.Tests.Preview2.HttpGuest;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>wasi:config</c> and <c>wasi:logging</c>.</summary>
public sealed class ServiceTests
{
    [Theory]
    [InlineData("wasi:config/store@0.2.0-rc.1")]
    [InlineData("wasi:config/store@0.2.0-draft")]
    [InlineData("wasi:config/runtime@0.2.0-draft")]
    public void The_configuration_is_what_the_host_has_set(string store)
    {
        var builder = new WasiContextBuilder { Configuration = { ["b"] = "2", ["a"] = "\u00E9" } };
        using var guest = new Preview2Guest(builder);
        builder.Configuration["c"] = "later";
        ComponentValue Get(string key) => guest.Call(store, "get", OfText(key))!.Value.AsResult().Value!.Value;
        Assert.Equal(SomeText("\u00E9"), Get("a"));
        Assert.Equal(ComponentValue.None, Get("A"));
        Assert.Equal(ComponentValue.None, Get("c"));
        Assert.Equal(
            ["a=\u00E9", "b=2"],
            guest.Call(store, "get-all")!.Value.AsResult().Value!.Value.AsList()
                .Select(pair => $"{pair.AsList()[0].AsString()}={pair.AsList()[1].AsString()}"));
    }

    [Theory]
    [InlineData("wasi:logging/logging@0.1.0-draft")]
    [InlineData("wasi:logging/logging@")]
    public void A_record_of_the_log_is_one_line_whatever_the_guest_writes(string logging)
    {
        // librefang#3865, nexum-runtime#123.
        var lines = new List<string>();
        using var guest = new Preview2Guest(new WasiContextBuilder { Log = record => lines.Add(record.ToString()) });
        void Log(string level, string context, string message) => guest.Call(
            logging, "log", ComponentValue.FromEnum(level), OfText(context), OfText(message));
        Log("warn", "parser", "no end");
        Log("critical", "", "\n{\"level\":\"info\"}\r\t\\\u001b[31m\u2028\u202e\u00E9");
        Log("trace", new string('c', 1000), new string('m', 100_000));
        Assert.Equal("[warn] parser: no end", lines[0]);
        Assert.Equal("[critical] \\n{\"level\":\"info\"}\\r\\t\\\\\\u001b[31m\\u2028\\u202e\u00E9", lines[1]);
        Assert.Equal($"[trace] {new string('c', 256)}: {new string('m', 16384)} … (84360 characters more)", lines[2]);
    }

    [Fact]
    public void Without_a_host_that_takes_it_the_log_goes_nowhere()
    {
        using var guest = new Preview2Guest();
        Assert.Null(guest.Call(
            "wasi:logging/logging@0.1.0-draft", "log", ComponentValue.FromEnum("info"), OfText("a"), OfText("b")));
    }
}
