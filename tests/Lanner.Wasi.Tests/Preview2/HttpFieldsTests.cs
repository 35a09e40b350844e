using Lanner.Components;
using static Lanner.Wasi.Tests.Preview2.HttpGuest;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>fields</c>: names, values, and what guests may not set.</summary>
public sealed class HttpFieldsTests
{
    [Fact]
    public void Names_are_found_in_any_case_and_kept_as_they_were_written()
    {
        // wasmtime#11770.
        using var guest = new HttpGuest();
        var fields = guest.NewFields(("X-Foo", "1"), ("set-cookie", "a"), ("x-foo", "2"), ("Set-Cookie", "b"));
        Assert.Equal(["X-Foo: 1", "set-cookie: a", "x-foo: 2", "Set-Cookie: b"], guest.Lines(fields));
        Assert.Equal(2, guest.Call("[method]fields.get", Lend(fields), OfText("X-FOO")).AsList().Count);
        Assert.True(guest.Call("[method]fields.has", Lend(fields), OfText("x-Foo")).AsBool());
        Assert.False(guest.Call("[method]fields.has", Lend(fields), OfText("x foo")).AsBool());
        Assert.Empty(guest.Call("[method]fields.get", Lend(fields), OfText("")).AsList());
        Assert.True(guest.Try("fields.delete", fields, OfText("x-fOO")));
        Assert.Equal(["set-cookie: a", "Set-Cookie: b"], guest.Lines(fields));
    }

    [Fact]
    public void Values_are_bytes_of_which_none_is_lost()
    {
        // workerd#6927.
        using var guest = new HttpGuest();
        var fields = guest.NewFields(("x", "caf\xE9 \t\xFF"), ("empty", ""));
        Assert.Equal(["x: caf\xE9 \t\xFF", "empty: "], guest.Lines(fields));
    }

    [Fact]
    public void Set_takes_the_place_of_all_values_or_changes_nothing()
    {
        using var guest = new HttpGuest();
        var fields = guest.NewFields(("a", "1"), ("A", "2"), ("b", "3"));
        Assert.False(guest.Try("fields.set", fields, OfText("a"), Values("4", "5\n")));
        Assert.Equal(["a: 1", "A: 2", "b: 3"], guest.Lines(fields));
        Assert.True(guest.Try("fields.set", fields, OfText("a"), Values("4", "5")));
        Assert.Equal(["b: 3", "a: 4", "a: 5"], guest.Lines(fields));
        Assert.True(guest.Try("fields.set", fields, OfText("a"), Values()));
        Assert.Equal(["b: 3"], guest.Lines(fields));
    }

    [Theory]
    [InlineData("", "x", "invalid-syntax")]
    [InlineData("a b", "x", "invalid-syntax")]
    [InlineData("a:", "x", "invalid-syntax")]
    [InlineData("\u00E9", "x", "invalid-syntax")]
    [InlineData("a", "x\r\nb: y", "invalid-syntax")]
    [InlineData("a", "x\0", "invalid-syntax")]
    [InlineData("a", "\x7F", "invalid-syntax")]
    [InlineData("Host", "example.com", "forbidden")]
    [InlineData("connection", "close", "forbidden")]
    [InlineData("Transfer-Encoding", "chunked", "forbidden")]
    [InlineData("upgrade", "websocket", "forbidden")]
    [InlineData("Expect", "100-continue", "forbidden")]
    [InlineData("Keep-Alive", "5", "forbidden")]
    [InlineData("content-length", "+5", "invalid-syntax")]
    [InlineData("content-length", "0x5", "invalid-syntax")]
    [InlineData("content-length", "5, 5", "invalid-syntax")]
    [InlineData("content-length", "-1", "invalid-syntax")]
    [InlineData("content-length", " 5", "invalid-syntax")]
    [InlineData("content-length", "99999999999999999999", "invalid-syntax")]
    public void What_no_message_may_have_or_is_the_hosts_is_refused(string name, string value, string error)
    {
        // workerd db1292562 and wasmtime#11631 (lengths).
        using var guest = new HttpGuest();
        var fields = guest.NewFields();
        var bytes = ComponentValue.FromNumbers<byte>(Bytes(value));
        ComponentValue[] results =
        [
            guest.Call("[method]fields.append", Lend(fields), OfText(name), bytes),
            guest.Call("[method]fields.set", Lend(fields), OfText(name), ComponentValue.FromList(bytes)),
            guest.Call("[static]fields.from-list", ComponentValue.FromList(ComponentValue.FromTuple(OfText(name), bytes))),
        ];
        Assert.All(results, result => Assert.Equal(error, result.AsResult().Value!.Value.AsVariant().Label));
        Assert.Empty(guest.Lines(fields));
    }

    [Fact]
    public void A_hundred_thousand_fields_are_an_error()
    {
        // GHSA-243v-98vx-264h.
        using var guest = new HttpGuest();
        var one = ComponentValue.FromTuple(OfText("a"), ComponentValue.FromNumbers<byte>());
        var list = ComponentValue.FromList([.. Enumerable.Repeat(one, 100_000)]);
        Assert.True(guest.Call("[static]fields.from-list", list).AsResult().IsError);
        var fields = guest.NewFields();
        var count = 0;
        while (guest.Append(fields, "a", ""))
        {
            count++;
        }

        Assert.Equal(4096, count);
        Assert.True(guest.Try("fields.delete", fields, OfText("a")));
        Assert.True(guest.Append(fields, "a", new string('x', (128 << 10) - 1)));
        Assert.False(guest.Append(fields, "b", ""));
    }

    [Fact]
    public void The_fields_of_a_message_are_not_to_be_changed_but_copies_are()
    {
        using var guest = new HttpGuest();
        var request = guest.Call("[constructor]outgoing-request", Give(guest.NewFields(("a", "1")))).AsResource();
        var headers = guest.Get("outgoing-request.headers", request);
        var result = guest.Call("[method]fields.append", Lend(headers), OfText("b"), ComponentValue.FromNumbers<byte>());
        Assert.Equal("immutable", result.AsResult().Value!.Value.AsVariant().Label);
        var copy = guest.Call("[method]fields.clone", Lend(headers)).AsResource();
        Assert.True(guest.Append(copy, "b", "2"));
        Assert.Equal(["a: 1"], guest.Lines(headers));
        Assert.Equal(["a: 1", "b: 2"], guest.Lines(copy));
    }

    private static ComponentValue Values(params string[] values) =>
        ComponentValue.FromList([.. values.Select(value => ComponentValue.FromNumbers<byte>(Bytes(value)))]);
}
