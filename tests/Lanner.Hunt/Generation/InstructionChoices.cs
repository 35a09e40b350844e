using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <summary>The rows of the opcode table that a generator can use by their signature alone.</summary>
internal static class InstructionChoices
{
    private static readonly OpcodeInfo[] Usable =
    [
        .. OpcodeTable.Rows.Where(row => row.Signature is not null
            && row.Immediate is ImmediateKind.None or ImmediateKind.Lane or ImmediateKind.Shuffle or ImmediateKind.MemoryArgument or ImmediateKind.MemoryArgumentLane
            && row.Features != WasmFeatures.RelaxedSimd
            && row.Opcode is not (Opcode.Nop or Opcode.MemoryAtomicWait32 or Opcode.MemoryAtomicWait64)),
    ];

    private static readonly Dictionary<char, OpcodeInfo[]> Scalar = ByResult(row => !Touches(row) && !row.Signature!.Contains('v', StringComparison.Ordinal));

    private static readonly Dictionary<char, OpcodeInfo[]> Vector = ByResult(row => !Touches(row));

    private static readonly Dictionary<char, OpcodeInfo[]> Accesses = ByResult(Touches);

    /// <summary>Instructions that give several values.</summary>
    internal static readonly OpcodeInfo[] Wide = [.. Usable.Where(row => row.Results.Length > 1)];

    private static readonly OpcodeInfo[] ScalarStores = [.. Usable.Where(row => Touches(row) && row.Results.Length == 0 && !row.Signature!.Contains('v', StringComparison.Ordinal))];

    private static readonly OpcodeInfo[] AllStores = [.. Usable.Where(row => Touches(row) && row.Results.Length == 0)];

    /// <summary>Instructions that compute a value of the type.</summary>
    internal static OpcodeInfo[] Computing(GeneratedType type, bool withVectors) => (withVectors ? Vector : Scalar)[type.Letter];

    /// <summary>Instructions that read a value of the type from memory, perhaps changing that. Vectors appear only where the type is one.</summary>
    internal static OpcodeInfo[] Reading(GeneratedType type) => Accesses[type.Letter];

    internal static OpcodeInfo[] Storing(bool withVectors) => withVectors ? AllStores : ScalarStores;

    /// <summary>Whether the result may be a NaN whose bits the specification leaves open (4.3.3).</summary>
    internal static bool MakesAnyNaN(OpcodeInfo row)
    {
        var dot = row.Mnemonic.IndexOf('.', StringComparison.Ordinal);
        return row.Mnemonic[0] == 'f' && row.Mnemonic[(dot + 1)..] is "add" or "sub" or "mul" or "div" or "sqrt" or "min" or "max" or "ceil" or "floor" or "trunc" or "nearest"
            or "demote_f64" or "promote_f32" or "demote_f64x2_zero" or "promote_low_f32x4";
    }

    internal static bool Touches(OpcodeInfo row) => row.Immediate is ImmediateKind.MemoryArgument or ImmediateKind.MemoryArgumentLane;

    private static Dictionary<char, OpcodeInfo[]> ByResult(Func<OpcodeInfo, bool> isWanted) =>
        "iIfFv".ToDictionary(letter => letter, letter => Usable.Where(row => row.Results is [var result] && result == letter && isWanted(row)).ToArray());
}
