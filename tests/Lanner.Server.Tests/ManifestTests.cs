using Lanner.Cli.Messages;
using Lanner.Hosting;
using Lanner.Server.Manifests;
using Lanner.Server.Schedules;
using Lanner.Server.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lanner.Server.Tests;

/// <summary>Manifests: what they say, and what is said about those that are wrong.</summary>
public sealed class ManifestTests
{
    private const string Whole = """
        [variables]
        greeting = "Hello, ${NOBODY}"       # a value is no place for others

        [listen]
        addresses = ["http://127.0.0.1:0", "https://*:8443"]
        certificate = "server.pem"
        key = "server.key"
        body = "2 MiB"
        headers = "16 KiB"
        header-time = "5s"
        idle-time = "2m"
        connections = 100
        stop-time = "1500ms"
        proxies = ["10.0.0.1", "10.1.0.0/16"]

        [guests.first]
        source = "first.wasm"
        memory = "64 MiB"
        table-elements = 1000
        fuel = 5000
        counts-fuel = true
        running-time = "1s"
        call-time = "1m"
        response = 4096
        arguments = ["first", "${greeting}", "$${greeting}"]
        environment = { LANG = "C", EMPTY = "" }
        http = ["https://api.example.com"]
        connect = ["10.0.0.1:5432"]
        directories = [{ path = "data", as = "/data", rights = "read-only" }]

        [guests.first.configuration]
        region = "eu"

        [guests.first.secrets]
        token = { file = "token" }
        home = { environment = "HOME" }

        [guests.first.pool]
        maximum = 4
        queue-length = 10
        queue-time = "3s"
        reuse = 7
        idle-time = "1h"

        [guests.second]
        source = "/srv/second.wasm"

        [[routes]]
        path = "/first/{**rest}"
        guest = "first"
        methods = ["GET", "HEAD"]
        host = "example.com"

        [[routes]]
        path = "/second"
        guest = "second"
        kind = "functions"

        [[schedules]]
        cron = "*/15 * * * mon-fri"
        guest = "second"
        call = "refresh()"
        overlap = "queue"

        [[schedules]]
        cron = "@daily"
        guest = "first"
        """;

