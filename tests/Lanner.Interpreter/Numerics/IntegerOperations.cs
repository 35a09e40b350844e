namespace Lanner.Interpreter.Numerics;

/// <summary>An operation on one number of so many bits.</summary>
internal delegate ulong UnaryOperation(ulong operand, int bits);

/// <summary>An operation on two numbers of so many bits.</summary>
internal delegate ulong BinaryOperation(ulong left, ulong right, int bits);

/// <summary>A comparison of two numbers of so many bits.</summary>
internal delegate bool Comparison(ulong left, ulong right, int bits);

/// <summary>Integers of any width up to 64 bits (specification 4.3.2), by the names of the instructions. Numbers of fewer bits have zeros
/// above; what the operations give is cut to the width by <see cref="Cut"/>, which their callers need not do.</summary>
internal static class IntegerOperations
{
    internal static readonly Dictionary<string, UnaryOperation> Unary = new()
    {
        ["clz"] = (operand, bits) => (ulong)CountLeadingZeros(operand, bits),
        ["ctz"] = (operand, bits) => (ulong)CountTrailingZeros(operand, bits),
        ["popcnt"] = (operand, bits) => (ulong)CountOnes(operand, bits),
        ["abs"] = (operand, bits) => ToSigned(operand, bits) < 0 ? Cut(0 - operand, bits) : operand,
        ["neg"] = (operand, bits) => Cut(0 - operand, bits),
        ["extend8_s"] = (operand, bits) => Cut((ulong)ToSigned(operand, 8), bits),
        ["extend16_s"] = (operand, bits) => Cut((ulong)ToSigned(operand, 16), bits),
        ["extend32_s"] = (operand, bits) => Cut((ulong)ToSigned(operand, 32), bits),
    };

    internal static readonly Dictionary<string, BinaryOperation> Binary = new()
    {
        ["add"] = (left, right, bits) => Cut(left + right, bits),
        ["sub"] = (left, right, bits) => Cut(left - right, bits),
        ["mul"] = (left, right, bits) => Cut(left * right, bits),
        ["div_s"] = DivideSigned,
        ["div_u"] = (left, right, _) => right == 0 ? throw new GuestTrap(TrapCode.IntegerDivideByZero) : left / right,
        ["rem_s"] = RemainderSigned,
        ["rem_u"] = (left, right, _) => right == 0 ? throw new GuestTrap(TrapCode.IntegerDivideByZero) : left % right,
        ["and"] = (left, right, _) => left & right,
        ["or"] = (left, right, _) => left | right,
        ["xor"] = (left, right, _) => left ^ right,
        ["shl"] = (left, right, bits) => Cut(left << Count(right, bits), bits),
        ["shr_s"] = (left, right, bits) => Cut((ulong)(ToSigned(left, bits) >> Count(right, bits)), bits),
        ["shr_u"] = (left, right, bits) => left >> Count(right, bits),
        ["rotl"] = (left, right, bits) => RotateLeft(left, Count(right, bits), bits),
        ["rotr"] = (left, right, bits) => RotateLeft(left, (bits - Count(right, bits)) % bits, bits),
        ["add_sat_s"] = (left, right, bits) => SaturateSigned(ToSigned(left, bits) + ToSigned(right, bits), bits),
        ["add_sat_u"] = (left, right, bits) => SaturateUnsigned((long)left + (long)right, bits),
        ["sub_sat_s"] = (left, right, bits) => SaturateSigned(ToSigned(left, bits) - ToSigned(right, bits), bits),
        ["sub_sat_u"] = (left, right, bits) => SaturateUnsigned((long)left - (long)right, bits),
        ["min_s"] = (left, right, bits) => ToSigned(left, bits) <= ToSigned(right, bits) ? left : right,
        ["min_u"] = (left, right, _) => left <= right ? left : right,
        ["max_s"] = (left, right, bits) => ToSigned(left, bits) >= ToSigned(right, bits) ? left : right,
        ["max_u"] = (left, right, _) => left >= right ? left : right,
        ["avgr_u"] = (left, right, _) => (left + right + 1) / 2,
        ["q15mulr_sat_s"] = MultiplyQ15,
        ["relaxed_q15mulr_s"] = MultiplyQ15,
    };

