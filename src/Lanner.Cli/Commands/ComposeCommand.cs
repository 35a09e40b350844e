using System.CommandLine;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Composing;
using Lanner.Cli.Messages;
using Lanner.Cli.Modules;

namespace Lanner.Cli.Commands;

/// <summary><c>lanner compose</c>: makes one component of several.</summary>
internal static class ComposeCommand
{
    internal static Command Create()
    {
        var file = FileArguments.Create("The component whose exports the new one has; or a manifest (.toml).");
        var plugs = new Option<string[]>("--plug")
        {
            Description = "A component whose exports are given to imports of their names, or of compatible versions.",
            HelpName = "FILE",
        };
        var output = SharedOptions.CreateOutput("Where the component goes; by default to standard output.");
        var command = new Command("compose", "Makes one component of several.") { plugs, output, file };
        var features = new FeatureOptions();
        features.AddTo(command);
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            return Failures.Report(path, () =>
            {
                using var engine = new Engine(new EngineOptions { Features = features.Read(result) });
                var composition = Composition.IsManifest(path)
                    ? result.GetValue(plugs) is { Length: > 0 }
                        ? throw new NotSupportedException("a manifest names all components, and --plug names more")
                        : ManifestFile.Read(path)
                    : Composition.OfPlugs(path, result.GetValue(plugs) ?? []);
                var component = composition.Compose(engine);
                return BinaryOutput.Write(component.Binary, result.GetValue(output));
            });
        });
        return command;
    }
}
