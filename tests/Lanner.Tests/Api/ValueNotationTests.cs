using System.Globalization;
using System.Runtime.Intrinsics;

namespace Lanner.Tests.Api;

/// <summary>Values as text, in the notation of the text format.</summary>
public sealed class ValueNotationTests
{
    private static readonly WasmValueType[] Types =
    [
        WasmValueType.I32, WasmValueType.I64, WasmValueType.F32, WasmValueType.F64, WasmValueType.V128, WasmValueType.FuncRef,
        WasmValueType.ExternRef,
    ];

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-1", "-1")]
    [InlineData("+7", "7")]
    [InlineData("4294967295", "-1")]
    [InlineData("0xffff_fffe", "-2")]
    [InlineData("-0x8000_0000", "-2147483648")]
    public void Integers_are_signed_or_unsigned_decimal_or_hexadecimal(string text, string printed) =>
        Assert.Equal(printed, Value.Parse(text, WasmValueType.I32).ToString());

    [Theory]
    [InlineData("1.5", 0x3ff8_0000_0000_0000)]
    [InlineData("1", 0x3ff0_0000_0000_0000)]
    [InlineData("-0", 0x8000_0000_0000_0000)]
    [InlineData("0x1.8p3", 0x4028_0000_0000_0000)]
    [InlineData("1_000.5e-1", 0x4059_0333_3333_3333)]
    [InlineData("inf", 0x7ff0_0000_0000_0000)]
    [InlineData("-nan", 0xfff8_0000_0000_0000)]
    [InlineData("nan:0x1", 0x7ff0_0000_0000_0001)]
    public void Floating_point_numbers_have_all_their_forms(string text, ulong bits) =>
        Assert.Equal(bits, Value.Parse(text, WasmValueType.F64).AsDoubleBits());

    [Theory]
    [InlineData(0x7f80_0000u, "inf")]
    [InlineData(0xff80_0000u, "-inf")]
    [InlineData(0x7fc0_0000u, "nan")]
    [InlineData(0xffa0_0000u, "-nan:0x200000")]
    [InlineData(0x8000_0000u, "-0")]
    [InlineData(0x3fc0_0000u, "1.5")]
    public void Floating_point_numbers_print_as_constants(uint bits, string text) =>
        Assert.Equal(text, Value.FromSingleBits(bits).ToString());

    [Theory]
    [InlineData("0x000102030405060708090a0b0c0d0e0f")]
    [InlineData("i8x16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0")]
    [InlineData("i64x2 0x08090a0b0c0d0e0f 0x0001020304050607")]
    public void Vectors_are_a_shape_or_digits(string text) =>
        Assert.Equal("0x000102030405060708090a0b0c0d0e0f", Value.Parse(text, WasmValueType.V128).ToString());

    [Fact]
    public void References_are_null_or_what_they_say_of_themselves()
    {
        Assert.Equal(Value.Null, Value.Parse("null", WasmValueType.FuncRef));
        Assert.Equal("null", Value.Null.ToString());
        using var guest = new Guest("(module (func (export \"f\") (param i32)))");
        Assert.Equal("(func (param i32))", ((Value)guest.Instance.GetFunction("f")).ToString());
        Assert.Equal("1.2", Value.FromReference(new Version(1, 2)).ToString());
    }

    [Theory]
    [InlineData("i32", "4294967296")]
    [InlineData("i32", "-2147483649")]
    [InlineData("i32", "1.0")]
    [InlineData("i32", " 1")]
    [InlineData("i32", "1 ")]
    [InlineData("i32", "1__0")]
    [InlineData("i32", "")]
    [InlineData("i32", "１")]
    [InlineData("i64", "18446744073709551616")]
    [InlineData("f32", "1e39")]
    [InlineData("f32", "nan:0x0")]
    [InlineData("f32", "nan:0x800000")]
    [InlineData("f64", "NaN")]
    [InlineData("f64", "1,5")]
    [InlineData("f64", "-")]
    [InlineData("v128", "")]
    [InlineData("v128", "0x")]
    [InlineData("v128", "0x100000000000000000000000000000000")]
    [InlineData("v128", "i32x4 1 2 3")]
    [InlineData("v128", "i32x4 1 2 3 4 5")]
    [InlineData("v128", "i8x16 256 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0")]
    [InlineData("v128", "i32x4 1 2 3 4 (")]
    [InlineData("funcref", "text")]
    [InlineData("externref", "text")]
    [InlineData("externref", "")]
    public void What_is_no_value_of_the_type_is_refused(string type, string text)
    {
        var wanted = Types.Single(known => known.ToString() == type);
        Assert.False(Value.TryParse(text, wanted, out var value));
        Assert.Equal(default, value);
        Assert.Equal($"'{text}' is not a value of type {type}.", Assert.Throws<FormatException>(() => Value.Parse(text, wanted)).Message);
    }

