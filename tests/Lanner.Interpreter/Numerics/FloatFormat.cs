namespace Lanner.Interpreter.Numerics;

/// <summary>The places of the parts of a floating-point number of 32 or 64 bits (specification 2.2.3).</summary>
internal readonly record struct FloatFormat(int Bits, int FractionBits, int Bias)
{
    internal static readonly FloatFormat Single = new(32, 23, 127);
    internal static readonly FloatFormat Double = new(64, 52, 1023);

    internal static FloatFormat Of(int bits) => bits == 32 ? Single : Double;

    internal ulong Sign => 1UL << (Bits - 1);

    internal ulong Infinity => ((1UL << (Bits - 1 - FractionBits)) - 1) << FractionBits;

    internal ulong CanonicalNaN => Infinity | (1UL << (FractionBits - 1));

    internal ulong FractionMask => (1UL << FractionBits) - 1;

    internal bool IsNaN(ulong number) => (number & ~Sign) > Infinity;

    internal bool IsNegative(ulong number) => (number & Sign) != 0;

    internal bool IsZero(ulong number) => (number & ~Sign) == 0;

    /// <summary>The exponent of two that the integral digit of a number has.</summary>
    internal int Exponent(ulong number) => (int)((number & Infinity) >> FractionBits) - Bias;

    /// <summary>A number that orders as the floating-point numbers do, when it is no NaN; both zeros are the same.</summary>
    internal long Order(ulong number)
    {
        var magnitude = (long)(number & ~Sign);
        return IsNegative(number) ? -magnitude : magnitude;
    }
}
