using System.Globalization;
using System.Numerics;

namespace Lanner.Text;

/// <summary>The values of floating-point numbers (specification 6.3.2), rounded once, to the nearest and in a tie to the even one. They are
/// given as bits, so that no NaN changes on its way.</summary>
internal static class FloatLiteral
{
    /// <summary>The bits of an <c>f32</c>.</summary>
    /// <returns>False when the number is out of range.</returns>
    internal static bool TryParse32(ReadOnlySpan<byte> text, out uint bits)
    {
        var isInRange = TryParse(text, mantissaBits: 23, exponentBits: 8, out var wide);
        bits = (uint)wide;
        return isInRange;
    }

    /// <summary>The bits of an <c>f64</c>.</summary>
    /// <returns>False when the number is out of range.</returns>
    internal static bool TryParse64(ReadOnlySpan<byte> text, out ulong bits) =>
        TryParse(text, mantissaBits: 52, exponentBits: 11, out bits);

    private static bool TryParse(ReadOnlySpan<byte> text, int mantissaBits, int exponentBits, out ulong bits)
    {
        var sign = text[0] == '-' ? 1UL << (mantissaBits + exponentBits) : 0;
        text = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        var infinity = ((1UL << exponentBits) - 1) << mantissaBits;
        bool isInRange;
        if (text.SequenceEqual("inf"u8))
        {
            (isInRange, bits) = (true, infinity);
        }
        else if (text.SequenceEqual("nan"u8))
        {
            (isInRange, bits) = (true, infinity | (1UL << (mantissaBits - 1)));
        }
        else if (text.StartsWith("nan:0x"u8))
        {
            isInRange = IntegerLiteral.TryParseDigits(text[6..], 16, out var payload) && payload != 0 && payload < 1UL << mantissaBits;
            bits = infinity | payload;
        }
        else
        {
            bits = text.StartsWith("0x"u8) ? ParseHexadecimal(text[2..], mantissaBits, exponentBits) : ParseDecimal(text, mantissaBits);
            isInRange = bits < infinity;
        }

        bits |= sign;
        return isInRange;
    }

    /// <summary>Brings the number into the form <c>d.ddd…e±n</c>, which the runtime's parser rounds exactly whatever its length; an
    /// exponent beyond any number is cut to one that still is.</summary>
    private static ulong ParseDecimal(ReadOnlySpan<byte> text, int mantissaBits)
    {
        var (digits, exponent) = Split(text, (byte)'e');
        var number = new byte[digits.Length + 16];
        var length = 0;
        var scale = exponent - 1;
        var isFraction = false;
        foreach (var character in digits)
        {
            if (character == '.')
            {
                isFraction = true;
            }
            else if (character != '_')
            {
                if (length > 0 || character != '0')
                {
                    scale += isFraction ? 0 : 1;
                    number[length++] = character;
                    if (length == 1)
                    {
                        number[length++] = (byte)'.';
                    }
                }
                else
                {
                    scale -= isFraction ? 1 : 0;
                }
            }
        }

        if (length == 0)
        {
            return 0;
        }

        number[length++] = (byte)'e';
        Math.Clamp(scale, -9999, 9999).TryFormat(number.AsSpan(length), out var written, provider: CultureInfo.InvariantCulture);
        var normal = number.AsSpan(0, length + written);
        return mantissaBits == 23
            ? BitConverter.SingleToUInt32Bits(float.Parse(normal, NumberStyles.Float, CultureInfo.InvariantCulture))
            : BitConverter.DoubleToUInt64Bits(double.Parse(normal, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    private static ulong ParseHexadecimal(ReadOnlySpan<byte> text, int mantissaBits, int exponentBits)
    {
        var (digits, exponent) = Split(text, (byte)'p');
        ulong mantissa = 0;
        var isInexact = false;
        var isFraction = false;
        foreach (var character in digits)
        {
            if (character == '.')
            {
                isFraction = true;
            }
            else if (character != '_')
            {
                // Digits that no longer fit only matter as "there was something": they decide ties.
                var digit = (ulong)NumberSyntax.DigitValue(character);
                if (mantissa >> 58 == 0)
                {
                    mantissa = (mantissa << 4) | digit;
                    exponent -= isFraction ? 4 : 0;
                }
                else
                {
                    isInexact |= digit != 0;
                    exponent += isFraction ? 0 : 4;
                }
            }
        }

        return mantissa == 0 ? 0 : Round(mantissa, isInexact, exponent, mantissaBits, exponentBits);
    }

    /// <summary>The bits of <paramref name="mantissa"/> · 2^<paramref name="exponent"/>; of infinity, or more, when that is too
    /// large.</summary>
    private static ulong Round(ulong mantissa, bool isInexact, long exponent, int mantissaBits, int exponentBits)
    {
        var bias = (1 << (exponentBits - 1)) - 1;
        var infinity = ((1UL << exponentBits) - 1) << mantissaBits;

        // The exponent of the leading bit, and that of the last bit which the result can hold.
        var leading = exponent + BitOperations.Log2(mantissa);
        if (leading > bias)
        {
            return infinity;
        }

        var last = Math.Max(leading, 1 - bias) - mantissaBits;
        var shift = last - exponent;
        if (shift > 64)
        {
            return 0;
        }

        ulong result;
        if (shift <= 0)
        {
            result = mantissa << (int)-shift;
        }
        else
        {
            result = shift == 64 ? 0 : mantissa >> (int)shift;
            var half = 1UL << ((int)shift - 1);
            var dropped = mantissa & ((half << 1) - 1);
            if (dropped > half || (dropped == half && (isInexact || (result & 1) != 0)))
            {
                result++;
            }
        }

        // The leading bit of a normal number is not stored; adding instead of masking lets a carry move into the exponent, also out of the
        // subnormal numbers.
        var exponentField = leading < 1 - bias ? 0UL : (ulong)(leading + bias - 1);
        return (exponentField << mantissaBits) + result;
    }

    /// <summary>Parts the digits from the exponent, which stops short of overflowing.</summary>
    private static (byte[] Digits, long Exponent) Split(ReadOnlySpan<byte> text, byte mark)
    {
        var position = text.IndexOfAny(mark, (byte)(mark & ~0x20));
        if (position < 0)
        {
            return (text.ToArray(), 0);
        }

        var exponentText = text[(position + 1)..];
        var isNegative = exponentText[0] == '-';
        var unsigned = exponentText[0] is (byte)'+' or (byte)'-' ? exponentText[1..] : exponentText;
        var magnitude = IntegerLiteral.TryParseDigits(unsigned, 10, out var value) ? (long)Math.Min(value, 1UL << 40) : 1L << 40;
        return (text[..position].ToArray(), isNegative ? -magnitude : magnitude);
    }
}
