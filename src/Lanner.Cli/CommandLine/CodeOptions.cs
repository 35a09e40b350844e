using System.CommandLine;

namespace Lanner.Cli.CommandLine;

/// <summary>The options that decide the code of a module, for the commands that compile one for later runs.</summary>
internal sealed class CodeOptions
{
    private const string Interruptible = "--interruptible";
    private const string Deterministic = "--deterministic";
    private const string Fuel = "--fuel";

    private readonly Option<bool> _checked = SharedOptions.CreateChecked();

    private readonly Option<bool> _deterministic = new(Deterministic) { Description = "For lanner run with --deterministic." };

    private readonly Option<bool> _interruptible = new(Interruptible)
    {
        Description = "For lanner run with --timeout, and for programs with threads.",
    };

    private readonly Option<bool> _fuel = new(Fuel) { Description = "For lanner run with --fuel." };

    internal void AddTo(Command command)
    {
        command.Add(_checked);
        command.Add(_deterministic);
        command.Add(_interruptible);
        command.Add(_fuel);
    }

    /// <summary>Makes an engine whose code is what they ask for.</summary>
    internal Engine CreateEngine(ParseResult result, WasmFeatures features) => new(new EngineOptions
    {
        Features = features,
        MemoryMode = result.GetMemoryMode(_checked),
        Interruptible = result.GetValue(_interruptible),
        Deterministic = result.GetValue(_deterministic),
        FuelCosts = result.GetValue(_fuel) || result.GetValue(_deterministic) ? FuelCosts.Default : null,
    });

    /// <summary>The arguments that make an engine like another.</summary>
    internal static IEnumerable<string> ArgumentsFor(Engine engine)
    {
        if (engine.MemoryMode == MemoryMode.Checked)
        {
            yield return SharedOptions.CheckedName;
        }

        if (engine.Options.Interruptible)
        {
            yield return Interruptible;
        }

        if (engine.Options.Deterministic)
        {
            yield return Deterministic;
        }
        else if (engine.Options.FuelCosts is not null)
        {
            yield return Fuel;
        }
    }
}
