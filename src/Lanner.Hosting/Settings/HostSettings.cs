using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Lanner.Hosting.Settings;

/// <summary>Sets what all guests have in common as the section <c>Lanner</c> of the configuration says.</summary>
internal sealed class HostSettings(IConfiguration? configuration = null) : IConfigureOptions<LannerOptions>, IValidateOptions<LannerOptions>
{
    internal const string Root = "Lanner";

    private readonly List<string> _problems = [];

    public void Configure(LannerOptions options)
    {
        if (configuration is not null)
        {
            _problems.Clear();
            var reader = new SettingsReader(configuration.GetSection(Root), Root, _problems);
            reader.Flag("LoadsAtStart", value => options.LoadsAtStart = value);
            reader.Number("LogLinesPerSecond", value => options.LogLinesPerSecond = value);
            reader.Number("LogLineLength", value => options.LogLineLength = value);
            reader.Children("Guests", static _ => { });
            reader.RefuseOthers();
        }
    }

    public ValidateOptionsResult Validate(string? name, LannerOptions options)
    {
        var problems = new List<string>(_problems);
        if (options.LogLinesPerSecond < 0)
        {
            problems.Add($"{Root}:LogLinesPerSecond: no negative number is expected; there is {options.LogLinesPerSecond}");
        }

        if (options.LogLineLength is < 1 or > 1 << 20)
        {
            problems.Add($"{Root}:LogLineLength: a number from 1 to 1048576 is expected; there is {options.LogLineLength}");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
