using System.CommandLine;
using System.Globalization;

namespace Lanner.Cli;

/// <summary>What a guest may use, on the command line.</summary>
internal sealed class LimitOptions
{
    private readonly Option<string?> _timeout = new("--timeout") { Description = "Ends the guest with a trap after a time, such as 500ms, 10s or 2m.", HelpName = "TIME" };
    private readonly Option<string?> _memory = new("--max-memory") { Description = "How much everything that the guest holds may take, such as 10MiB.", HelpName = "SIZE" };
    private readonly Option<string?> _stack = new("--max-stack") { Description = "How much stack the guest may use, such as 1MiB (at most about 15MiB).", HelpName = "SIZE" };
    private readonly Option<long?> _tables = new("--max-table-elements") { Description = "How many elements the guest's tables may have.", HelpName = "N" };
    private readonly Option<long?> _fuel = new("--fuel") { Description = "Ends the guest with a trap when it has used this much fuel: about one unit an instruction.", HelpName = "N" };

    /// <summary>The options, to be added to a command.</summary>
    internal Option[] All => [_timeout, _memory, _stack, _tables, _fuel];

    /// <summary>Reads them.</summary>
    /// <exception cref="FormatException">One is not what it should be.</exception>
    internal GuestLimits Read(ParseResult result)
    {
        var store = new StoreLimits
        {
            MemoryBytes = result.GetValue(_memory) is { } memory ? Quantities.ParseSize(memory) : null,
            StackBytes = result.GetValue(_stack) is { } stack ? Quantities.ParseSize(stack) : null,
            Fuel = NotNegative(result.GetValue(_fuel), "fuel"),
        };
        return new GuestLimits(
            NotNegative(result.GetValue(_tables), "a number of elements") is { } elements ? store with { TableElements = elements } : store,
            result.GetValue(_timeout) is { } time ? Quantities.ParseTime(time) : null);
    }

    private static long? NotNegative(long? number, string what) => number is < 0
        ? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{number} is not {what}: it is negative."))
        : number;
}

/// <summary>What a guest may use.</summary>
/// <param name="Store">The limits of its store.</param>
/// <param name="Time">How long it may run, instantiation included; null for ever.</param>
internal sealed record GuestLimits(StoreLimits Store, TimeSpan? Time)
{
    /// <summary>Options of an engine that can enforce the limits.</summary>
    internal EngineOptions Enforce(EngineOptions options) => options with
    {
        Interruptible = options.Interruptible || Time is not null,
        FuelCosts = Store.Fuel is null ? options.FuelCosts : options.FuelCosts ?? FuelCosts.Default,
    };
}
