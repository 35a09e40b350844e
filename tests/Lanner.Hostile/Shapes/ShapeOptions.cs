using System.Globalization;

namespace Lanner.Hostile.Shapes;

/// <summary>The engine that shapes are measured in.</summary>
/// <param name="IsChecked">Whether it counts fuel, can be interrupted, and compares addresses.</param>
/// <param name="CompilationTime">How many milliseconds a module may take, or null.</param>
internal sealed record ShapeOptions(bool IsChecked, double? CompilationTime)
{
    internal static ShapeOptions Default { get; } = new(IsChecked: false, CompilationTime: null);

    /// <summary>What the other process is told.</summary>
    internal string[] Arguments =>
    [
        .. IsChecked ? ["--checked"] : Array.Empty<string>(),
        .. CompilationTime is { } time ? ["--compilation-time", time.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
    ];

    internal EngineOptions Engine
    {
        get
        {
            var limits = CompilationTime is { } time ? new EngineLimits { CompilationTime = TimeSpan.FromMilliseconds(time) } : new EngineLimits();
            return IsChecked
                ? new EngineOptions { Limits = limits, Interruptible = true, FuelCosts = FuelCosts.Default, MemoryMode = MemoryMode.Checked }
                : new EngineOptions { Limits = limits };
        }
    }
}
