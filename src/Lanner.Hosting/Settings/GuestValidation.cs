using Lanner.Wasi;
using Microsoft.Extensions.Options;

namespace Lanner.Hosting.Settings;

/// <summary>Finds what is wrong with the options of a guest.</summary>
internal sealed class GuestValidation : IValidateOptions<GuestOptions>
{
    /// <summary>The longest time of .NET's timers.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(45);

    public ValidateOptionsResult Validate(string? name, GuestOptions options)
    {
        var problems = Problems(name!, options);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    internal static List<string> Problems(string name, GuestOptions options)
    {
        var problems = new List<string>(options.Problems);
        var path = options.Path ?? $"guest '{name}'";
        void Require(bool holds, string setting, string expected, object found)
        {
            if (!holds)
            {
                problems.Add($"{path}:{setting}: {expected} is expected; there is {found}");
            }
        }

        Require(options.Source is not null, "Source", "a file or something else that is a module or component", "nothing");
        Require(options.MemoryBytes > 0, "Memory", "a size of at least one byte", options.MemoryBytes);
        Require(options.TableElements >= 0, "TableElements", "no negative number", options.TableElements);
        Require(options.Fuel is null or > 0, "Fuel", "a positive number", options.Fuel ?? 0);
        Require(IsTime(options.RunningTime), "RunningTime", "a time up to 45 days", options.RunningTime);
        Require(IsTime(options.CallTime), "CallTime", "a time up to 45 days", options.CallTime);
        Require(options.ResponseBytes >= 0, "Response", "no negative size", options.ResponseBytes);
        Require(options.Pool.Maximum > 0, "Pool:Maximum", "a number of at least 1", options.Pool.Maximum);
        Require(options.Pool.QueueLength >= 0, "Pool:QueueLength", "no negative number", options.Pool.QueueLength);
        Require(IsTime(options.Pool.QueueTime), "Pool:QueueTime", "a time up to 45 days", options.Pool.QueueTime);
        Require(options.Pool.Reuse > 0, "Pool:Reuse", "a number of at least 1", options.Pool.Reuse);
        Require(IsTime(options.Pool.IdleTime), "Pool:IdleTime", "a time up to 45 days", options.Pool.IdleTime);
        foreach (var secret in options.Secrets.Names.Where(options.Configuration.ContainsKey))
        {
            problems.Add($"{path}:Secrets:{secret}: a name that Configuration does not have is expected");
        }

        RequireDestinations(options.Http, $"{path}:Http", static (builder, text) => builder.AllowHttp(text), problems);
        RequireDestinations(options.Connect, $"{path}:Connect", static (builder, text) => builder.AllowConnect(text), problems);
        RequireNames(options.Environment, $"{path}:Environment", problems);
        return problems;
    }

    private static bool IsTime(TimeSpan time) => time > TimeSpan.Zero && time <= Longest;

    private static void RequireDestinations(
        IList<string> destinations, string path, Action<WasiContextBuilder, string> allow, List<string> problems)
    {
        for (var index = 0; index < destinations.Count; index++)
        {
            try
            {
                allow(new WasiContextBuilder(), destinations[index]);
            }
            catch (FormatException exception)
            {
                problems.Add($"{path}:{index}: {exception.Message}");
            }
        }
    }

    /// <summary>The values may be secrets: they are not shown.</summary>
    private static void RequireNames(IDictionary<string, string> variables, string path, List<string> problems)
    {
        foreach (var (name, value) in variables)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0') || value.Contains('\0', StringComparison.Ordinal))
            {
                problems.Add($"{path}: a name and a value without zero characters, and a name without '=' are expected; there is '{name}'");
            }
        }
    }
}
