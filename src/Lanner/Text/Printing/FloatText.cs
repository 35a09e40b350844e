using System.Globalization;

namespace Lanner.Text.Printing;

/// <summary>Writes floating-point numbers so that reading them gives the same bits: the shortest decimal number that rounds to the value,
/// and every NaN with its payload unless it is the canonical one (specification 6.3.2).</summary>
internal static class FloatText
{
    internal static string Of32(uint bits)
    {
        const uint payloadMask = 0x7F_FFFF;
        return (bits & 0x7F80_0000) != 0x7F80_0000
            ? BitConverter.UInt32BitsToSingle(bits).ToString("R", CultureInfo.InvariantCulture)
            : Special(bits >> 31 != 0, bits & payloadMask, canonical: 0x40_0000);
    }

    internal static string Of64(ulong bits)
    {
        const ulong payloadMask = 0xF_FFFF_FFFF_FFFF;
        return (bits & 0x7FF0_0000_0000_0000) != 0x7FF0_0000_0000_0000
            ? BitConverter.UInt64BitsToDouble(bits).ToString("R", CultureInfo.InvariantCulture)
            : Special(bits >> 63 != 0, bits & payloadMask, canonical: 0x8_0000_0000_0000);
    }

    private static string Special(bool isNegative, ulong payload, ulong canonical)
    {
        var sign = isNegative ? "-" : "";
        return payload == 0 ? $"{sign}inf"
            : payload == canonical ? $"{sign}nan"
            : string.Create(CultureInfo.InvariantCulture, $"{sign}nan:0x{payload:x}");
    }
}
