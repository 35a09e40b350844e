using Lanner.Components;
using static Lanner.Wasi.Tests.Preview2.HttpGuest;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary><c>wasi:keyvalue</c>: stores, batches and changes in one step, in both drafts.</summary>
public sealed class KeyValueTests
{
    private const string First = "0.2.0-draft", Second = "0.2.0-draft2";

    [Theory]
    [InlineData(First)]
    [InlineData(Second)]
    public void Values_are_set_found_and_deleted(string version)
    {
        using var guest = NewGuest(new InMemoryKeyValueStore());
        var bucket = Open(guest, version);
        Assert.Equal(ComponentValue.None, Ok(guest, version, "store#[method]bucket.get", Lend(bucket), OfText("../x")));
        Ok(guest, version, "store#[method]bucket.set", Lend(bucket), OfText("../x"), Value("\0\xFF"));
        Assert.Equal(
            ComponentValue.Some(Value("\0\xFF")), Ok(guest, version, "store#[method]bucket.get", Lend(bucket), OfText("../x")));
        Assert.True(Ok(guest, version, "store#[method]bucket.exists", Lend(bucket), OfText("../x"))!.Value.AsBool());
        Ok(guest, version, "store#[method]bucket.delete", Lend(bucket), OfText("../x"));
        Ok(guest, version, "store#[method]bucket.delete", Lend(bucket), OfText("../x"));
        Assert.False(Ok(guest, version, "store#[method]bucket.exists", Lend(bucket), OfText("../x"))!.Value.AsBool());
    }

