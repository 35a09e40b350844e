using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using Lanner.Text;
using Lanner.Text.Printing;

namespace Lanner.Cli;

/// <summary>Values as arguments and results of <c>--invoke</c>: numbers as the text format has them, so with <c>0x</c>, <c>_</c>,
/// <c>inf</c>, <c>nan</c> and <c>nan:0x200000</c>; vectors as 32 hexadecimal digits or as a shape with its lanes; references as <c>null</c>
/// or, for <c>externref</c>, any text.</summary>
internal static class ValueText
{
    internal static Value Parse(string text, WasmValueType type) => TryParse(text, Encoding.UTF8.GetBytes(text), type)
        ?? throw new NotSupportedException($"'{text}' is not an argument of type {type}");

    internal static string Format(Value value) => value.Kind switch
    {
        WasmValueKind.I32 => value.AsInt32().ToString(CultureInfo.InvariantCulture),
        WasmValueKind.I64 => value.AsInt64().ToString(CultureInfo.InvariantCulture),
        WasmValueKind.F32 => FloatText.Of32(value.AsSingleBits()),
        WasmValueKind.F64 => FloatText.Of64(value.AsDoubleBits()),
        WasmValueKind.V128 => FormatVector(value.AsVector128()),
        _ => value.AsReference() switch
        {
            null => "null",
            Function function => $"function {function.Type}",
            var reference => reference.ToString() ?? "",
        },
    };

    private static Value? TryParse(string text, byte[] utf8, WasmValueType type)
    {
        switch (type.Kind)
        {
            case WasmValueKind.I32 when TryParseInteger(utf8, 32, out var bits):
                return (uint)bits;
            case WasmValueKind.I64 when TryParseInteger(utf8, 64, out var bits):
                return bits;
            case WasmValueKind.F32 when IsNumber(utf8) && FloatLiteral.TryParse32(utf8, out var bits):
                return Value.FromSingleBits(bits);
            case WasmValueKind.F64 when IsNumber(utf8) && FloatLiteral.TryParse64(utf8, out var bits):
                return Value.FromDoubleBits(bits);
            case WasmValueKind.V128:
                return TryParseVector(text);
            case WasmValueKind.Reference when text == "null" && type.IsNullable:
                return Value.Null;
            case WasmValueKind.Reference when type.HeapType.Kind == HeapTypeKind.Extern:
                return Value.FromReference(text);
            default:
                return null;
        }
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && NumberSyntax.Classify(text) is TokenKind.Natural or TokenKind.Integer or TokenKind.Float;

    private static bool TryParseInteger(ReadOnlySpan<byte> text, int width, out ulong bits)
    {
        bits = 0;
        return !text.IsEmpty && NumberSyntax.Classify(text) is TokenKind.Natural or TokenKind.Integer && IntegerLiteral.TryParse(text, width, out bits);
    }

    private static Value? TryParseVector(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return UInt128.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
                ? Vector128.Create((ulong)number, (ulong)(number >> 64)).AsByte()
                : null;
        }

        // The text format's own reader takes the shape apart.
        try
        {
            var writer = new Binary.ByteWriter(16);
            var reader = new TokenReader(Lexer.Read(Encoding.UTF8.GetBytes(text)));
            ConstantParser.Read(reader, Structure.ImmediateKind.V128, writer);
            reader.Expect(TokenKind.End);
            return Vector128.Create(writer.Written);
        }
        catch (MalformedTextException)
        {
            return null;
        }
    }

    private static string FormatVector(Vector128<byte> vector)
    {
        var lanes = vector.AsUInt64();
        return string.Create(CultureInfo.InvariantCulture, $"0x{lanes[1]:x16}{lanes[0]:x16}");
    }
}
