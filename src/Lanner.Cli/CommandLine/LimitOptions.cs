using System.CommandLine;

namespace Lanner.Cli.CommandLine;

/// <summary>The options that limit a guest.</summary>
internal sealed class LimitOptions
{
    private readonly Option<OptionValue<TimeSpan>?> _timeout = OptionValues.Create(
        "--timeout", "TIME", "Ends the guest with a trap after a time, such as 500ms, 10s or 2m.", Quantities.ParseTime);

    private readonly Option<OptionValue<long>?> _memory = OptionValues.Create(
        "--max-memory", "SIZE", "How much everything that the guest holds may take together, such as 10MiB.", Quantities.ParseSize);

    private readonly Option<OptionValue<long>?> _heap = OptionValues.Create(
        "--max-heap", "SIZE", "How much of that the guest's structures and arrays may take, such as 10MiB.", Quantities.ParseSize);

    private readonly Option<OptionValue<long>?> _stack = OptionValues.Create(
        "--max-stack", "SIZE", "How much stack the guest may use, such as 1MiB (at most about 15MiB).", Quantities.ParseSize);

    private readonly Option<OptionValue<long>?> _tables = OptionValues.CreateNumber(
        "--max-table-elements", "How many elements the guest's tables may have.");

    private readonly Option<OptionValue<long>?> _fuel = OptionValues.CreateNumber(
        "--fuel", "Ends the guest with a trap when it has used this much fuel: about one unit an instruction.");

    private readonly Option<OptionValue<long>?> _addressSpace = OptionValues.Create(
        "--max-address-space", "SIZE", "How much address space the guest's memories may reserve, such as 64GiB.", Quantities.ParseSize);

    private readonly Option<OptionValue<long>?> _code = OptionValues.Create(
        "--max-code", "SIZE", "How much the code and metadata of the modules may take, such as 100MiB.", Quantities.ParseSize);

    private readonly Option<OptionValue<long>?> _module = OptionValues.Create(
        "--max-module", "SIZE", "How large each module may be, such as 10MiB.", Quantities.ParseSize);

    private readonly Option<OptionValue<TimeSpan>?> _compilation = OptionValues.Create(
        "--max-load-time", "TIME", "How long it may take to read and validate each module, such as 1s.", Quantities.ParseTime);

    /// <summary>The options, to be added to a command.</summary>
    internal Option[] All => [_timeout, _memory, _heap, _stack, _tables, _fuel, _addressSpace, _code, _module, _compilation];

    /// <summary>Reads them.</summary>
    internal GuestLimits Read(ParseResult result)
    {
        var store = new StoreLimits
        {
            MemoryBytes = result.ValueOf(_memory),
            HeapBytes = result.ValueOf(_heap),
            StackBytes = result.ValueOf(_stack),
            AddressSpaceBytes = result.ValueOf(_addressSpace),
            Fuel = result.ValueOf(_fuel),
        };
        store = result.ValueOf(_tables) is { } elements ? store with { TableElements = elements } : store;
        var engine = new EngineLimits
        {
            CodeBytes = result.ValueOf(_code),
            ModuleBytes = result.ValueOf(_module) is { } bytes ? (int)long.Min(bytes, int.MaxValue) : null,
            CompilationTime = result.ValueOf(_compilation),
        };
        return new GuestLimits(store, engine, result.ValueOf(_timeout));
    }
}