    [Fact]
    public void Only_what_is_granted_is_opened()
    {
        using var guest = NewGuest(new InMemoryKeyValueStore());
        var error = guest.Call($"wasi:keyvalue/store@{Second}", "open", OfText("other"))!.Value.AsResult();
        Assert.Equal(ComponentValue.FromVariant("no-such-store"), error.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData(null)]
    public void A_key_is_neither_empty_nor_endless(string? key)
    {
        using var guest = NewGuest(new InMemoryKeyValueStore());
        var bucket = Open(guest, Second);
        Assert.NotNull(Error(guest, Second, "store#[method]bucket.set", Lend(bucket), OfText(key ?? new string('k', 65536)), Value("x")));
    }

    [Theory]
    [InlineData(First)]
    [InlineData(Second)]
    public void Each_key_that_stays_is_listed_once_whatever_is_deleted_meanwhile(string version)
    {
        // wasmCloud#5329, spin#3032.
        using var guest = NewGuest(new InMemoryKeyValueStore());
        var bucket = Open(guest, version);
        foreach (var number in Enumerable.Range(0, 2500))
        {
            Ok(guest, version, "store#[method]bucket.set", Lend(bucket), OfText($"{number:d4}"), Value(""));
        }

        var (found, cursor) = (new List<string>(), ComponentValue.None);
        do
        {
            var page = Ok(guest, version, "store#[method]bucket.list-keys", Lend(bucket), cursor)!.Value;
            found.AddRange(page.GetField("keys").AsList().Select(key => key.AsString()));
            cursor = page.GetField("cursor");
            foreach (var key in found.TakeLast(10))
            {
                Ok(guest, version, "store#[method]bucket.delete", Lend(bucket), OfText(key));
            }
        }
        while (cursor.AsOption() is not null);
        Assert.Equal(Enumerable.Range(0, 2500).Select(number => $"{number:d4}"), found);
    }

    [Fact]
    public void A_cursor_that_nobody_gave_is_an_error()
    {
        // wasmtime#13819.
        using var guest = NewGuest(new InMemoryKeyValueStore());
        var first = ComponentValue.Some(ComponentValue.FromU64(ulong.MaxValue));
        Assert.NotNull(Error(guest, First, "store#[method]bucket.list-keys", Lend(Open(guest, First)), first));
        Assert.NotNull(Error(guest, Second, "store#[method]bucket.list-keys", Lend(Open(guest, Second)), SomeText("1000")));
    }

    [Fact]
    public void A_sum_without_a_place_is_an_error_and_changes_nothing()
    {
        // wasmtime#13819.
        using var guest = NewGuest(new InMemoryKeyValueStore());
        var bucket = Open(guest, Second);
        ComponentValue? Add(long delta) => Ok(guest, Second, "atomics#increment", Lend(bucket), OfText("n"), ComponentValue.FromS64(delta));
        Assert.Equal(5, Add(5)!.Value.AsS64());
        Assert.Equal(3, Add(-2)!.Value.AsS64());
        Assert.Equal(
            "the sum is too large",
            Error(guest, Second, "atomics#increment", Lend(bucket), OfText("n"), ComponentValue.FromS64(long.MaxValue)));
        Assert.Equal(3, Add(0)!.Value.AsS64());
        Ok(guest, Second, "store#[method]bucket.set", Lend(bucket), OfText("n"), Value("three"));
        Assert.Equal(
            "the value is no number", Error(guest, Second, "atomics#increment", Lend(bucket), OfText("n"), ComponentValue.FromS64(1)));
        var other = Open(guest, First);
        Assert.Equal(
            7ul, Ok(guest, First, "atomics#increment", Lend(other), OfText("u"), ComponentValue.FromU64(7))!.Value.AsU64());
        Assert.NotNull(Error(guest, First, "atomics#increment", Lend(other), OfText("u"), ComponentValue.FromU64(ulong.MaxValue)));
    }

    [Fact]
    public void A_change_that_depends_on_a_state_fails_when_that_has_passed()
    {
        using var guest = NewGuest(new InMemoryKeyValueStore());
        var bucket = Open(guest, Second);
        var swap = Ok(guest, Second, "atomics#[static]cas.new", Lend(bucket), OfText("k"))!.Value.AsResource();
        Assert.Equal(ComponentValue.None, Ok(guest, Second, "atomics#[method]cas.current", Lend(swap)));
        Ok(guest, Second, "store#[method]bucket.set", Lend(bucket), OfText("k"), Value("1"));
        var (isError, failure) = guest.Call($"wasi:keyvalue/atomics@{Second}", "swap", Give(swap), Value("2"))!.Value.AsResult();
        Assert.True(isError);
        var (label, next) = failure!.Value.AsVariant();
        Assert.Equal("cas-failed", label);
        var retried = next!.Value.AsResource();
        Assert.Equal(ComponentValue.Some(Value("1")), Ok(guest, Second, "atomics#[method]cas.current", Lend(retried)));
        Ok(guest, Second, "atomics#swap", Give(retried), Value("2"));
        Assert.Equal(ComponentValue.Some(Value("2")), Ok(guest, Second, "store#[method]bucket.get", Lend(bucket), OfText("k")));
    }

    [Theory]
    [InlineData(First)]
    [InlineData(Second)]
    public void Batches_are_of_many_keys(string version)
    {
        using var guest = NewGuest(new InMemoryKeyValueStore());
        var bucket = Open(guest, version);
        Ok(guest, version, "batch#set-many", Lend(bucket), ComponentValue.FromList(
            ComponentValue.FromTuple(OfText("a"), Value("1")), ComponentValue.FromTuple(OfText("b"), Value("2"))));
        var keys = ComponentValue.FromList(OfText("b"), OfText("c"), OfText("a"));
        ComponentValue Pair(string key, string value) => ComponentValue.Some(ComponentValue.FromTuple(OfText(key), Value(value)));
        Assert.Equal(
            ComponentValue.FromList(Pair("b", "2"), ComponentValue.None, Pair("a", "1")),
            Ok(guest, version, "batch#get-many", Lend(bucket), keys));
        Ok(guest, version, "batch#delete-many", Lend(bucket), keys);
        Assert.Empty(Ok(guest, version, "store#[method]bucket.list-keys", Lend(bucket), ComponentValue.None)!.Value
            .GetField("keys").AsList());
    }

    [Fact]
    public void A_store_that_is_full_says_so()
    {
        using var guest = NewGuest(new InMemoryKeyValueStore(maximumBytes: 200));
        var bucket = Open(guest, Second);
        Ok(guest, Second, "store#[method]bucket.set", Lend(bucket), OfText("k"), Value(new string('x', 100)));
        Ok(guest, Second, "store#[method]bucket.set", Lend(bucket), OfText("k"), Value(new string('y', 120)));
        Assert.Equal(
            "the store is full", Error(guest, Second, "store#[method]bucket.set", Lend(bucket), OfText("l"), Value(new string('x', 100))));
    }

    [Fact]
    public void A_store_that_notices_an_interruption_first_ends_in_the_trap_of_the_interruption()
    {
        var builder = new WasiContextBuilder().AddKeyValueStore("granted", new WaitingStore());
        using var guest = new Preview2Guest(builder, isInterruptible: true);
        var bucket = Open(guest, Second);
        using var timer = new Timer(_ => guest.Store.Interrupt(), null, 50, Timeout.Infinite);
        var trap = Assert.Throws<TrapException>(() => Ok(guest, Second, "store#[method]bucket.get", Lend(bucket), OfText("k")));
        Assert.Equal(TrapCode.Interrupted, trap.Code);
    }

    private static Preview2Guest NewGuest(WasiKeyValueStore store) =>
        new(new WasiContextBuilder().AddKeyValueStore("granted", store));

    private static ComponentResource Open(Preview2Guest guest, string version) =>
        Ok(guest, version, "store#open", OfText("granted"))!.Value.AsResource();

    private static ComponentValue Value(string text) => ComponentValue.FromNumbers<byte>(Bytes(text));

    private static (bool IsError, ComponentValue? Value) Call(
        Preview2Guest guest, string version, string path, params ReadOnlySpan<ComponentValue> arguments)
    {
        var parts = path.Split('#');
        return guest.Call($"wasi:keyvalue/{parts[0]}@{version}", parts[1], arguments)!.Value.AsResult();
    }

    private static ComponentValue? Ok(
        Preview2Guest guest, string version, string path, params ReadOnlySpan<ComponentValue> arguments)
    {
        var (isError, value) = Call(guest, version, path, arguments);
        Assert.False(isError, value?.ToString());
        return value;
    }

    /// <summary>The message of an error.</summary>
    private static string? Error(
        Preview2Guest guest, string version, string path, params ReadOnlySpan<ComponentValue> arguments)
    {
        var (isError, value) = Call(guest, version, path, arguments);
        return isError ? value!.Value.AsVariant().Value!.Value.AsString() : null;
    }
}

/// <summary>A store that waits, on the thread of the guest, until it is told to give up.</summary>
file sealed class WaitingStore : WasiKeyValueStore
{
    public override ValueTask<(byte[]? Value, long Version)> GetAsync(string key, CancellationToken cancellation)
    {
        cancellation.WaitHandle.WaitOne();
        throw new OperationCanceledException(cancellation);
    }

    public override ValueTask SetAsync(string key, byte[] value, CancellationToken cancellation) => throw new NotSupportedException();

    public override ValueTask DeleteAsync(string key, CancellationToken cancellation) => throw new NotSupportedException();

    public override ValueTask<(IReadOnlyList<string> Keys, string? Cursor)> ListKeysAsync(
        string? cursor, CancellationToken cancellation) => throw new NotSupportedException();

    public override ValueTask<long> IncrementAsync(string key, long delta, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public override ValueTask<bool> TrySetAsync(string key, long version, byte[] value, CancellationToken cancellation) =>
        throw new NotSupportedException();
}
