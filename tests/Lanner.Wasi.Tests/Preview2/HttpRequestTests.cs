using Lanner.Components;
using static Lanner.Wasi.Tests.Preview2.HttpGuest;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>Making requests and responses: what is right, and what is not.</summary>
public sealed class HttpRequestTests
{
    [Theory]
    [InlineData("example.com", true)]
    [InlineData("example.com:8080", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("[::1]", true)]
    [InlineData("127.0.0.1:65535", true)]
    [InlineData("", false)]
    [InlineData("a:", false)]
    [InlineData("a:x", false)]
    [InlineData("a:70000", false)]
    [InlineData("a:+1", false)]
    [InlineData("a:1:2", false)]
    [InlineData("::1", false)]
    [InlineData("[::1", false)]
    [InlineData("[::1]x", false)]
    [InlineData("[fe80::1%25lo]", false)]
    [InlineData("[127.0.0.1]", false)]
    [InlineData("user@example.com", false)]
    [InlineData("user:pw@example.com", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a?b", false)]
    [InlineData("a#b", false)]
    [InlineData("%61", false)]
    public void An_authority_is_a_host_with_or_without_a_port(string text, bool isRight)
    {
        // wasmtime#13739, #13686, #14123.
        using var guest = new HttpGuest();
        var request = guest.Call("[constructor]outgoing-request", Give(guest.NewFields())).AsResource();
        Assert.Equal(isRight, guest.Try("outgoing-request.set-authority", request, SomeText(text)));
        Assert.Equal(
            isRight ? text : null, guest.Call("[method]outgoing-request.authority", Lend(request)).AsOption()?.AsString());
        Assert.True(guest.Try("outgoing-request.set-authority", request, ComponentValue.None));
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("", true)]
    [InlineData("/a/../b?c=%20&d=//", true)]
    [InlineData("?a", true)]
    [InlineData("*", true)]
    [InlineData("a", false)]
    [InlineData("/a b", false)]
    [InlineData("/a#b", false)]
    [InlineData("/\r\nHost: x", false)]
    [InlineData("/\u00E9", false)]
    public void A_path_is_what_a_request_line_may_have(string text, bool isRight)
    {
        using var guest = new HttpGuest();
        var request = guest.Call("[constructor]outgoing-request", Give(guest.NewFields())).AsResource();
        Assert.Equal(isRight, guest.Try("outgoing-request.set-path-with-query", request, SomeText(text)));
    }

    [Fact]
    public void Methods_and_schemes_are_tokens()
    {
        using var guest = new HttpGuest();
        var request = guest.Call("[constructor]outgoing-request", Give(guest.NewFields())).AsResource();
        Assert.Equal(ComponentValue.FromVariant("get"), guest.Call("[method]outgoing-request.method", Lend(request)));
        Assert.True(guest.Try("outgoing-request.set-method", request, ComponentValue.FromVariant("other", OfText("PURGE"))));
        Assert.Equal(
            ComponentValue.FromVariant("other", OfText("PURGE")), guest.Call("[method]outgoing-request.method", Lend(request)));
        Assert.False(guest.Try("outgoing-request.set-method", request, ComponentValue.FromVariant("other", OfText("GET /x"))));
        Assert.False(guest.Try("outgoing-request.set-method", request, ComponentValue.FromVariant("other", OfText(""))));
        Assert.False(guest.Try(
            "outgoing-request.set-scheme", request, ComponentValue.Some(ComponentValue.FromVariant("other", OfText("a:b")))));
        Assert.True(guest.Try("outgoing-request.set-scheme", request, ComponentValue.Some(ComponentValue.FromVariant("HTTPS"))));
        Assert.Equal(
            ComponentValue.FromVariant("HTTPS"), guest.Call("[method]outgoing-request.scheme", Lend(request)).AsOption());
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, false)]
    [InlineData(101, false)]
    [InlineData(103, true)]
    [InlineData(199, false)]
    [InlineData(200, true)]
    [InlineData(204, true)]
    [InlineData(599, true)]
    [InlineData(600, false)]
    [InlineData(65535, false)]
    public void A_status_is_one_that_a_guest_can_decide_on(int status, bool isRight)
    {
        // wasmtime#12149, Viceroy#557.
        using var guest = new HttpGuest();
        var response = guest.Call("[constructor]outgoing-response", Give(guest.NewFields())).AsResource();
        Assert.Equal(isRight, guest.Try("outgoing-response.set-status-code", response, ComponentValue.FromU16((ushort)status)));
        Assert.Equal(isRight ? status : 200, guest.Call("[method]outgoing-response.status-code", Lend(response)).AsU16());
    }

    [Fact]
    public void Timeouts_are_what_was_set()
    {
        using var guest = new HttpGuest();
        var options = guest.Call("[constructor]request-options").AsResource();
        foreach (var name in (string[])["connect-timeout", "first-byte-timeout", "between-bytes-timeout"])
        {
            Assert.Null(guest.Call($"[method]request-options.{name}", Lend(options)).AsOption());
            Assert.True(guest.Try($"request-options.set-{name}", options, ComponentValue.Some(ComponentValue.FromU64(ulong.MaxValue))));
            Assert.Equal(ulong.MaxValue, guest.Call($"[method]request-options.{name}", Lend(options)).AsOption()!.Value.AsU64());
        }
    }

    [Fact]
    public void Bodies_are_given_once_and_end_before_what_they_are_part_of()
    {
        using var guest = new HttpGuest();
        var request = guest.NewRequest("example.com");
        var body = guest.Get("outgoing-request.body", request);
        Assert.False(guest.Try("outgoing-request.body", request));
        var stream = guest.Get("outgoing-body.write", body);
        Assert.False(guest.Try("outgoing-body.write", body));
        Assert.Throws<TrapException>(() => guest.Finish(body));
        _ = stream;
    }
}
