using System.Text;
using Lanner.Components;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>wasi:cli</c>.</summary>
public sealed class CliTests
{
    [Fact]
    public void Nothing_is_granted_by_default()
    {
        using var guest = new Preview2Guest();
        Assert.Empty(guest.Call("wasi:cli/environment", "get-environment")!.Value.AsList());
        Assert.Empty(guest.Call("wasi:cli/environment", "get-arguments")!.Value.AsList());
        Assert.Null(guest.Call("wasi:cli/environment", "initial-cwd")!.Value.AsOption());
        Assert.Empty(guest.Call("wasi:filesystem/preopens", "get-directories")!.Value.AsList());
        var (isError, value) = guest.Stream("input-stream.blocking-read", Stream(guest, "stdin"), ComponentValue.FromU64(1));
        Assert.True(isError);
        Assert.Equal("closed", value!.Value.AsVariant().Label);
        Assert.False(Write(guest, "stdout", "nobody sees it").IsError);
        foreach (var name in new[] { "stdin", "stdout", "stderr" })
        {
            Assert.Null(Terminal(guest, name));
        }
    }

    [Fact]
    public void Arguments_and_environment_are_those_of_the_grants()
    {
        var builder = new WasiContextBuilder { Arguments = ["program", "", "ä=b"] };
        builder.Environment["HOME"] = "/home=there";
        builder.Environment["EMPTY"] = "";
        using var guest = new Preview2Guest(builder);
        Assert.Equal(
            ["program", "", "ä=b"],
            guest.Call("wasi:cli/environment", "get-arguments")!.Value.AsList().Select(value => value.AsString()));
        Assert.Equal(
            [("HOME", "/home=there"), ("EMPTY", "")],
            guest.Call("wasi:cli/environment", "get-environment")!.Value.AsList()
                .Select(pair => (pair.AsList()[0].AsString(), pair.AsList()[1].AsString())));
    }

    [Fact]
    public void Exit_ends_the_guest_with_a_code()
    {
        Assert.Equal(0, Exit("exit", ComponentValue.Ok()));
        Assert.Equal(1, Exit("exit", ComponentValue.Error()));
        Assert.Equal(0, Exit("exit-with-code", ComponentValue.FromU8(0)));
        Assert.Equal(255, Exit("exit-with-code", ComponentValue.FromU8(255)));
    }

    [Fact]
    public void Standard_streams_are_those_of_the_grants()
    {
        var (output, error) = (new CapturedOutput(), new CapturedOutput());
        using var guest = new Preview2Guest(
            new WasiContextBuilder { Input = WasiInput.FromText("in"), Output = output, Error = error });
        var read = guest.Stream("input-stream.read", Stream(guest, "stdin"), ComponentValue.FromU64(10));
        Assert.Equal("in", Encoding.UTF8.GetString(read.Value!.Value.AsNumbers<byte>().Span));
        Write(guest, "stdout", "out");
        Write(guest, "stderr", "err");
        Assert.Equal(("out", "err"), (output.Text, error.Text));
    }

    [Fact]
    public void A_terminal_is_there_where_the_grants_say_so()
    {
        using var guest = new Preview2Guest(
            new WasiContextBuilder { Output = WasiOutput.ToStream(new MemoryStream(), isTerminal: true) });
        Assert.NotNull(Terminal(guest, "stdout"));
        Assert.Null(Terminal(guest, "stderr"));
    }

    [Fact]
    public void Output_that_nobody_takes_closes_the_stream()
    {
        using var guest = new Preview2Guest(new WasiContextBuilder { Error = WasiOutput.ToStream(new BrokenStream()) });
        var stream = Stream(guest, "stderr");
        var bytes = ComponentValue.FromNumbers<byte>([1]);
        guest.Stream("output-stream.check-write", stream);
        var (isError, value) = guest.Stream("output-stream.write", stream, bytes);
        Assert.True(isError);
        Assert.Equal("closed", value!.Value.AsVariant().Label);
        Assert.Equal("closed", guest.Stream("output-stream.check-write", stream).Value!.Value.AsVariant().Label);
    }

    private static int Exit(string function, ComponentValue status)
    {
        using var guest = new Preview2Guest();
        return Assert.Throws<WasiExitException>(() => guest.Call("wasi:cli/exit", function, status)).ExitCode;
    }

    private static ComponentResource Stream(Preview2Guest guest, string name) =>
        guest.Call($"wasi:cli/{name}", $"get-{name}")!.Value.AsResource();

    private static ComponentValue? Terminal(Preview2Guest guest, string name) =>
        guest.Call($"wasi:cli/terminal-{name}", $"get-terminal-{name}")!.Value.AsOption();

    private static (bool IsError, ComponentValue? Value) Write(Preview2Guest guest, string name, string text) => guest.Stream(
        "output-stream.blocking-write-and-flush", Stream(guest, name), ComponentValue.FromNumbers<byte>(Encoding.UTF8.GetBytes(text)));

    /// <summary>A stream whose reader has gone.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("nobody reads");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("nobody reads");
    }
}
