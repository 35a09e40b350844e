using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using Lanner.Binary;
using Lanner.Structure;
using Lanner.Text.Printing;

namespace Lanner.Text;

/// <summary>Values as text: numbers and vectors as constants of the text format have them (specification 6.3.1 and 6.3.2), and vectors in
/// 32 hexadecimal digits too.</summary>
internal static class ValueNotation
{
    internal static string Format(in Value value) => value.Kind switch
    {
        WasmValueKind.I32 => value.AsInt32().ToString(CultureInfo.InvariantCulture),
        WasmValueKind.I64 => value.AsInt64().ToString(CultureInfo.InvariantCulture),
        WasmValueKind.F32 => FloatText.Of32(value.AsSingleBits()),
        WasmValueKind.F64 => FloatText.Of64(value.AsDoubleBits()),
        WasmValueKind.V128 => string.Create(CultureInfo.InvariantCulture, $"0x{value.High:x16}{value.Low:x16}"),
        _ => value.Reference?.ToString() ?? "null",
    };

    internal static bool TryParse(string text, WasmValueType type, out Value value)
    {
        switch (type.Kind)
        {
            case WasmValueKind.Reference:
                var isNull = type.IsNullable && text == "null";
                value = isNull ? Value.Null : default;
                return isNull;
            case WasmValueKind.V128:
                return text.StartsWith("0x", StringComparison.Ordinal)
                    ? TryParseDigits(text.AsSpan(2), out value)
                    : TryParseShape(text, out value);
            default:
                return TryParseNumber(Encoding.UTF8.GetBytes(text), type.Kind, out value);
        }
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, WasmValueKind kind, out Value value)
    {
        value = default;
        var syntax = text.IsEmpty ? TokenKind.Reserved : NumberSyntax.Classify(text);
        if (syntax is not (TokenKind.Natural or TokenKind.Integer)
            && (syntax != TokenKind.Float || kind is WasmValueKind.I32 or WasmValueKind.I64))
        {
            return false;
        }

        ulong bits;
        bool isInRange;
        switch (kind)
        {
            case WasmValueKind.F32:
                isInRange = FloatLiteral.TryParse32(text, out var bits32);
                bits = bits32;
                break;
            case WasmValueKind.F64:
                isInRange = FloatLiteral.TryParse64(text, out bits);
                break;
            default:
                isInRange = IntegerLiteral.TryParse(text, kind == WasmValueKind.I32 ? 32 : 64, out bits);
                break;
        }

        value = isInRange ? new Value(kind, bits) : default;
        return isInRange;
    }

    private static bool TryParseDigits(ReadOnlySpan<char> digits, out Value value)
    {
        var isNumber = UInt128.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number);
        value = isNumber ? new Value(WasmValueKind.V128, (ulong)number, (ulong)(number >> 64)) : default;
        return isNumber;
    }

    /// <summary>Has the text format's own reader take a shape and its lanes apart.</summary>
    private static bool TryParseShape(string text, out Value value)
    {
        try
        {
            var writer = new ByteWriter(16);
            var reader = new TokenReader(Lexer.Read(Encoding.UTF8.GetBytes(text)));
            ConstantParser.Read(reader, ImmediateKind.V128, writer);
            reader.Expect(TokenKind.End);
            value = Vector128.Create(writer.Written);
            return true;
        }
        catch (MalformedTextException)
        {
            value = default;
            return false;
        }
    }
}
