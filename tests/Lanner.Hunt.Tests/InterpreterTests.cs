using Lanner.Hunt.Generation;
using Lanner.Interpreter;
using Lanner.Interpreter.Numerics;
using Lanner.Structure;
using Lanner.Wast;

namespace Lanner.Hunt.Tests;

/// <summary>The reference interpreter, as far as it can be checked without the official suite, which <c>Lanner.Conformance</c> runs in
/// it.</summary>
public sealed class InterpreterTests
{
    /// <summary>The project's own, one for each chapter of the specification, and what was found once.</summary>
    public static TheoryData<string> Scripts =>
    [
        .. new[] { "tests/scripts", "tests/regressions" }
            .SelectMany(folder => ScriptRunner.Find(Repository.PathOf(folder)))
            .Select(file => Path.GetRelativePath(Repository.Root, file)),
    ];

    public static TheoryData<string> Roundings => ["ceil", "floor", "trunc", "nearest", "sqrt"];

    public static TheoryData<string> Pairings => ["add", "sub", "mul", "div", "min", "max"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Scripts_do_what_they_say(string name)
    {
        var result = ScriptRunner.Run(
            Repository.PathOf(name), new ScriptOptions { HostFactory = features => new InterpreterScriptHost(features) });

        Assert.Empty(result.Failures);
        Assert.True(result.Passed > 0);
    }

    [Theory]
    [MemberData(nameof(Roundings))]
    public void Operations_on_bits_give_what_the_hardware_gives_for_one_number(string name)
    {
        foreach (var number in Doubles())
        {
            var expected = name switch
            {
                "ceil" => Math.Ceiling(number),
                "floor" => Math.Floor(number),
                "trunc" => Math.Truncate(number),
                "nearest" => Math.Round(number, MidpointRounding.ToEven),
                _ => Math.Sqrt(number),
            };

            AssertSame(expected, FloatOperations.Unary[name](BitConverter.DoubleToUInt64Bits(number), 64), $"{name} {number:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Pairings))]
    public void Operations_on_bits_give_what_the_hardware_gives_for_two_numbers(string name)
    {
        foreach (var left in Doubles())
        {
            foreach (var right in Doubles())
            {
                var expected = name switch
                {
                    "add" => left + right,
                    "sub" => left - right,
                    "mul" => left * right,
                    "div" => left / right,
                    "min" => Math.Min(left, right),
                    _ => Math.Max(left, right),
                };

                var actual = FloatOperations.Binary[name](
                    BitConverter.DoubleToUInt64Bits(left), BitConverter.DoubleToUInt64Bits(right), 64);

                AssertSame(expected, actual, $"{name} {left:R} {right:R}");
            }
        }
    }

    [Theory]
    [InlineData(0UL, 0x00000000U)]
    [InlineData(16777217UL, 0x4B800000U)]
    [InlineData(16777219UL, 0x4B800002U)]
    [InlineData(0x7FFFFFFFFFFFFFFFUL, 0x5F000000U)]
    [InlineData(0x8000000000000000UL, 0x5F000000U)]
    [InlineData(0x8000008000000001UL, 0x5F000001U)]
    [InlineData(ulong.MaxValue, 0x5F800000U)]
    public void Integers_become_the_nearest_number_and_the_even_one_of_two(ulong integer, uint expected) =>
        Assert.Equal(expected, Conversions.FromInteger(integer, 64, isSigned: false, FloatFormat.Single));

    /// <summary>Each has a row in the opcode table, and what computes one value from operands is in the interpreter's table.</summary>
    [Fact]
    public void Every_instruction_on_numbers_and_vectors_is_computed()
    {
        var missing = OpcodeTable.Rows
            .Where(row => row is { Signature: not null, Immediate: ImmediateKind.None or ImmediateKind.Lane or ImmediateKind.Shuffle }
                && row.Operands.Length > 0 && row.Results.Length == 1 && PureInstructions.TryGet(row.Opcode) is null)
            .Select(row => row.Mnemonic);

        Assert.Empty(missing);
    }

    /// <summary>A NaN that is made is the canonical one here, whatever the hardware's is.</summary>
    private static void AssertSame(double expected, ulong actual, string what)
    {
        var bits = double.IsNaN(expected) ? FloatFormat.Double.CanonicalNaN : BitConverter.DoubleToUInt64Bits(expected);
        Assert.True(bits == actual, $"{what}: expected 0x{bits:x}, got 0x{actual:x}");
    }

    private static List<double> Doubles()
    {
        var chance = new Chance(1);
        return [.. Enumerable.Range(0, 150).Select(_ => BitConverter.UInt64BitsToDouble(SpecialValues.Of(GeneratedKind.F64, chance)))];
    }
}
