using Lanner.Structure;

namespace Lanner.Tests.Structure;

public class OpcodeTableTests
{
    [Fact]
    public void Every_opcode_has_exactly_one_row()
    {
        var rows = OpcodeTable.Rows.Select(row => row.Opcode).ToArray();

        Assert.Equal(Enum.GetValues<Opcode>(), rows);
    }

    [Fact]
    public void An_opcode_is_named_after_its_mnemonic()
    {
        foreach (var row in OpcodeTable.Rows)
        {
            var variant = row.Opcode switch
            {
                Opcode.SelectTyped => "Typed",
                Opcode.RefTestNull or Opcode.RefCastNull => "Null",
                _ => "",
            };
            var parts = row.Mnemonic.Split('.', '_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]);

            Assert.Equal(string.Concat(parts) + variant, row.Opcode.ToString());
        }
    }

    [Fact]
    public void Signatures_are_written_in_the_letters_of_the_value_types()
    {
        foreach (var row in OpcodeTable.Rows.Where(row => row.Signature is not null))
        {
            Assert.Matches("^[aiIfFv]*:[aiIfFv]*$", row.Signature!);
            Assert.Equal(row.Signature, $"{row.Operands}:{row.Results}");
        }
    }

    [Theory]
    [InlineData("i32.add", "I32Add", 0x6A)]
    [InlineData("i32.load8_s", "I32Load8S", 0x2C)]
    [InlineData("select", "Select", 0x1B)]
    [InlineData("ref.test", "RefTest", 0x1014)]
    [InlineData("i64.extend32_s", "I64Extend32S", 0xC4)]
    [InlineData("i31.get_u", "I31GetU", 0x101E)]
    [InlineData("table.fill", "TableFill", 0x2011)]
    [InlineData("i64.mul_wide_u", "I64MulWideU", 0x2016)]
    [InlineData("f64x2.convert_low_i32x4_u", "F64x2ConvertLowI32x4U", 0x30FF)]
    [InlineData("i32x4.relaxed_dot_i8x16_i7x16_add_s", "I32x4RelaxedDotI8x16I7x16AddS", 0x3113)]
    [InlineData("i64.atomic.rmw32.cmpxchg_u", "I64AtomicRmw32CmpxchgU", 0x404E)]
    public void A_mnemonic_finds_its_row(string mnemonic, string name, int number)
    {
        var row = OpcodeTable.Find(mnemonic);

        Assert.Equal(name, row?.Opcode.ToString());
        Assert.Equal(number, (int)row!.Opcode);
        Assert.Same(row, OpcodeTable.Get(row.Opcode));
    }

    [Theory]
    [InlineData("i32.nonsense")]
    [InlineData("I32.ADD")]
    [InlineData("")]
    public void An_unknown_mnemonic_finds_nothing(string mnemonic) => Assert.Null(OpcodeTable.Find(mnemonic));

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0x101F)]
    [InlineData(0x309A)]
    [InlineData(0x4004)]
    [InlineData(0xF000)]
    public void A_number_without_an_instruction_has_no_row(int number)
    {
        Assert.Null(OpcodeTable.TryGet((Opcode)number));
        Assert.Throws<ArgumentOutOfRangeException>(() => OpcodeTable.Get((Opcode)number));
    }

    [Fact]
    public void Accesses_to_memory_take_an_address_first_and_know_their_width()
    {
        foreach (var row in OpcodeTable.Rows.Where(
            row => row.Immediate is ImmediateKind.MemoryArgument or ImmediateKind.MemoryArgumentLane))
        {
            Assert.Equal('a', row.Operands[0]);
            Assert.InRange(row.WidthLog2, 0, 4);
        }
    }

    [Fact]
    public void A_feature_that_is_off_hides_its_instructions()
    {
        Assert.True(OpcodeTable.Get(Opcode.I32Add).IsIn(WasmFeatures.None));
        Assert.False(OpcodeTable.Get(Opcode.I32Extend8S).IsIn(WasmFeatures.MutableGlobals));
        Assert.True(OpcodeTable.Get(Opcode.Throw).IsIn(WasmFeatures.LegacyExceptions));
        Assert.True(OpcodeTable.Get(Opcode.Throw).IsIn(WasmFeatures.Exceptions));
    }
}
