namespace Lanner.Interpreter.Numerics;

/// <summary>Floating-point numbers of 32 or 64 bits (specification 4.3.3), by the names of the instructions. Numbers are their bits;
/// whatever does not round is done on these. A NaN that an operation makes is the canonical one with a plus sign, as in the deterministic
/// profile.</summary>
internal static class FloatOperations
{
    internal static readonly Dictionary<string, UnaryOperation> Unary = new()
    {
        ["abs"] = (operand, bits) => operand & ~FloatFormat.Of(bits).Sign,
        ["neg"] = (operand, bits) => operand ^ FloatFormat.Of(bits).Sign,
        ["ceil"] = (operand, bits) => RoundToIntegral(operand, FloatFormat.Of(bits), (isNegative, _, isZero) => !isNegative && !isZero),
        ["floor"] = (operand, bits) => RoundToIntegral(operand, FloatFormat.Of(bits), (isNegative, _, isZero) => isNegative && !isZero),
        ["trunc"] = (operand, bits) => RoundToIntegral(operand, FloatFormat.Of(bits), (_, _, _) => false),
        ["nearest"] = (operand, bits) => RoundToIntegral(operand, FloatFormat.Of(bits), (_, isUp, _) => isUp),
        ["sqrt"] = (operand, bits) => Canonical(
            bits == 32
                ? BitConverter.SingleToUInt32Bits(MathF.Sqrt(ToSingle(operand)))
                : BitConverter.DoubleToUInt64Bits(Math.Sqrt(ToDouble(operand))),
            bits),
    };

    internal static readonly Dictionary<string, BinaryOperation> Binary = new()
    {
        ["add"] = Add,
        ["sub"] = (left, right, bits) => Canonical(
            bits == 32
                ? BitConverter.SingleToUInt32Bits(ToSingle(left) - ToSingle(right))
                : BitConverter.DoubleToUInt64Bits(ToDouble(left) - ToDouble(right)),
            bits),
        ["mul"] = Multiply,
        ["div"] = (left, right, bits) => Canonical(
            bits == 32
                ? BitConverter.SingleToUInt32Bits(ToSingle(left) / ToSingle(right))
                : BitConverter.DoubleToUInt64Bits(ToDouble(left) / ToDouble(right)),
            bits),
        ["min"] = (left, right, bits) => Extremum(left, right, FloatFormat.Of(bits), isMinimum: true),
        ["max"] = (left, right, bits) => Extremum(left, right, FloatFormat.Of(bits), isMinimum: false),
        ["relaxed_min"] = (left, right, bits) => Extremum(left, right, FloatFormat.Of(bits), isMinimum: true),
        ["relaxed_max"] = (left, right, bits) => Extremum(left, right, FloatFormat.Of(bits), isMinimum: false),
        ["pmin"] = (left, right, bits) => IsLess(right, left, bits) ? right : left,
        ["pmax"] = (left, right, bits) => IsLess(left, right, bits) ? right : left,
        ["copysign"] = (left, right, bits) => (left & ~FloatFormat.Of(bits).Sign) | (right & FloatFormat.Of(bits).Sign),
    };

    internal static readonly Dictionary<string, Comparison> Comparisons = new()
    {
        ["eq"] = (left, right, bits) => AreOrdered(left, right, bits) && Order(left, bits) == Order(right, bits),
        ["ne"] = (left, right, bits) => !AreOrdered(left, right, bits) || Order(left, bits) != Order(right, bits),
        ["lt"] = IsLess,
        ["gt"] = (left, right, bits) => AreOrdered(left, right, bits) && Order(left, bits) > Order(right, bits),
        ["le"] = (left, right, bits) => AreOrdered(left, right, bits) && Order(left, bits) <= Order(right, bits),
        ["ge"] = (left, right, bits) => AreOrdered(left, right, bits) && Order(left, bits) >= Order(right, bits),
    };

    internal static ulong Add(ulong left, ulong right, int bits) => Canonical(
        bits == 32
            ? BitConverter.SingleToUInt32Bits(ToSingle(left) + ToSingle(right))
            : BitConverter.DoubleToUInt64Bits(ToDouble(left) + ToDouble(right)),
        bits);

    internal static ulong Multiply(ulong left, ulong right, int bits) => Canonical(
        bits == 32
            ? BitConverter.SingleToUInt32Bits(ToSingle(left) * ToSingle(right))
            : BitConverter.DoubleToUInt64Bits(ToDouble(left) * ToDouble(right)),
        bits);

    internal static float ToSingle(ulong number) => BitConverter.UInt32BitsToSingle((uint)number);

    internal static double ToDouble(ulong number) => BitConverter.UInt64BitsToDouble(number);

    /// <summary>The number itself, or the canonical NaN for any NaN.</summary>
    internal static ulong Canonical(ulong number, int bits)
    {
        var format = FloatFormat.Of(bits);
        return format.IsNaN(number) ? format.CanonicalNaN : number;
    }

    private static bool AreOrdered(ulong left, ulong right, int bits)
    {
        var format = FloatFormat.Of(bits);
        return !format.IsNaN(left) && !format.IsNaN(right);
    }

    private static bool IsLess(ulong left, ulong right, int bits) =>
        AreOrdered(left, right, bits) && Order(left, bits) < Order(right, bits);

    private static long Order(ulong number, int bits) => FloatFormat.Of(bits).Order(number);

    private static ulong Extremum(ulong left, ulong right, FloatFormat format, bool isMinimum)
    {
        if (format.IsNaN(left) || format.IsNaN(right))
        {
            return format.CanonicalNaN;
        }

        if (format.IsZero(left) && format.IsZero(right))
        {
            return isMinimum ? left | right : left & right;
        }

        return format.Order(left) < format.Order(right) == isMinimum ? left : right;
    }

    /// <summary>Rounds to an integral number of the same sign.</summary>
    /// <param name="number">The number.</param>
    /// <param name="format">Its format.</param>
    /// <param name="isAway">Decides whether to go away from zero: asked with the sign, whether the nearest (of two, the even one) lies
    /// there, and whether nothing is cut off.</param>
    private static ulong RoundToIntegral(ulong number, FloatFormat format, Func<bool, bool, bool, bool> isAway)
    {
        if (format.IsNaN(number))
        {
            return format.CanonicalNaN;
        }

        var sign = number & format.Sign;
        var exponent = format.Exponent(number);
        if (exponent >= format.FractionBits)
        {
            return number;
        }

        if (exponent < 0)
        {
            // Between -1 and 1: more than a half goes to one, and a half itself to the even zero.
            var isUp = exponent == -1 && (number & format.FractionMask) != 0;
            return isAway(sign != 0, isUp, format.IsZero(number)) ? sign | ((ulong)format.Bias << format.FractionBits) : sign;
        }

        var cutBits = format.FractionBits - exponent;
        var cut = number & ((1UL << cutBits) - 1);
        var kept = number - cut;
        var half = 1UL << (cutBits - 1);

        // The bit above what is cut off is the integral number's lowest, also where that is the hidden one, of which the exponent's lowest
        // bit says nothing.
        var isOdd = cutBits == format.FractionBits || ((number >> cutBits) & 1) != 0;
        return isAway(sign != 0, cut > half || (cut == half && isOdd), cut == 0) ? kept + (1UL << cutBits) : kept;
    }
}
