using System.Globalization;
using System.Runtime.Intrinsics;
using Lanner.Structure;

namespace Lanner.Interpreter.Numerics;

/// <summary>The instructions on vectors (specification 4.3.6), lane by lane. Relaxed ones make the choice of the deterministic profile
/// (4.3.5).</summary>
internal static partial class VectorInstructions
{
    /// <summary>The instruction of a shape and name, such as <c>i8x16</c> and <c>add_sat_s</c>, or null.</summary>
    internal static PureInstruction? Find(string shape, string name)
    {
        if (shape == "v128")
        {
            return FindOnBits(name);
        }

        var bits = int.Parse(shape.AsSpan(1, shape.IndexOf('x', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture);
        var isFloat = shape[0] == 'f';
        return FindOnLanes(bits, isFloat, name) ?? FindWithLaneOperands(bits, isFloat, name)
            ?? (isFloat ? FindFloat(bits, name) : FindInteger(bits, name));
    }

    private static PureInstruction? FindOnBits(string name) => name switch
    {
        "not" => (operands, in _) => RuntimeValue.OfVector(~operands[0].Low, ~operands[0].High),
        "and" => OnHalves((left, right) => left & right),
        "andnot" => OnHalves((left, right) => left & ~right),
        "or" => OnHalves((left, right) => left | right),
        "xor" => OnHalves((left, right) => left ^ right),
        "bitselect" => SelectBits,
        "any_true" => (operands, in _) => RuntimeValue.OfCondition((operands[0].Low | operands[0].High) != 0),
        _ => null,
    };

    private static PureInstruction OnHalves(Func<ulong, ulong, ulong> operation) =>
        (operands, in _) =>
            RuntimeValue.OfVector(operation(operands[0].Low, operands[1].Low), operation(operands[0].High, operands[1].High));

    private static RuntimeValue SelectBits(ReadOnlySpan<RuntimeValue> operands, in Instruction instruction)
    {
        var (first, second, mask) = (operands[0], operands[1], operands[2]);
        return RuntimeValue.OfVector(
            (first.Low & mask.Low) | (second.Low & ~mask.Low), (first.High & mask.High) | (second.High & ~mask.High));
    }

    /// <summary>Operations that do the same to each lane.</summary>
    private static PureInstruction? FindOnLanes(int bits, bool isFloat, string name)
    {
        if (name is "shl" or "shr_s" or "shr_u")
        {
            var shift = IntegerOperations.Binary[name];
            return (operands, in _) =>
                MakeLanes(operands, bits, (operands, lane) => shift(operands[0].GetLane(lane, bits), operands[1].Low % (ulong)bits, bits));
        }

        if ((isFloat ? FloatOperations.Unary : IntegerOperations.Unary).TryGetValue(name, out var unary))
        {
            return (operands, in _) => MakeLanes(operands, bits, (operands, lane) => unary(operands[0].GetLane(lane, bits), bits));
        }

        if ((isFloat ? FloatOperations.Binary : IntegerOperations.Binary).TryGetValue(name, out var binary))
        {
            return (operands, in _) => MakeLanes(
                operands, bits, (operands, lane) => binary(operands[0].GetLane(lane, bits), operands[1].GetLane(lane, bits), bits));
        }

        if ((isFloat ? FloatOperations.Comparisons : IntegerOperations.Comparisons).TryGetValue(name, out var comparison))
        {
            return (operands, in _) => MakeLanes(
                operands, bits, (operands, lane) => comparison(operands[0].GetLane(lane, bits), operands[1].GetLane(lane, bits), bits)
                    ? ulong.MaxValue
                    : 0);
        }

        return null;
    }

    /// <summary>Operations that put lanes together, take them apart or move them.</summary>
    private static PureInstruction? FindWithLaneOperands(int bits, bool isFloat, string name) => name switch
    {
        "splat" => (operands, in _) => MakeLanes(operands, bits, (operands, _) => IntegerOperations.Cut(operands[0].Low, bits)),
        "extract_lane" or "extract_lane_u" =>
            (operands, in instruction) => RuntimeValue.OfBits(operands[0].GetLane((int)instruction.Index, bits)),
        "extract_lane_s" => (operands, in instruction) =>
            RuntimeValue.OfBits(
                IntegerOperations.Cut((ulong)IntegerOperations.ToSigned(operands[0].GetLane((int)instruction.Index, bits), bits), 32)),
        "replace_lane" => (operands, in instruction) =>
        {
            var result = operands[0];
            result.SetLane((int)instruction.Index, bits, operands[1].Low);
            return result;
        }
        ,
        "shuffle" => (operands, in instruction) =>
        {
            var places = instruction.Vector;
            return MakeLanes(operands, bits, (operands, lane) => operands[places[lane] / 16].GetLane(places[lane] % 16, bits));
        }
        ,
        "swizzle" or "relaxed_swizzle" => (operands, in _) => MakeLanes(
            operands, bits,
            (operands, lane) => operands[1].GetLane(lane, bits) is var place && place < 16 ? operands[0].GetLane((int)place, bits) : 0),
        "relaxed_laneselect" => SelectBits,
        "all_true" => (operands, in _) =>
        {
            var isTrue = true;
            for (var lane = 0; lane < 128 / bits; lane++)
            {
                isTrue &= operands[0].GetLane(lane, bits) != 0;
            }

            return RuntimeValue.OfCondition(isTrue);
        }
        ,
        "bitmask" => (operands, in _) =>
        {
            var mask = 0UL;
            for (var lane = 0; lane < 128 / bits; lane++)
            {
                mask |= (operands[0].GetLane(lane, bits) >> (bits - 1)) << lane;
            }

            return RuntimeValue.OfBits(mask);
        }
        ,
        "relaxed_madd" when isFloat => MultiplyAndAdd(bits, isNegated: false),
        "relaxed_nmadd" when isFloat => MultiplyAndAdd(bits, isNegated: true),
        _ => null,
    };

    private static PureInstruction MultiplyAndAdd(int bits, bool isNegated) =>
        (operands, in _) => MakeLanes(operands, bits, (operands, lane) =>
    {
        var left = operands[0].GetLane(lane, bits);
        return FloatOperations.Add(
            FloatOperations.Multiply(isNegated ? FloatOperations.Unary["neg"](left, bits) : left, operands[1].GetLane(lane, bits), bits),
            operands[2].GetLane(lane, bits), bits);
    });

    private delegate ulong LaneMaker(ReadOnlySpan<RuntimeValue> operands, int lane);

    private static RuntimeValue MakeLanes(ReadOnlySpan<RuntimeValue> operands, int bits, LaneMaker make)
    {
        var result = default(RuntimeValue);
        for (var lane = 0; lane < 128 / bits; lane++)
        {
            result.SetLane(lane, bits, make(operands, lane));
        }

        return result;
    }
}