    [Fact]
    public void Null_is_no_value_of_a_reference_that_cannot_be_null() =>
        Assert.False(Value.TryParse("null", WasmValueType.Reference(new HeapType(HeapTypeKind.Extern), isNullable: false), out _));

    [Fact]
    public void Nothing_is_no_value()
    {
        Assert.False(Value.TryParse(null, WasmValueType.I32, out _));
        Assert.Throws<ArgumentNullException>(() => Value.Parse(null!, WasmValueType.I32));
    }

    [Fact]
    public void All_bits_are_read_back_whatever_the_culture()
    {
        var previous = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign, other.NumberFormat.NaNSymbol) = (",", "\u2212", "¤");
        CultureInfo.CurrentCulture = other;
        try
        {
            var random = new Random(20_261_129);
            for (var round = 0; round < 10_000; round++)
            {
                var bits = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
                AssertReadBack((uint)bits, WasmValueType.I32);
                AssertReadBack(bits, WasmValueType.I64);
                AssertReadBack(Value.FromSingleBits((uint)bits), WasmValueType.F32);
                AssertReadBack(Value.FromDoubleBits(bits), WasmValueType.F64);
                AssertReadBack(Vector128.Create(bits, ~bits).AsByte(), WasmValueType.V128);

                // NaNs with their payloads are rare among random bits.
                AssertReadBack(Value.FromSingleBits((uint)bits | 0x7f80_0000), WasmValueType.F32);
                AssertReadBack(Value.FromDoubleBits(bits | 0x7ff0_0000_0000_0000), WasmValueType.F64);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }
    }

    /// <summary>Whatever the text, it is a value or it is not.</summary>
    [Fact]
    public void Hostile_texts_are_values_or_not()
    {
        const string alphabet = "0123456789abcdefxXpPnN:-+_. ()\";@ijs$\\\0\n\ud800é";
        var random = new Random(20_261_130);
        string[] seeds = ["0x1.8p3", "nan:0x200000", "i32x4 1 2 3 4", "f64x2 inf -nan", "-0x8000_0000", "1e99", "0x0f"];
        for (var round = 0; round < 20_000; round++)
        {
            var text = seeds[random.Next(seeds.Length)].ToCharArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                text[random.Next(text.Length)] = alphabet[random.Next(alphabet.Length)];
            }

            Assert.All(Types, type => Value.TryParse(new string(text), type, out _));
        }

        Assert.True(Value.TryParse($"{new string('9', 1_000_000)}e-1000000", WasmValueType.F64, out var one));
        Assert.Equal(1.0, one.AsDouble());
        Assert.False(Value.TryParse(new string('9', 1_000_000), WasmValueType.I64, out _));
        Assert.InRange(
            Assert.Throws<FormatException>(() => Value.Parse(new string('x', 1_000_000), WasmValueType.I32)).Message.Length, 1, 500);
    }

    [Fact]
    public void Defaults_are_zero_or_null()
    {
        Assert.Equal([0, 0L, 0f, 0d, Vector128<byte>.Zero, Value.Null, Value.Null], Types.Select(Value.DefaultOf));
        Assert.All(Types, type => Assert.True(type.IsDefaultable));
        var never = WasmValueType.Reference(new HeapType(HeapTypeKind.Func), isNullable: false);
        Assert.False(never.IsDefaultable);
        Assert.Throws<ArgumentException>(() => Value.DefaultOf(never));
    }

    private static void AssertReadBack(Value value, WasmValueType type) => Assert.Equal(value, Value.Parse(value.ToString(), type));
}
