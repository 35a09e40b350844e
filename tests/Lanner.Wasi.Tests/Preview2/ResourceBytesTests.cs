using System.Net;
using Lanner.Components;
using Lanner.Tests;
using static Lanner.Wasi.Tests.Preview2.HttpGuest;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>The bytes that guests make the host keep are bounded, whatever they are kept for.</summary>
public sealed class ResourceBytesTests
{
    private const int Limit = 64 << 10;

    [Fact]
    public void Fields_that_would_be_too_many_bytes_are_an_error_until_others_are_dropped()
    {
        using var guest = new HttpGuest(Bounded());
        var first = guest.NewFields(("a", new string('x', 20_000)));
        var second = guest.NewFields();
        Assert.False(guest.Append(second, "a", new string('x', 20_000)));
        Assert.True(guest.Append(second, "a", new string('x', 5_000)));
        first.Dispose();
        Assert.True(guest.Append(second, "a", new string('x', 20_000)));
        Assert.True(guest.Try("fields.delete", second, OfText("a")));
        Assert.True(guest.Append(second, "a", new string('x', 30_000)));
    }

    [Fact]
    public void A_copy_without_room_traps()
    {
        using var guest = new HttpGuest(Bounded());
        var fields = guest.NewFields(("a", new string('x', 20_000)));
        var trap = Assert.Throws<TrapException>(() => guest.Call("[method]fields.clone", Lend(fields)));
        Assert.Contains("MaximumResourceBytes", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_path_and_the_body_of_a_request_count()
    {
        using var guest = new HttpGuest(Bounded());
        var request = guest.NewRequest("example.com", $"/{new string('x', 20_000)}");
        Assert.False(guest.Try("outgoing-request.body", request));
        var other = guest.NewRequest("example.com");
        Assert.False(guest.Try("outgoing-request.set-path-with-query", other, SomeText($"/{new string('x', 20_000)}")));
        Assert.Equal(SomeText("/"), guest.Call("[method]outgoing-request.path-with-query", Lend(other)));
        Assert.True(guest.Try("outgoing-request.set-path-with-query", request, ComponentValue.None));
        Assert.True(guest.Try("outgoing-request.set-path-with-query", other, SomeText($"/{new string('x', 20_000)}")));
    }

    [Fact]
    public async Task Values_that_a_change_depends_on_count()
    {
        const string Atomics = "wasi:keyvalue/atomics@0.2.0-draft2";
        var store = new InMemoryKeyValueStore();
        await store.SetAsync("k", new byte[40_000], TestContext.Current.CancellationToken);
        using var guest = new Preview2Guest(Bounded().AddKeyValueStore("granted", store));
        var bucket = Open(guest);
        ComponentValue? Begin() => guest.Call(Atomics, "[static]cas.new", Lend(bucket), OfText("k"));
        Begin()!.Value.AsResult().Value!.Value.AsResource().Dispose();
        Begin();
        Assert.Throws<TrapException>(() => Begin());
    }

    [Fact]
    public async Task The_values_of_a_batch_are_no_more_than_may_be_copied_at_once()
    {
        var store = new InMemoryKeyValueStore();
        await store.SetAsync("k", new byte[60_000], TestContext.Current.CancellationToken);
        using var guest = new Preview2Guest(
            new WasiContextBuilder().AddKeyValueStore("granted", store), limits: new StoreLimits { HostCopyBytes = 100_000 });
        var bucket = Open(guest);
        bool Fails(params string[] keys) => guest.Call(
            "wasi:keyvalue/batch@0.2.0-draft2", "get-many", Lend(bucket),
            ComponentValue.FromList([.. keys.Select(OfText)]))!.Value.AsResult().IsError;
        Assert.False(Fails("k"));
        Assert.True(Fails("k", "k"));
    }

    [Fact]
    public void Names_that_wait_for_an_answer_are_64_at_most()
    {
        var answer = new TaskCompletionSource<IPAddress[]>();
        using var guest = new SocketGuest(builder => builder.AllowNameLookup("*").UseResolver((_, _) => answer.Task));
        SocketResult LookUp(int number) => guest.Call(
            "wasi:sockets/ip-name-lookup", "resolve-addresses", guest.Network, OfText($"n{number}.example"));
        string? Next(ComponentResource stream) => guest.Call(
            "wasi:sockets/ip-name-lookup", "[method]resolve-address-stream.resolve-next-address", Lend(stream)).Error;
        var streams = Enumerable.Range(0, 64).Select(number => LookUp(number).Resource).ToList();
        Assert.Equal("temporary-resolver-failure", Next(LookUp(64).Resource));
        Assert.All(streams, stream => Assert.Equal("would-block", Next(stream)));
        answer.SetResult([IPAddress.Parse("93.184.215.14")]);
        Assert.True(Patience.Until(() => streams.TrueForAll(stream => Next(stream) != "would-block")));
        Assert.NotEqual("temporary-resolver-failure", Next(LookUp(65).Resource));
    }

    [Fact]
    public void What_comes_after_the_end_of_a_context_ends_at_once()
    {
        using var guest = new Preview2Guest();
        guest.Context.Dispose();
        var input = new PipeInput(new ControlledStream());
        Assert.Throws<TrapException>(() => guest.Input(input));
        Assert.True(input.IsDisposed);
    }

    private static ComponentResource Open(Preview2Guest guest) =>
        guest.Call("wasi:keyvalue/store@0.2.0-draft2", "open", OfText("granted"))!.Value.AsResult().Value!.Value.AsResource();

    private static WasiContextBuilder Bounded() => new() { MaximumResourceBytes = Limit };
}
