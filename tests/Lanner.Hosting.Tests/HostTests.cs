using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Lanner.Hosting.Tests;

/// <summary>Guests in a host of .NET: started, looked at, stopped.</summary>
public sealed class HostTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_loads_its_guests_when_it_starts_and_says_that_they_are_well()
    {
        using var host = Host(guest => guest.Source = Guests.Source(Guests.Module));
        await host.StartAsync(Test);

        Assert.Equal(HealthStatus.Healthy, (await HealthOf(host)).Status);
        Assert.Equal(1, await host.Services.GetRequiredService<GuestCatalog>().Get("guest").CallAsync("count"));
        await host.StopAsync(Test);
    }

    [Fact]
    public async Task A_host_whose_guest_is_not_right_does_not_start()
    {
        using var host = Host(guest => guest.Source = Guests.Source("(module (func (result i32)))"));

        await Assert.ThrowsAsync<InvalidModuleException>(() => host.StartAsync(Test));
        Assert.Equal(HealthStatus.Unhealthy, (await HealthOf(host)).Status);
    }

    [Fact]
    public async Task A_host_whose_settings_are_wrong_does_not_start()
    {
        using var host = Host(guest => guest.Pool.Maximum = 0);

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Test));

        Assert.Equal(
            [
                "guest 'guest':Source: a file or something else that is a module or component is expected; there is nothing",
                "guest 'guest':Pool:Maximum: a number of at least 1 is expected; there is 0",
            ],
            exception.Failures);
    }

    [Fact]
    public async Task A_file_is_found_from_the_content_root()
    {
        var folder = Directory.CreateTempSubdirectory("lanner");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "guest.wat"), Guests.Module, Test);
            var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = folder.FullName });
            builder.Services.AddLanner().AddGuest("guest", "guest.wat");
            using var host = builder.Build();
            await host.StartAsync(Test);

            Assert.Equal(1, await host.Services.GetRequiredService<GuestCatalog>().Get("guest").CallAsync("count"));
            await host.StopAsync(Test);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_guest_that_refuses_calls_is_degraded()
    {
        using var host = Host(guest =>
        {
            guest.Source = Guests.Source(Guests.Module);
            guest.Pool.Maximum = 1;
            guest.Pool.QueueLength = 0;
        });
        await host.StartAsync(Test);
        await using (await host.Services.GetRequiredService<GuestCatalog>().Get("guest").RentAsync(cancellation: Test))
        {
            var health = await HealthOf(host);

            Assert.Equal(HealthStatus.Degraded, health.Status);
            Assert.Equal("Guests that are busy: guest.", health.Entries["lanner"].Description);
        }

        Assert.Equal(HealthStatus.Healthy, (await HealthOf(host)).Status);
        await host.StopAsync(Test);
    }

    [Fact]
    public async Task A_host_that_stops_lets_calls_end_and_takes_no_more()
    {
        using var host = Host(guest => guest.Source = Guests.Source(Guests.Module));
        await host.StartAsync(Test);
        var pool = host.Services.GetRequiredService<GuestCatalog>().Get("guest");
        var lease = await pool.RentAsync(cancellation: Test);
        var stopping = host.StopAsync(Test);
        await Assert.ThrowsAsync<GuestBusyException>(async () => await RentUntilRefusedAsync());

        Assert.False(stopping.IsCompleted);
        Assert.False(lease.Cancellation.IsCancellationRequested);
        await lease.DisposeAsync();
        await stopping;

        async Task RentUntilRefusedAsync()
        {
            while (true)
            {
                await (await pool.RentAsync(cancellation: Test)).DisposeAsync();
            }
        }
    }

    private static IHost Host(Action<GuestOptions> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddLanner().AddGuest("guest", configure);
        return builder.Build();
    }

    private static Task<HealthReport> HealthOf(IHost host) =>
        host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Test);
}
