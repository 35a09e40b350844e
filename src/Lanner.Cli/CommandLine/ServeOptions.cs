using System.CommandLine;

namespace Lanner.Cli.CommandLine;

/// <summary>The arguments and options of <c>lanner serve</c> and <c>lanner up</c>. The command reads them to tell mistakes, the server to
/// do what they say.</summary>
internal sealed class ServeOptions
{
    /// <summary>The name of the command, also for the server.</summary>
    internal const string CommandName = "serve";

    /// <summary>The option that follows changes of files.</summary>
    internal const string WatchName = "--watch";

    /// <summary>The manifest of a folder.</summary>
    internal const string ManifestName = "lanner.toml";

    /// <summary>A module or component, a manifest, or a folder with one.</summary>
    internal Argument<string> Path { get; } = FileArguments.CreateOptional(
        "PATH", "A module or component; or a manifest (.toml), or a folder with lanner.toml.", ".");

    /// <summary>The addresses.</summary>
    internal Option<string[]> Listen { get; } = OptionValues.CreateList(
        "--listen", "ADDRESS", "Where to listen, such as http://127.0.0.1:8080 (the default) or https://*:443.", text => text);

    /// <summary>The certificate.</summary>
    internal Option<string?> Certificate { get; } = new("--certificate")
    {
        Description = "The certificate for https, with those that it stands on, in PEM.",
        HelpName = "FILE",
    };

    /// <summary>The private key.</summary>
    internal Option<string?> Key { get; } = new("--key") { Description = "The private key of the certificate, in PEM.", HelpName = "FILE" };

    /// <summary>Follows changes of files.</summary>
    internal Option<bool> Watch { get; } = new(WatchName) { Description = "Serves new versions of the files when they change." };

    /// <summary>Writes for machines.</summary>
    internal Option<bool> Json { get; } = new("--json") { Description = "Writes the routes and the log as JSON." };

    /// <summary>Variables of the manifest.</summary>
    internal Option<KeyValuePair<string, string>[]> Variables { get; } = OptionValues.CreateList(
        "--var", "NAME=VALUE", "Sets a variable of the manifest.", EnvironmentFile.ParseVariable);

    /// <summary>The path of the one guest.</summary>
    internal Option<string?> Route { get; } = new("--path")
    {
        Description = "The path at which the guest is served; by default all: /{**rest}.",
        HelpName = "PATH",
    };

    /// <summary>The options that are for one guest: a manifest has its own.</summary>
    internal GuestServeOptions Guest { get; } = new();

    /// <summary>Adds all.</summary>
    internal void AddTo(Command command)
    {
        command.Add(Path);
        AddServerTo(command);
        foreach (var option in (Option[])[Watch, Route, .. Guest.All])
        {
            command.Add(option);
        }
    }

    /// <summary>Adds those that are about the server, and not about what it serves.</summary>
    internal void AddServerTo(Command command)
    {
        foreach (var option in (Option[])[Listen, Certificate, Key, Json, Variables])
        {
            command.Add(option);
        }
    }
}
