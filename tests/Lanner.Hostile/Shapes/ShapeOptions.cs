using System.Globalization;

namespace Lanner.Hostile.Shapes;

/// <summary>The engine that shapes are measured in.</summary>
/// <param name="IsChecked">True if it counts fuel, can be interrupted, and compares addresses.</param>
/// <param name="CompilationTime">The milliseconds that a module may take, or null.</param>
internal sealed record ShapeOptions(bool IsChecked, double? CompilationTime)
{
    internal static ShapeOptions Default { get; } = new(IsChecked: false, CompilationTime: null);

    /// <summary>The arguments of the other process.</summary>
    internal string[] Arguments =>
    [
        .. IsChecked ? ["--checked"] : Array.Empty<string>(),
        .. CompilationTime is { } time ? ["--compilation-time", time.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
    ];

    internal EngineOptions Engine
    {
        get
        {
            TimeSpan? most = CompilationTime is { } time ? TimeSpan.FromMilliseconds(time) : null;
            var limits = new EngineLimits { CompilationTime = most };
            return IsChecked
                ? new EngineOptions
                {
                    Limits = limits,
                    Interruptible = true,
                    FuelCosts = FuelCosts.Default,
                    MemoryMode = MemoryMode.Checked,
                }
                : new EngineOptions { Limits = limits };
        }
    }
}
