namespace Lanner.Hosting.Tests;

/// <summary>Guests by name: added, replaced while they are called, removed.</summary>
public sealed class CatalogTests
{
    private const string One = "(module (func (export \"version\") (result i32) (i32.const 1)))";
    private const string Two = "(module (func (export \"version\") (result i32) (i32.const 2)))";

    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_version_takes_the_calls_that_come_and_the_old_one_ends_those_it_has()
    {
        await using var catalog = Guests.Catalog(guest => guest.Pool.Reuse = 10, One);
        var pool = catalog.Get("guest");
        Assert.Equal(1, await pool.CallAsync("version"));
        await using var lease = await pool.RentAsync(cancellation: Test);

        var code = await catalog.ReplaceAsync("guest", Guests.Source(Two), Test);

        Assert.Equal(2, code.Version);
        Assert.Equal(2, await pool.CallAsync("version"));
        Assert.Equal(1, lease.Module!.GetFunction("version").Invoke()[0].AsInt32());
        Assert.Equal(1, lease.Code.Version);
        lease.Complete();
        await lease.DisposeAsync();
        Assert.Equal(2, await pool.CallAsync("version"));
        Assert.Equal(1, pool.Idle);
    }

    /// <summary>apollo router#5185: no call fails, whatever it meets.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task Calls_go_on_while_versions_change(int reuse)
    {
        await using var catalog = Guests.Catalog(guest => guest.Pool.Reuse = reuse, One);
        var pool = catalog.Get("guest");
        using var end = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var calls = 0;
            while (!end.IsCancellationRequested || calls == 0)
            {
                Assert.InRange(await pool.CallAsync("version"), 1, 2);
                calls++;
            }

            return calls;
        })).ToArray();

        for (var version = 0; version < 100; version++)
        {
            await catalog.ReplaceAsync("guest", Guests.Source(version % 2 == 0 ? Two : One), Test);
        }

        await end.CancelAsync();
        Assert.All(await Task.WhenAll(callers), calls => Assert.True(calls > 0));
        Assert.Equal(1, await pool.CallAsync("version"));
    }

    [Fact]
    public async Task A_version_that_is_not_right_leaves_the_old_one()
    {
        await using var catalog = Guests.Catalog(text: One);
        var pool = catalog.Get("guest");

        await Assert.ThrowsAsync<LinkException>(
            () => catalog.ReplaceAsync("guest", Guests.Source("(module (import \"no\" \"where\" (func)))"), Test));
        await Assert.ThrowsAnyAsync<LannerException>(() => catalog.ReplaceAsync("guest", Guests.Source("\0asm?"), Test));

        Assert.Equal(1, await pool.CallAsync("version"));
    }

    [Fact]
    public async Task What_cannot_be_loaded_is_tried_again_by_the_next_call()
    {
        var isThere = false;
        await using var catalog = Guests.Catalog(guest => guest.Source = GuestSource.FromStream(() =>
            isThere ? new MemoryStream(System.Text.Encoding.UTF8.GetBytes(One)) : throw new FileNotFoundException("not yet")));
        var pool = catalog.Get("guest");
        await Assert.ThrowsAsync<FileNotFoundException>(() => pool.CallAsync("version"));
        await Assert.ThrowsAsync<FileNotFoundException>(() => pool.CallAsync("version"));

        isThere = true;

        Assert.Equal(1, await pool.CallAsync("version"));
    }

    [Fact]
    public async Task A_guest_that_is_removed_ends_its_calls_and_takes_no_more()
    {
        await using var catalog = Guests.Catalog();
        var pool = catalog.Get("guest");
        var lease = await pool.RentAsync(cancellation: Test);
        var removing = catalog.RemoveAsync("guest", Test);

        Assert.False(catalog.TryGet("guest", out _));
        await Assert.ThrowsAsync<GuestBusyException>(async () => await pool.RentAsync(cancellation: Test));
        Assert.False(removing.IsCompleted);
        await lease.DisposeAsync();
        Assert.True(await removing);
        Assert.False(await catalog.RemoveAsync("guest", Test));
    }

    [Fact]
    public async Task When_the_time_to_stop_is_over_calls_are_interrupted()
    {
        var catalog = Guests.Catalog();
        var pool = catalog.Get("guest");
        var call = pool.CallAsync("spin");
        Assert.True(Patience.Until(() => pool.InUse == 1));

        await catalog.DisposeAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Assert.True(Patience.Until(() => pool.InUse == 0));
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        await using var catalog = Guests.Catalog();

        Assert.Throws<ArgumentException>(() => catalog.Add("guest", new GuestOptions { Source = Guests.Source(One) }));
        var missing = Assert.Throws<KeyNotFoundException>(() => catalog.Get("other"));
        Assert.Contains("there are: guest", missing.Message, StringComparison.Ordinal);
    }
}