    internal static readonly Dictionary<string, Comparison> Comparisons = new()
    {
        ["eq"] = (left, right, _) => left == right,
        ["ne"] = (left, right, _) => left != right,
        ["lt_s"] = (left, right, bits) => ToSigned(left, bits) < ToSigned(right, bits),
        ["lt_u"] = (left, right, _) => left < right,
        ["gt_s"] = (left, right, bits) => ToSigned(left, bits) > ToSigned(right, bits),
        ["gt_u"] = (left, right, _) => left > right,
        ["le_s"] = (left, right, bits) => ToSigned(left, bits) <= ToSigned(right, bits),
        ["le_u"] = (left, right, _) => left <= right,
        ["ge_s"] = (left, right, bits) => ToSigned(left, bits) >= ToSigned(right, bits),
        ["ge_u"] = (left, right, _) => left >= right,
    };

    /// <summary>The low bits of a number.</summary>
    internal static ulong Cut(ulong number, int bits) => bits == 64 ? number : number & ((1UL << bits) - 1);

    /// <summary>The number that the low bits mean in two's complement.</summary>
    internal static long ToSigned(ulong number, int bits)
    {
        if (bits == 64)
        {
            return (long)number;
        }

        var low = Cut(number, bits);
        return low >> (bits - 1) == 0 ? (long)low : (long)low - (1L << bits);
    }

    /// <summary>The nearest signed number of so many bits.</summary>
    internal static ulong SaturateSigned(long number, int bits)
    {
        var most = (1L << (bits - 1)) - 1;
        var least = -(1L << (bits - 1));
        return Cut((ulong)(number > most ? most : number < least ? least : number), bits);
    }

    /// <summary>The nearest unsigned number of so many bits.</summary>
    internal static ulong SaturateUnsigned(long number, int bits)
    {
        var most = (1L << bits) - 1;
        return (ulong)(number > most ? most : number < 0 ? 0 : number);
    }

    internal static int CountLeadingZeros(ulong number, int bits)
    {
        var count = 0;
        while (count < bits && ((number >> (bits - 1 - count)) & 1) == 0)
        {
            count++;
        }

        return count;
    }

    private static int CountTrailingZeros(ulong number, int bits)
    {
        var count = 0;
        while (count < bits && ((number >> count) & 1) == 0)
        {
            count++;
        }

        return count;
    }

    private static int CountOnes(ulong number, int bits)
    {
        var count = 0;
        for (var bit = 0; bit < bits; bit++)
        {
            count += (int)((number >> bit) & 1);
        }

        return count;
    }

    /// <summary>By how many places a shift or rotation goes.</summary>
    private static int Count(ulong count, int bits) => (int)(count % (ulong)bits);

    private static ulong RotateLeft(ulong number, int count, int bits) =>
        count == 0 ? number : Cut((number << count) | (number >> (bits - count)), bits);

    private static ulong DivideSigned(ulong left, ulong right, int bits)
    {
        if (right == 0)
        {
            throw new GuestTrap(TrapCode.IntegerDivideByZero);
        }

        if (right == Cut(ulong.MaxValue, bits))
        {
            return left == 1UL << (bits - 1) ? throw new GuestTrap(TrapCode.IntegerOverflow) : Cut(0 - left, bits);
        }

        return Cut((ulong)(ToSigned(left, bits) / ToSigned(right, bits)), bits);
    }

    private static ulong RemainderSigned(ulong left, ulong right, int bits)
    {
        if (right == 0)
        {
            throw new GuestTrap(TrapCode.IntegerDivideByZero);
        }

        return right == Cut(ulong.MaxValue, bits) ? 0 : Cut((ulong)(ToSigned(left, bits) % ToSigned(right, bits)), bits);
    }

    private static ulong MultiplyQ15(ulong left, ulong right, int bits) =>
        SaturateSigned(((ToSigned(left, bits) * ToSigned(right, bits)) + 0x4000) >> 15, bits);
}
