namespace Lanner.Structure;

/// <summary>Everything that decoder, validator, compiler, parser and printer need to know about single instructions, one row for each. The
/// rows stand in one file for each prefix of the binary format; those of a prefix are built when its first instruction is met, since few
/// modules use all of them.</summary>
internal static partial class OpcodeTable
{
    /// <summary>The row of an instruction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such instruction.</exception>
    internal static OpcodeInfo Get(Opcode opcode) =>
        TryGet(opcode) ?? throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "There is no such instruction.");

    /// <summary>The row of an instruction, or null when there is none of this number.</summary>
    internal static OpcodeInfo? TryGet(Opcode opcode)
    {
        var rows = ((int)opcode >> 12) switch
        {
            0 => CoreRows.ByNumber,
            1 => GarbageCollectionRows.ByNumber,
            2 => MiscellaneousRows.ByNumber,
            3 => VectorRows.ByNumber,
            4 => AtomicRows.ByNumber,
            _ => [],
        };
        var number = (int)opcode & 0xFFF;
        return (uint)number < (uint)rows.Length ? rows[number] : null;
    }

    /// <summary>The row of an instruction of one byte, or null when there is none.</summary>
    internal static OpcodeInfo? TryGetPlain(byte number)
    {
        var rows = CoreRows.ByNumber;
        return number < rows.Length ? rows[number] : null;
    }

    /// <summary>The row of the instruction with this name in the text format, or null. Where variants share a name (<c>select</c>,
    /// <c>ref.test</c>, <c>ref.cast</c>), it is the one without types or null.</summary>
    internal static OpcodeInfo? Find(ReadOnlySpan<char> mnemonic) =>
        Names.ByMnemonic.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(mnemonic, out var row) ? row : null;

    /// <summary>All rows in the order of their numbers.</summary>
    internal static IEnumerable<OpcodeInfo> Rows
    {
        get
        {
            OpcodeInfo?[][] tables =
                [CoreRows.ByNumber, GarbageCollectionRows.ByNumber, MiscellaneousRows.ByNumber, VectorRows.ByNumber, AtomicRows.ByNumber];
            return tables.SelectMany(table => table).OfType<OpcodeInfo>();
        }
    }

    private static OpcodeInfo?[] Index(OpcodeInfo[] rows)
    {
        var byNumber = new OpcodeInfo?[((int)rows[^1].Opcode & 0xFFF) + 1];
        foreach (var row in rows)
        {
            byNumber[(int)row.Opcode & 0xFFF] = row;
        }

        return byNumber;
    }

    /// <summary>Not a frozen dictionary: freezing takes longer than a text module has lookups.</summary>
    private static class Names
    {
        internal static readonly Dictionary<string, OpcodeInfo> ByMnemonic = MakeByMnemonic();

        private static Dictionary<string, OpcodeInfo> MakeByMnemonic()
        {
            var names = new Dictionary<string, OpcodeInfo>(StringComparer.Ordinal);
            foreach (var row in Rows)
            {
                names.TryAdd(row.Mnemonic, row);
            }

            return names;
        }
    }
}