    [Fact]
    public void A_manifest_says_what_it_says()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "s3cret\n");
        var settings = ManifestFile.Read(folder.Write("lanner.toml", Whole), []);

        Assert.Equal([ListenAddress.Parse("http://127.0.0.1:0"), ListenAddress.Parse("https://*:8443")], settings.Listen.Addresses);
        Assert.Equal(folder.PathOf("server.pem"), settings.Listen.Certificate);
        Assert.Equal(folder.PathOf("server.key"), settings.Listen.Key);
        Assert.Equal(2 << 20, settings.Listen.BodyBytes);
        Assert.Equal(16 << 10, settings.Listen.HeaderBytes);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Listen.HeaderTime);
        Assert.Equal(TimeSpan.FromMinutes(2), settings.Listen.IdleTime);
        Assert.Equal(100, settings.Listen.Connections);
        Assert.Equal(TimeSpan.FromSeconds(1.5), settings.Listen.StopTime);
        Assert.Equal(["10.0.0.1/32", "10.1.0.0/16"], settings.Listen.Proxies.Select(proxy => proxy.ToString()));

        Assert.Equal(["/first/{**rest}", "/second"], settings.Routes.Select(route => route.Path));
        Assert.Equal(["first", "second"], settings.Routes.Select(route => route.Guest));
        Assert.Equal([false, true], settings.Routes.Select(route => route.IsFunctions));
        Assert.Equal(["GET", "HEAD"], settings.Routes[0].Methods);
        Assert.Equal("example.com", settings.Routes[0].Host);
        Assert.Equal(["*/15 * * * mon-fri", "@daily"], settings.Schedules.Select(schedule => schedule.Times.Text));
        Assert.Equal(["second", "first"], settings.Schedules.Select(schedule => schedule.Guest));
        Assert.Equal(["refresh()", null], settings.Schedules.Select(schedule => schedule.Call));
        Assert.Equal([ScheduleOverlap.Queue, ScheduleOverlap.Skip], settings.Schedules.Select(schedule => schedule.Overlap));
        Assert.Equal(
            [folder.PathOf("lanner.toml"), folder.PathOf("first.wasm"), Path.GetFullPath("/srv/second.wasm")],
            settings.Files.Select(file => file.Path));
    }

    /// <summary>Were a name not the one that Lanner.Hosting reads, it would be a mistake there.</summary>
    [Fact]
    public void Guests_have_all_settings_of_the_library()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "s3cret\n");
        var options = OptionsOf(ManifestFile.Read(folder.Write("lanner.toml", Whole), []), "first");

        Assert.Equal(folder.PathOf("first.wasm"), options.Source!.Path);
        Assert.Equal(64 << 20, options.MemoryBytes);
        Assert.Equal(1000, options.TableElements);
        Assert.Equal(5000, options.Fuel);
        Assert.True(options.CountsFuel);
        Assert.Equal(TimeSpan.FromSeconds(1), options.RunningTime);
        Assert.Equal(TimeSpan.FromMinutes(1), options.CallTime);
        Assert.Equal(4096, options.ResponseBytes);
        Assert.Equal(["first", "Hello, ${NOBODY}", "${greeting}"], options.Arguments);
        Assert.Equal("C", options.Environment["LANG"]);
        Assert.Equal("", options.Environment["EMPTY"]);
        Assert.Equal("eu", options.Configuration["region"]);
        Assert.Equal(["home", "token"], options.Secrets.Names.Order());
        Assert.Equal([new GuestDirectory(folder.PathOf("data"), "/data")], options.Directories);
        Assert.Equal(["https://api.example.com"], options.Http);
        Assert.Equal(["10.0.0.1:5432"], options.Connect);
        Assert.Equal(4, options.Pool.Maximum);
        Assert.Equal(10, options.Pool.QueueLength);
        Assert.Equal(TimeSpan.FromSeconds(3), options.Pool.QueueTime);
        Assert.Equal(7, options.Pool.Reuse);
        Assert.Equal(TimeSpan.FromHours(1), options.Pool.IdleTime);
    }

    [Fact]
    public void Variables_come_from_the_command_line_then_the_manifest_then_the_environment()
    {
        using var folder = new TemporaryFolder();
        var manifest = folder.Write("lanner.toml", """
            variables = { one = "manifest", two = "manifest" }
            [guests.only]
            source = "only.wasm"
            arguments = ["${one}", "${two}", "${HOME}", "a${one}b${two}c"]
            """);
        var options = OptionsOf(ManifestFile.Read(manifest, [new("one", "line"), new("two", "first"), new("two", "last")]), "only");

        Assert.Equal(["line", "last", Environment.GetEnvironmentVariable("HOME")!, "alineblastc"], options.Arguments);
    }

    [Fact]
    public void A_guest_that_is_alone_needs_no_route()
    {
        using var folder = new TemporaryFolder();
        var settings = ManifestFile.Read(folder.Write("lanner.toml", "guests.only.source = \"only.wasm\""), []);

        Assert.Equal(new RouteSettings("/{**rest}", "only"), settings.Routes.Single());
        Assert.Equal(ListenAddress.Usual, settings.Listen.Addresses.Single());
    }

    [Theory]
    [InlineData("[guests.a", "1:10: ")]
    [InlineData("[guests.a]\nmemmory = 1", "2:1: there is no setting 'guests.a.memmory'; did you mean 'memory'?")]
    [InlineData("[gests.a]\nsource = \"a\"", "1:1: there is no setting 'gests'; did you mean 'guests'?")]
    [InlineData("[listen]\nzzz = 1", "2:1: there is no setting 'listen.zzz'; there can be addresses, certificate, key, ")]
    [InlineData("[guests.a]\nmemory = true", "2:10: guests.a.memory: a size, such as 65536, 64 KiB, 16 MiB or 1 GiB ")]
    [InlineData("[guests.a]\nmemory = true", " is expected; there is true or false")]
    [InlineData("[guests.a]\nmemory = \"64 MX\"", "2:10: guests.a.memory: a size, ")]
    [InlineData("[guests.a]\nmemory = \"64 MX\"", " is expected; there is '64 MX'")]
    [InlineData("[guests.a]\nrunning-time = 5", "2:16: guests.a.running-time: a time, such as 10ms, ")]
    [InlineData("[guests.a]\nrunning-time = \"0s\"", "2:16: guests.a.running-time: a time, such as 10ms, ")]
    [InlineData("[guests.a]\nfuel = 1.5", "2:8: guests.a.fuel: a whole number is expected; there is a date or a number with a fraction")]
    [InlineData("[guests.a]\nfuel = -1", "2:8: guests.a.fuel: a whole number is expected; there is '-1'")]
    [InlineData("[guests.a]\nhttp = \"x\"", "2:8: guests.a.http: a list is expected; there is a text")]
    [InlineData("[guests.a]\nhttp = [1]", "2:9: guests.a.http[0]: a text is expected; there is a number")]
    [InlineData(
        "[guests.a]\nsecrets = { t = \"x\" }", "2:17: guests.a.secrets.t: { environment = \"NAME\" } or { file = \"PATH\" } is expected")]
    [InlineData("[guests.a]\nsecrets = { t = { file = \"gone\" } }", "2:26: ")]
    [InlineData("[guests.a]\nsecrets = { t = { environment = \"LANNER_NONE\" } }", "2:33: the environment has no variable 'LANNER_NONE'")]
    [InlineData("[guests.a]\nenvironment = { A = \"1\", a = \"2\" }", "2:26: 'a' cannot be a name in guests.a.environment: ")]
    [InlineData("[guests.\"a:b\"]\nsource = \"x\"", "'a:b' cannot be a name in guests: ")]
    [InlineData("[guests.a]\nsource = \"\"", "2:10: guests.a.source: a path is expected; there is a text")]
    [InlineData("[guests.a]\nsource = \"${LANNER_NONE}\"", "2:10: there is no variable 'LANNER_NONE': not on the command line (--var), ")]
    [InlineData("[guests.a]\nsource = \"${HOME\"", "2:10: a variable that begins with ${ has to end with }")]
    [InlineData("[listen]\naddresses = [\"localhost:80\"]", "2:14: listen.addresses[0]: an address to listen at, such as ")]
    [InlineData("[listen]\naddresses = [\"http://example.com\"]", "2:14: listen.addresses[0]: an address to listen at, such as ")]
    [InlineData("[listen]\nproxies = [\"example.com\"]", "2:12: listen.proxies[0]: an address or a range of them, ")]
    [InlineData("[listen]\nconnections = 0", "2:15: listen.connections: a whole number of at least 1 is expected; there is '0'")]
    [InlineData("[listen]\nheaders = \"2 MiB\"", "2:11: listen.headers: a size from 1 KiB to 1 MiB is expected; there is '2 MiB'")]
    [InlineData("# nothing", "lanner.toml: the manifest names no guest: ")]
    [InlineData("", "lanner.toml: the file is empty")]
    [InlineData("\n[guests.a]\nmemory = 1", "2:1: guests.a.source: a path is expected; there is nothing")]
    [InlineData(
        "guests.a.source = \"a\"\nguests.b.source = \"b\"",
        "lanner.toml: the manifest has several guests and says nothing about their paths: ")]
    [InlineData("guests.a.source = \"a\"\n[[routes]]\npath = \"/a\"", "2:1: routes[0].guest: a value is expected; there is nothing")]
    [InlineData(
        "guests.a.source = \"a\"\n[[routes]]\npath = \"/a\"\nguest = \"A\"",
        "4:9: routes[0].guest: there is no guest 'A'; did you mean 'a'?")]
    [InlineData(
        "guests.a.source = \"a\"\n[[routes]]\npath = \"a\"\nguest = \"a\"", "3:8: routes[0].path: a path that begins with a slash, ")]
    [InlineData(
        "guests.a.source = \"a\"\n[[routes]]\npath = \"/{a\"\nguest = \"a\"", "3:8: routes[0].path: a path that begins with a slash, ")]
    [InlineData(
        "guests.a.source = \"a\"\n[[routes]]\npath = \"/a\"\nguest = \"a\"\nkind = \"http\"",
        "5:8: routes[0].kind: auto or functions is expected; there is 'http'")]
    [InlineData(
        "guests.a.source = \"a\"\n[[routes]]\npath = \"/a\"\nguest = \"a\"\n[[routes]]\npath = \"/A\"\nguest = \"a\"",
        "5:1: routes[1]: the path /A is that of routes[0]")]
    [InlineData("guests.a.source = \"a\"\n[[schedules]]\ncron = \"60 * * * *\"", "3:8: schedules[0].cron: times as of cron, such as ")]
    [InlineData(
        "guests.a.source = \"a\"\n[[schedules]]\ncron = \"@daily\"\ntime-zone = \"Nowhere\"", "4:13: schedules[0].time-zone: a time zone ")]
    [InlineData(
        "guests.a.source = \"a\"\n[[schedules]]\ncron = \"@daily\"\nguest = \"b\"", "4:9: schedules[0].guest: there is no guest 'b'")]
    [InlineData("guests.a.source = \"a\"\n[[schedules]]\nguest = \"a\"", "2:1: schedules[0].cron: a value is expected; there is nothing")]
    public void What_is_wrong_is_told_with_its_place(string manifest, string message)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("lanner.toml", manifest);

        var error = Assert.Throws<FileException>(() => ManifestFile.Read(path, []));

        Assert.Contains(message, $"{error.Place.Replace(path, "lanner.toml")}: {error.Message}", StringComparison.Ordinal);
    }

    /// <summary>The library names its finds by the path in the configuration.</summary>
    [Theory]
    [InlineData("[guests.a]\nsource = \"a\"\nhttp = [\"http://a\", \"ftp://b\"]", "3:21: guests.a.http[1]: 'ftp://b' cannot be granted")]
    [InlineData(
        "[guests.a]\nsource = \"a\"\npool = { maximum = 0 }",
        "3:20: guests.a.pool.maximum: a number of at least 1 is expected; there is 0")]
    [InlineData(
        "[guests.a]\nsource = \"a\"\ndirectories = [{ path = \"/\", as = \"/\", rights = \"much\" }]",
        "3:49: guests.a.directories[0].rights: rights are expected")]
    public void What_a_guest_cannot_have_is_told_with_its_place(string manifest, string message)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("lanner.toml", manifest);
        var settings = ManifestFile.Read(path, []);
        var problem = Assert.Throws<OptionsValidationException>(() => OptionsOf(settings, "a"));

        var error = Assert.IsType<FileException>(settings.Explain(problem.Failures.First()));

        Assert.Contains(message, $"{error.Place.Replace(path + ":", "")}: {error.Message}", StringComparison.Ordinal);
    }

    /// <summary>The options of a guest, as a host has them.</summary>
    internal static GuestOptions OptionsOf(ServeSettings settings, string name)
    {
        var services = new ServiceCollection();
        settings.AddGuests(services.AddLanner());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptionsMonitor<GuestOptions>>().Get(name);
    }
}
