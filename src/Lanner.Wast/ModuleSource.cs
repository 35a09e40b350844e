using Lanner.Text;

namespace Lanner.Wast;

/// <summary>A module in a script. Text is translated when it is asked for, so that what is wrong with it is reported by the command that
/// uses it.</summary>
internal abstract record ModuleSource
{
    /// <summary>The module in the binary format.</summary>
    internal abstract byte[] ToBinary(WasmFeatures features);
}

/// <summary>A module in text, inside the script.</summary>
internal sealed record TextModuleSource(TokenSequence Sequence, int Position, string? Name) : ModuleSource
{
    internal override byte[] ToBinary(WasmFeatures features) =>
        ModuleParser.ReadFields(new TokenReader(Sequence, Sequence.Tokens, Position), Name, features);
}

/// <summary>A module in the binary format: <c>(module binary "…")</c>.</summary>
internal sealed record BinaryModuleSource(byte[] Bytes) : ModuleSource
{
    internal override byte[] ToBinary(WasmFeatures features) => Bytes;
}

/// <summary>A module in text, in strings, so that it can be malformed: <c>(module quote "…")</c>.</summary>
internal sealed record QuotedModuleSource(byte[] Text) : ModuleSource
{
    internal override byte[] ToBinary(WasmFeatures features) => TextModule.ToBinary(Text, features);
}
