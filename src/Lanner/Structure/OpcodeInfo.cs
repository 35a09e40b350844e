namespace Lanner.Structure;

/// <summary>The properties of an instruction that do not depend on its context: a row of <see cref="OpcodeTable"/>.</summary>
internal sealed class OpcodeInfo
{
    private readonly int _operandCount;

    internal OpcodeInfo(
        Opcode opcode,
        string mnemonic,
        ImmediateKind immediate,
        string? signature,
        WasmFeatures features = WasmFeatures.None,
        byte widthLog2 = 0)
    {
        Opcode = opcode;
        Mnemonic = mnemonic;
        Immediate = immediate;
        Signature = signature;
        Features = features;
        WidthLog2 = widthLog2;
        _operandCount = signature is null ? 0 : signature.IndexOf(':', StringComparison.Ordinal);
    }

    internal Opcode Opcode { get; }

    /// <summary>The name in the text format.</summary>
    internal string Mnemonic { get; }

    internal ImmediateKind Immediate { get; }

    /// <summary>The operands that the instruction takes from the stack and those that it leaves there, such as <c>"ai:"</c> for
    /// <c>i32.store</c>: i I f F v stand for i32 i64 f32 f64 v128, and a for the address type of the memory. Null when that depends on more
    /// than the opcode (and the memory).</summary>
    internal string? Signature { get; }

    /// <summary>The operands in <see cref="Signature"/>, the last one on top of the stack.</summary>
    internal ReadOnlySpan<char> Operands => Signature.AsSpan(0, _operandCount);

    /// <summary>The results in <see cref="Signature"/>, the last one on top of the stack.</summary>
    internal ReadOnlySpan<char> Results => Signature.AsSpan(_operandCount + 1);

    /// <summary>The features that bring the instruction; one of them suffices. None for those of the first version.</summary>
    internal WasmFeatures Features { get; }

    /// <summary>The binary logarithm of the bytes that are accessed in memory, or of the bytes of a lane. Zero where neither is the
    /// case.</summary>
    internal byte WidthLog2 { get; }

    /// <summary>Tests whether the instruction exists when these features are on.</summary>
    internal bool IsIn(WasmFeatures features) => Features == WasmFeatures.None || (Features & features) != 0;
}
