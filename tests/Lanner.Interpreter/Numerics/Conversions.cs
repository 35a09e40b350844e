namespace Lanner.Interpreter.Numerics;

/// <summary>Conversions between numbers (specification 4.3.4), on bits.</summary>
internal static class Conversions
{
    /// <summary>Truncates to an integer of so many bits; what does not fit traps, or becomes the nearest one.</summary>
    internal static ulong Truncate(ulong number, FloatFormat format, int integerBits, bool isSigned, bool isSaturating)
    {
        if (format.IsNaN(number))
        {
            return isSaturating ? 0UL : throw new GuestTrap(TrapCode.InvalidConversionToInteger);
        }

        var isNegative = format.IsNegative(number);
        var exponent = format.Exponent(number);
        var significand = (number & format.FractionMask) | (1UL << format.FractionBits);
        var most = isSigned ? (1UL << (integerBits - 1)) - (isNegative ? 0UL : 1)
            : isNegative ? 0
            : IntegerOperations.Cut(ulong.MaxValue, integerBits);
        var isTooLarge = exponent > 63;
        var magnitude = isTooLarge || exponent < 0 ? 0UL
            : exponent <= format.FractionBits ? significand >> (format.FractionBits - exponent)
            : significand << (exponent - format.FractionBits);
        if (isTooLarge || magnitude > most)
        {
            magnitude = isSaturating ? most : throw new GuestTrap(TrapCode.IntegerOverflow);
        }

        return IntegerOperations.Cut(isNegative ? 0 - magnitude : magnitude, integerBits);
    }

    /// <summary>The nearest floating-point number; of two, the even one.</summary>
    internal static ulong FromInteger(ulong integer, int integerBits, bool isSigned, FloatFormat format)
    {
        var isNegative = isSigned && IntegerOperations.ToSigned(integer, integerBits) < 0;
        var magnitude = isNegative ? 0 - (ulong)IntegerOperations.ToSigned(integer, integerBits) : integer;
        if (magnitude == 0)
        {
            return 0;
        }

        var exponent = 63 - IntegerOperations.CountLeadingZeros(magnitude, 64);
        ulong significand;
        if (exponent <= format.FractionBits)
        {
            significand = magnitude << (format.FractionBits - exponent);
        }
        else
        {
            var cutBits = exponent - format.FractionBits;
            significand = magnitude >> cutBits;
            var cut = magnitude & ((1UL << cutBits) - 1);
            var half = 1UL << (cutBits - 1);
            if (cut > half || (cut == half && (significand & 1) != 0))
            {
                significand++;
            }
        }

        // A significand that was rounded up to the next power of two carries into the exponent, as it should.
        var encoded = ((ulong)(exponent + format.Bias - 1) << format.FractionBits) + significand;
        return isNegative ? encoded | format.Sign : encoded;
    }

    internal static ulong Demote(ulong number) =>
        FloatFormat.Double.IsNaN(number)
            ? FloatFormat.Single.CanonicalNaN
            : BitConverter.SingleToUInt32Bits((float)FloatOperations.ToDouble(number));

    internal static ulong Promote(ulong number) =>
        FloatFormat.Single.IsNaN(number)
            ? FloatFormat.Double.CanonicalNaN
            : BitConverter.DoubleToUInt64Bits(FloatOperations.ToSingle(number));
}
