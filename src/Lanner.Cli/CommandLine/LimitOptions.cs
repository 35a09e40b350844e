using System.CommandLine;

namespace Lanner.Cli.CommandLine;

/// <summary>The options that limit a guest.</summary>
internal sealed class LimitOptions
{
    private readonly Option<TimeSpan?> _timeout = OptionValues.Create(
        "--timeout", "TIME", "Ends the guest with a trap after a time, such as 500ms, 10s or 2m.", Quantities.ParseTime);

    private readonly Option<long?> _memory = OptionValues.Create(
        "--max-memory", "SIZE", "How much everything that the guest holds may take together, such as 10MiB.", Quantities.ParseSize);

    private readonly Option<long?> _heap = OptionValues.Create(
        "--max-heap", "SIZE", "How much of that the guest's structures and arrays may take, such as 10MiB.", Quantities.ParseSize);

    private readonly Option<long?> _stack = OptionValues.Create(
        "--max-stack", "SIZE", "How much stack the guest may use, such as 1MiB (at most about 15MiB).", Quantities.ParseSize);

    private readonly Option<long?> _tables = OptionValues.CreateNumber(
        "--max-table-elements", "How many elements the guest's tables may have.");

    private readonly Option<long?> _fuel = OptionValues.CreateNumber(
        "--fuel", "Ends the guest with a trap when it has used this much fuel: about one unit an instruction.");

    /// <summary>The options, to be added to a command.</summary>
    internal Option[] All => [_timeout, _memory, _heap, _stack, _tables, _fuel];

    /// <summary>Reads them.</summary>
    internal GuestLimits Read(ParseResult result)
    {
        var store = new StoreLimits
        {
            MemoryBytes = result.GetValue(_memory),
            HeapBytes = result.GetValue(_heap),
            StackBytes = result.GetValue(_stack),
            Fuel = result.GetValue(_fuel),
        };
        store = result.GetValue(_tables) is { } elements ? store with { TableElements = elements } : store;
        return new GuestLimits(store, result.GetValue(_timeout));
    }
}
