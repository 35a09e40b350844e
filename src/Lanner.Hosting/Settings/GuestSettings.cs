using Lanner.Wasi;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Lanner.Hosting.Settings;

/// <summary>A section whose children are guests.</summary>
internal sealed record GuestSection(IConfiguration Section);

/// <summary>Sets the options of guests as the configuration says.</summary>
internal sealed class GuestSettings(IEnumerable<GuestSection> sections) : IConfigureNamedOptions<GuestOptions>
{
    /// <summary>The names of the guests in the configuration.</summary>
    internal IEnumerable<string> Names => sections.SelectMany(section => section.Section.GetChildren()).Select(guest => guest.Key);

    public void Configure(GuestOptions options)
    {
    }

    public void Configure(string? name, GuestOptions options)
    {
        foreach (var section in sections)
        {
            var guest = section.Section.GetSection(name!);
            if (guest.GetChildren().Any())
            {
                Read(guest, options);
            }
        }
    }

    private static void Read(IConfigurationSection guest, GuestOptions options)
    {
        options.Path = guest.Path;
        var reader = new SettingsReader(guest, guest.Path, options.Problems);
        reader.Text("Source", path => options.Source = GuestSource.FromFile(path));
        reader.Size("Memory", value => options.MemoryBytes = value);
        reader.Count("TableElements", value => options.TableElements = value);
        reader.Count("Fuel", value => options.Fuel = value);
        reader.Flag("CountsFuel", value => options.CountsFuel = value);
        reader.Time("RunningTime", value => options.RunningTime = value);
        reader.Time("CallTime", value => options.CallTime = value);
        reader.Size("Response", value => options.ResponseBytes = value);
        reader.List("Arguments", options.Arguments.Add);
        reader.Map("Environment", (name, value) => options.Environment[name] = value);
        reader.Map("Configuration", (name, value) => options.Configuration[name] = value);
        reader.Map("Secrets", options.Secrets.Set);
        reader.List("Http", options.Http.Add);
        reader.List("Connect", options.Connect.Add);
        reader.Children("Directories", directory => ReadDirectory(directory, options));
        reader.Inner("Pool", pool =>
        {
            pool.Number("Maximum", value => options.Pool.Maximum = value);
            pool.Number("QueueLength", value => options.Pool.QueueLength = value);
            pool.Time("QueueTime", value => options.Pool.QueueTime = value);
            pool.Number("Reuse", value => options.Pool.Reuse = value);
            pool.Time("IdleTime", value => options.Pool.IdleTime = value);
        });
        reader.RefuseOthers();
    }

    private static void ReadDirectory(IConfigurationSection section, GuestOptions options)
    {
        var (hostPath, guestPath, rights) = ("", "", DirectoryRights.ReadOnly);
        var reader = new SettingsReader(section, section.Path, options.Problems);
        reader.Text("Path", value => hostPath = value);
        reader.Text("As", value => guestPath = value);
        reader.Text("Rights", value =>
        {
            if (!Enum.TryParse(value, out rights) || char.IsDigit(value[0]))
            {
                options.Problems.Add(
                    $"{section.Path}:Rights: rights are expected ({string.Join(", ", Enum.GetNames<DirectoryRights>())}, several with a "
                    + $"comma between them); there is '{value}'");
            }
        });
        reader.RefuseOthers();
        if (hostPath.Length == 0 || guestPath.Length == 0)
        {
            options.Problems.Add($"{section.Path}: Path, a directory of the host, and As, its name for the guest, are expected");
        }
        else
        {
            options.Directories.Add(new GuestDirectory(hostPath, guestPath, rights));
        }
    }
}
