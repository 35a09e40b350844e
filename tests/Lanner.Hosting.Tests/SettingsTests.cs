using Lanner.Hosting.Settings;
using Lanner.Wasi;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lanner.Hosting.Tests;

/// <summary>Guests in the configuration: what is read, and what is refused with the path of the setting.</summary>
public sealed class SettingsTests
{
    /// <summary>spin#3636.</summary>
    [Theory]
    [InlineData("10ms", 10 * TimeSpan.TicksPerMillisecond)]
    [InlineData("1m", TimeSpan.TicksPerMinute)]
    [InlineData("1.5s", 15 * TimeSpan.TicksPerSecond / 10)]
    [InlineData(" 2 h ", 2 * TimeSpan.TicksPerHour)]
    [InlineData("0.1us", 1L)]
    [InlineData("45d", 45 * TimeSpan.TicksPerDay)]
    public void Times_are_exact(string text, long ticks)
    {
        Assert.True(Quantity.TryParseTime(text, out var time));
        Assert.Equal(ticks, time.Ticks);
    }

    [Theory]
    [InlineData("65536", 65536)]
    [InlineData("64 KiB", 64 << 10)]
    [InlineData("1.5MiB", 3 << 19)]
    [InlineData("2 GB", 2_000_000_000)]
    [InlineData("7 B", 7)]
    public void Sizes_are_exact(string text, long bytes)
    {
        Assert.True(Quantity.TryParseSize(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("ms")]
    [InlineData("10 MS")]
    [InlineData("-1s")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("1s1s")]
    [InlineData("0.05us")]
    [InlineData("99999999999999999999d")]
    public void What_is_no_time_is_refused(string text) => Assert.False(Quantity.TryParseTime(text, out _));

    [Theory]
    [InlineData("64 MIB")]
    [InlineData("0.5 B")]
    [InlineData("64 bananas")]
    [InlineData("9000000 TiB")]
    public void What_is_no_size_is_refused(string text) => Assert.False(Quantity.TryParseSize(text, out _));

    [Fact]
    public async Task A_guest_is_what_its_section_says()
    {
        await using var catalog = Catalog(
            ("Source", "hello.wasm"), ("Memory", "64 MiB"), ("TableElements", "10"), ("Fuel", "1000"), ("RunningTime", "10ms"),
            ("CallTime", "1.5s"), ("Response", "1 KiB"), ("Arguments:0", "hello"), ("Environment:NAME", "value"),
            ("Configuration:Region", "eu"), ("Secrets:Key", "s3cret"), ("Http:0", "https://api.example.com"),
            ("Connect:0", "10.0.0.1:5432"),
            ("Directories:0:Path", "/srv"), ("Directories:0:As", "/data"), ("Directories:0:Rights", "Write, Create"),
            ("Pool:Maximum", "4"), ("Pool:QueueLength", "0"), ("Pool:QueueTime", "1s"), ("Pool:Reuse", "100"), ("Pool:IdleTime", "5m"));

        var guest = catalog.Get("hello").Options;

        Assert.Equal("hello.wasm", guest.Source!.Path);
        Assert.Equal((64L << 20, 10L, 1000L, 1024L), (guest.MemoryBytes, guest.TableElements, guest.Fuel!.Value, guest.ResponseBytes));
        Assert.Equal((TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1.5)), (guest.RunningTime, guest.CallTime));
        Assert.Equal(["hello"], guest.Arguments);
        Assert.Equal(("value", "eu"), (guest.Environment["NAME"], guest.Configuration["Region"]));
        Assert.Equal(["Key"], guest.Secrets.Names);
        Assert.Equal(["https://api.example.com"], guest.Http);
        Assert.Equal(["10.0.0.1:5432"], guest.Connect);
        Assert.Equal([new GuestDirectory("/srv", "/data", DirectoryRights.Write | DirectoryRights.Create)], guest.Directories);
        Assert.Equal((4, 0, 100), (guest.Pool.Maximum, guest.Pool.QueueLength, guest.Pool.Reuse));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), (guest.Pool.QueueTime, guest.Pool.IdleTime));
    }

    [Theory]
    [InlineData("Memory", "64 MIB", "Lanner:Guests:hello:Memory: a size, such as 65536, 64 KiB", "there is '64 MIB'")]
    [InlineData("RunningTime", "10", "Lanner:Guests:hello:RunningTime: a time, such as 10ms", "there is '10'")]
    [InlineData("RunningTime", "0s", "Lanner:Guests:hello:RunningTime: a time up to 45 days is expected", "there is 00:00:00")]
    [InlineData("Pool:Maximum", "0", "Lanner:Guests:hello:Pool:Maximum: a number of at least 1 is expected", "there is 0")]
    [InlineData("Pool:Maximum", "many", "Lanner:Guests:hello:Pool:Maximum: a whole number is expected", "there is 'many'")]
    [InlineData("Pool:Size", "4", "Lanner:Guests:hello:Pool:Size: there is no such setting", "Maximum, QueueLength")]
    [InlineData("Memroy", "1 MiB", "Lanner:Guests:hello:Memroy: there is no such setting", "Memory, TableElements")]
    [InlineData("Http:0", "*foo", "Lanner:Guests:hello:Http:0: ", "*foo")]
    [InlineData("Http:0", "", "Lanner:Guests:hello:Http:0: a text is expected", "nothing")]
    [InlineData("Connect:0", "host:99999", "Lanner:Guests:hello:Connect:0: ", "99999")]
    [InlineData("Directories:0:Path", "/srv", "Lanner:Guests:hello:Directories:0: Path", "As")]
    [InlineData("Directories:0:Rights", "3", "Lanner:Guests:hello:Directories:0:Rights: rights are expected", "there is '3'")]
    [InlineData("Environment:A=B", "1", "Lanner:Guests:hello:Environment: a name", "there is 'A=B'")]
    public void What_is_wrong_is_told_with_its_path(string key, string value, string start, string rest)
    {
        var failures = Assert.Throws<OptionsValidationException>(() => Catalog(("Source", "hello.wasm"), (key, value))).Failures;

        Assert.Contains(failures, failure => failure.StartsWith(start, StringComparison.Ordinal)
            && failure.Contains(rest, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("LogLineLength", "0", "Lanner:LogLineLength: a number from 1 to 1048576 is expected; there is 0")]
    [InlineData("LoadsAtStart", "yes", "Lanner:LoadsAtStart: true or false is expected; there is 'yes'")]
    [InlineData("Guest:hello", "1", "Lanner:Guest: there is no such setting; at Lanner there can be LoadsAtStart, ")]
    public void What_is_wrong_for_all_guests_is_told_too(string key, string value, string start)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>($"Lanner:{key}", value)]).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLanner();
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Single(
            Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<GuestCatalog>()).Failures);

        Assert.StartsWith(start, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var failures = Assert.Throws<OptionsValidationException>(() => Catalog(("Memory", "x"), ("CallTime", "y"))).Failures;

        Assert.Equal(3, failures.Count());
    }

    /// <summary>wasmCloud#4979: an empty list allows nothing.</summary>
    [Fact]
    public async Task Nothing_is_granted_that_is_not_named()
    {
        await using var catalog = Catalog(("Source", "hello.wasm"), ("Http", ""), ("Connect", ""));
        var guest = catalog.Get("hello").Options;

        Assert.Empty(guest.Http);
        Assert.Empty(guest.Connect);
        Assert.Empty(guest.Directories);
    }

    [Fact]
    public async Task A_secret_is_in_nothing_that_is_shown()
    {
        await using var catalog = Catalog(("Source", "hello.wasm"), ("Secrets:Key", "s3cret"));
        var guest = catalog.Get("hello").Options;

        Assert.DoesNotContain("s3cret", guest.Secrets.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", System.Text.Json.JsonSerializer.Serialize(guest.Secrets), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", guest.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_has_the_last_word()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(Configuration(("Source", "hello.wasm"), ("Memory", "1 MiB"), ("Fuel", "7")));
        services.AddLanner().AddGuest("hello", guest => guest.MemoryBytes = 2 << 20);
        await using var catalog = services.BuildServiceProvider().GetRequiredService<GuestCatalog>();

        Assert.Equal((2 << 20, 7), (catalog.Get("hello").Options.MemoryBytes, catalog.Get("hello").Options.Fuel));
        Assert.Single(catalog.Guests);
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(
            setting => KeyValuePair.Create<string, string?>($"Lanner:Guests:hello:{setting.Key}", setting.Value))).Build();

    private static GuestCatalog Catalog(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(Configuration(settings));
        services.AddLanner();
        return services.BuildServiceProvider().GetRequiredService<GuestCatalog>();
    }
}
