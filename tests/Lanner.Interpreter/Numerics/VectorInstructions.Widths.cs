namespace Lanner.Interpreter.Numerics;

/// <content>Instructions whose lanes have another width than their operands'.</content>
internal static partial class VectorInstructions
{
    private static PureInstruction? FindInteger(int bits, string name)
    {
        var isSigned = name.EndsWith("_s", StringComparison.Ordinal) || name.EndsWith("_s_zero", StringComparison.Ordinal);
        var half = bits / 2;
        long Widened(RuntimeValue vector, int lane, int width) =>
            isSigned ? IntegerOperations.ToSigned(vector.GetLane(lane, width), width) : (long)vector.GetLane(lane, width);
        switch (name.Split('_')[0])
        {
            case "narrow":
                return (operands, in _) => MakeLanes(operands, bits, (operands, lane) =>
                {
                    var lanes = 64 / bits;
                    var wide = IntegerOperations.ToSigned(operands[lane / lanes].GetLane(lane % lanes, bits * 2), bits * 2);
                    return isSigned ? IntegerOperations.SaturateSigned(wide, bits) : IntegerOperations.SaturateUnsigned(wide, bits);
                });
            case "extend":
                var from = name.Contains("high", StringComparison.Ordinal) ? 128 / bits : 0;
                return (operands, in _) => MakeLanes(operands, bits, (operands, lane) => (ulong)Widened(operands[0], lane + from, half));
            case "extmul":
                from = name.Contains("high", StringComparison.Ordinal) ? 128 / bits : 0;
                return (operands, in _) => MakeLanes(
                    operands, bits,
                    (operands, lane) => (ulong)(Widened(operands[0], lane + from, half) * Widened(operands[1], lane + from, half)));
            case "extadd":
                return (operands, in _) => MakeLanes(
                    operands, bits,
                    (operands, lane) => (ulong)(Widened(operands[0], 2 * lane, half) + Widened(operands[0], (2 * lane) + 1, half)));
            case "dot":
                return (operands, in _) =>
                    MakeLanes(operands, bits, (operands, lane) => (ulong)DotOfPair(operands[0], operands[1], lane, half));
            case "trunc":
                return Truncate(name, isSigned);
            case "relaxed" when name.StartsWith("relaxed_trunc", StringComparison.Ordinal):
                return Truncate(name, isSigned);
            case "relaxed" when name == "relaxed_dot_i8x16_i7x16_s":
                return (operands, in _) => MakeLanes(operands, 16, (operands, lane) => RelaxedDotOfPair(operands[0], operands[1], lane));
            case "relaxed" when name == "relaxed_dot_i8x16_i7x16_add_s":
                return (operands, in _) => MakeLanes(
                    operands,
                    32,
                    (operands, lane) => (ulong)(IntegerOperations.ToSigned(RelaxedDotOfPair(operands[0], operands[1], 2 * lane), 16)
                        + IntegerOperations.ToSigned(RelaxedDotOfPair(operands[0], operands[1], (2 * lane) + 1), 16))
                        + operands[2].GetLane(lane, 32));
            default:
                return null;
        }
    }

    private static PureInstruction? FindFloat(int bits, string name)
    {
        var isSigned = name.EndsWith("_s", StringComparison.Ordinal);
        return name switch
        {
            "demote_f64x2_zero" => (operands, in _) =>
                MakeLanes(operands, 32, (operands, lane) => lane < 2 ? Conversions.Demote(operands[0].GetLane(lane, 64)) : 0),
            "promote_low_f32x4" =>
                (operands, in _) => MakeLanes(operands, 64, (operands, lane) => Conversions.Promote(operands[0].GetLane(lane, 32))),
            _ when name.StartsWith("convert_", StringComparison.Ordinal) => (operands, in _) => MakeLanes(
                operands, bits,
                (operands, lane) => Conversions.FromInteger(operands[0].GetLane(lane, 32), 32, isSigned, FloatFormat.Of(bits))),
            _ => null,
        };
    }

    /// <summary>To lanes of 32 bits; from two of 64, the others become zero.</summary>
    private static PureInstruction Truncate(string name, bool isSigned)
    {
        var format = name.Contains("f32", StringComparison.Ordinal) ? FloatFormat.Single : FloatFormat.Double;
        return (operands, in _) => MakeLanes(operands, 32, (operands, lane) => lane < 128 / format.Bits
            ? Conversions.Truncate(operands[0].GetLane(lane, format.Bits), format, 32, isSigned, isSaturating: true)
            : 0);
    }

    private static long DotOfPair(RuntimeValue left, RuntimeValue right, int lane, int width) =>
        (IntegerOperations.ToSigned(
            left.GetLane(2 * lane, width), width) * IntegerOperations.ToSigned(right.GetLane(2 * lane, width), width))
        + (IntegerOperations.ToSigned(
            left.GetLane((2 * lane) + 1, width), width) * IntegerOperations.ToSigned(right.GetLane((2 * lane) + 1, width), width));

    /// <summary>The sum of two products, saturated.</summary>
    private static ulong RelaxedDotOfPair(RuntimeValue left, RuntimeValue right, int lane) =>
        IntegerOperations.SaturateSigned(DotOfPair(left, right, lane, 8), 16);
}
