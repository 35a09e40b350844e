using System.Collections.Concurrent;
using Lanner.Structure;

namespace Lanner.Hunt.Generation;

/// <summary>The rows of the opcode table that a generator can use by their signature alone, as far as some features bring them.</summary>
internal sealed class InstructionChoices
{
    private static readonly ConcurrentDictionary<WasmFeatures, InstructionChoices> ByFeatures = new();

    private readonly Dictionary<char, OpcodeInfo[]> _computing;
    private readonly Dictionary<char, OpcodeInfo[]> _reading;

    private InstructionChoices(WasmFeatures features)
    {
        var usable = OpcodeTable.Rows.Where(row => row.Signature is not null
            && row.Immediate is ImmediateKind.None or ImmediateKind.Lane or ImmediateKind.Shuffle or ImmediateKind.MemoryArgument
                or ImmediateKind.MemoryArgumentLane
            && row.IsIn(features)
            && row.Opcode is not (Opcode.Nop or Opcode.MemoryAtomicWait32 or Opcode.MemoryAtomicWait64)

            // In the deterministic profile the first round twice, and the sums of the others saturate (specification 4.3.5); Wasmtime's
            // deterministic engines round once, and let sums wrap.
            && row.Opcode is not ((>= Opcode.F32x4RelaxedMadd and <= Opcode.F64x2RelaxedNmadd)
                or Opcode.I16x8RelaxedDotI8x16I7x16S or Opcode.I32x4RelaxedDotI8x16I7x16AddS)).ToArray();
        _computing = ByResult(usable.Where(row => !Touches(row)));
        _reading = ByResult(usable.Where(Touches));
        Storing = [.. usable.Where(row => Touches(row) && row.Results.Length == 0)];
        Wide = [.. usable.Where(row => row.Results.Length > 1)];
    }

    /// <summary>Instructions that write to memory and leave nothing.</summary>
    internal OpcodeInfo[] Storing { get; }

    /// <summary>Instructions that leave several values.</summary>
    internal OpcodeInfo[] Wide { get; }

    internal static InstructionChoices Of(WasmFeatures features) =>
        ByFeatures.GetOrAdd(features, static features => new InstructionChoices(features));

    /// <summary>Instructions that compute a value of the type.</summary>
    internal OpcodeInfo[] Computing(GeneratedType type) => _computing[type.Letter];

    /// <summary>Instructions that read a value of the type from memory, perhaps changing that.</summary>
    internal OpcodeInfo[] Reading(GeneratedType type) => _reading[type.Letter];

    /// <summary>Tests whether the result may be a NaN whose bits the specification leaves open (4.3.3).</summary>
    internal static bool MakesAnyNaN(OpcodeInfo row)
    {
        var dot = row.Mnemonic.IndexOf('.', StringComparison.Ordinal);
        return row.Mnemonic[0] == 'f' && row.Mnemonic[(dot + 1)..] is "add" or "sub" or "mul" or "div" or "sqrt" or "min" or "max" or "ceil"
            or "floor" or "trunc" or "nearest"
            or "demote_f64" or "promote_f32" or "demote_f64x2_zero" or "promote_low_f32x4";
    }

    internal static bool Touches(OpcodeInfo row) => row.Immediate is ImmediateKind.MemoryArgument or ImmediateKind.MemoryArgumentLane;

    private static Dictionary<char, OpcodeInfo[]> ByResult(IEnumerable<OpcodeInfo> rows) =>
        "iIfFv".ToDictionary(letter => letter, letter => rows.Where(row => row.Results is [var result] && result == letter).ToArray());
}
