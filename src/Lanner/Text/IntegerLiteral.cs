namespace Lanner.Text;

/// <summary>The values of integers (specification 6.3.1).</summary>
internal static class IntegerLiteral
{
    /// <summary>The value of an integer without a sign, unless it passes 64 bits.</summary>
    internal static bool TryParseNatural(ReadOnlySpan<byte> text, out ulong value) =>
        text.StartsWith("0x"u8) ? TryParseDigits(text[2..], 16, out value) : TryParseDigits(text, 10, out value);

    /// <summary>The bits of an integer of <paramref name="width"/> bits, which may be written as a signed or an unsigned one.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, int width, out ulong bits)
    {
        var isNegative = text[0] == '-';
        if (!TryParseNatural(text[0] is (byte)'+' or (byte)'-' ? text[1..] : text, out bits))
        {
            return false;
        }

        var limit = isNegative ? 1UL << (width - 1) : ulong.MaxValue >> (64 - width);
        if (bits > limit)
        {
            return false;
        }

        bits = isNegative ? (0UL - bits) & (ulong.MaxValue >> (64 - width)) : bits;
        return true;
    }

    internal static bool TryParseDigits(ReadOnlySpan<byte> digits, uint radix, out ulong value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit == '_')
            {
                continue;
            }

            var high = Math.BigMul(value, radix, out value);
            value += (ulong)NumberSyntax.DigitValue(digit);
            if (high != 0 || value < (ulong)NumberSyntax.DigitValue(digit))
            {
                return false;
            }
        }

        return true;
    }
}
