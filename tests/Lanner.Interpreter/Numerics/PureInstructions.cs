using Lanner.Structure;

namespace Lanner.Interpreter.Numerics;

/// <summary>Computes the result of an instruction that depends on nothing but its operands and immediates.</summary>
internal delegate RuntimeValue PureInstruction(ReadOnlySpan<RuntimeValue> operands, in Instruction instruction);

/// <summary>The instructions on numbers and vectors that leave one value. What they do follows from the parts of their names, as in the
/// specification's tables.</summary>
internal static class PureInstructions
{
    private static readonly Dictionary<Opcode, PureInstruction> ByOpcode = Make();

    /// <summary>Returns the computation of the instruction, or null when it is not one of these.</summary>
    internal static PureInstruction? TryGet(Opcode opcode) => ByOpcode.GetValueOrDefault(opcode);

    private static Dictionary<Opcode, PureInstruction> Make()
    {
        var all = new Dictionary<Opcode, PureInstruction>();
        foreach (var row in OpcodeTable.Rows)
        {
            if (row.Signature is null || row.Results.Length != 1 || row.Operands.Length == 0
                || row.Immediate is not (ImmediateKind.None or ImmediateKind.Lane or ImmediateKind.Shuffle))
            {
                continue;
            }

            var dot = row.Mnemonic.IndexOf('.', StringComparison.Ordinal);
            var shape = row.Mnemonic[..dot];
            var name = row.Mnemonic[(dot + 1)..];
            all.Add(row.Opcode, (shape.Contains('x', StringComparison.Ordinal) || shape[0] == 'v'
                ? VectorInstructions.Find(shape, name)
                : FindScalar(shape, name))
                ?? throw new NotSupportedException($"{row.Mnemonic} is unknown."));
        }

        return all;
    }

    private static PureInstruction? FindScalar(string type, string name)
    {
        var isFloat = type[0] == 'f';
        var bits = int.Parse(type.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
        if ((isFloat ? FloatOperations.Unary : IntegerOperations.Unary).TryGetValue(name, out var unary))
        {
            return (operands, in _) => RuntimeValue.OfBits(unary(operands[0].Low, bits));
        }

        if ((isFloat ? FloatOperations.Binary : IntegerOperations.Binary).TryGetValue(name, out var binary))
        {
            return (operands, in _) => RuntimeValue.OfBits(binary(operands[0].Low, operands[1].Low, bits));
        }

        if ((isFloat ? FloatOperations.Comparisons : IntegerOperations.Comparisons).TryGetValue(name, out var comparison))
        {
            return (operands, in _) => RuntimeValue.OfCondition(comparison(operands[0].Low, operands[1].Low, bits));
        }

        return isFloat ? FindFloatConversion(bits, name) : FindIntegerConversion(bits, name);
    }

    private static PureInstruction? FindIntegerConversion(int bits, string name)
    {
        switch (name)
        {
            case "eqz":
                return (operands, in _) => RuntimeValue.OfCondition(operands[0].Low == 0);
            case "wrap_i64":
                return (operands, in _) => RuntimeValue.OfBits(IntegerOperations.Cut(operands[0].Low, 32));
            case "extend_i32_s":
                return (operands, in _) => RuntimeValue.OfBits((ulong)IntegerOperations.ToSigned(operands[0].Low, 32));
            case "extend_i32_u" or "reinterpret_f32" or "reinterpret_f64":
                return (operands, in _) => RuntimeValue.OfBits(operands[0].Low);
        }

        if (!name.StartsWith("trunc_", StringComparison.Ordinal))
        {
            return null;
        }

        var format = name.Contains("f32", StringComparison.Ordinal) ? FloatFormat.Single : FloatFormat.Double;
        var isSigned = name.EndsWith("_s", StringComparison.Ordinal);
        var isSaturating = name.StartsWith("trunc_sat_", StringComparison.Ordinal);
        return (operands, in _) => RuntimeValue.OfBits(Conversions.Truncate(operands[0].Low, format, bits, isSigned, isSaturating));
    }

    private static PureInstruction? FindFloatConversion(int bits, string name)
    {
        switch (name)
        {
            case "demote_f64":
                return (operands, in _) => RuntimeValue.OfBits(Conversions.Demote(operands[0].Low));
            case "promote_f32":
                return (operands, in _) => RuntimeValue.OfBits(Conversions.Promote(operands[0].Low));
            case "reinterpret_i32" or "reinterpret_i64":
                return (operands, in _) => RuntimeValue.OfBits(operands[0].Low);
        }

        if (!name.StartsWith("convert_", StringComparison.Ordinal))
        {
            return null;
        }

        var format = FloatFormat.Of(bits);
        var integerBits = name.Contains("i32", StringComparison.Ordinal) ? 32 : 64;
        var isSigned = name.EndsWith("_s", StringComparison.Ordinal);
        return (operands, in _) => RuntimeValue.OfBits(Conversions.FromInteger(operands[0].Low, integerBits, isSigned, format));
    }
}
