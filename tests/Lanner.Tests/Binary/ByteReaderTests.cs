using CsCheck;
using Lanner.Binary;
using static Lanner.Tests.BinaryModule;

namespace Lanner.Tests.Binary;

public sealed class ByteReaderTests
{
    [Fact]
    public void An_unsigned_integer_is_read_as_it_was_written() => Gen.ULong.Sample(value =>
    {
        var bytes = Unsigned(value);
        var reader = new ByteReader(bytes, 0);

        Assert.Equal(value, reader.ReadUnsigned64());
        Assert.True(reader.IsAtEnd);
        if (value <= uint.MaxValue)
        {
            Assert.Equal((uint)value, new ByteReader(bytes, 0).ReadUnsigned32());
        }
    });

    [Fact]
    public void A_signed_integer_is_read_as_it_was_written() => Gen.Long.Sample(value =>
    {
        var bytes = Signed(value);
        var reader = new ByteReader(bytes, 0);

        Assert.Equal(value, reader.ReadSigned64());
        Assert.True(reader.IsAtEnd);
    });

    [Fact]
    public void A_signed_integer_of_32_bits_reads_the_same_in_every_width() => Gen.Int.Sample(value =>
    {
        var bytes = Signed(value);

        Assert.Equal(value, new ByteReader(bytes, 0).ReadSigned32());
        Assert.Equal(value, new ByteReader(bytes, 0).ReadSigned33());
        Assert.Equal(value, new ByteReader(bytes, 0).ReadSigned64());
    });

    [Fact]
    public void An_integer_may_be_longer_than_need_be_up_to_the_bytes_that_its_width_can_take() =>
        Gen.Select(Gen.UInt, Gen.Int[1, 5]).Sample((value, length) =>
        {
            var bytes = Padded(value, length);
            if (bytes is not null)
            {
                Assert.Equal(value, new ByteReader(bytes, 0).ReadUnsigned32());
            }
        });

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x00 }, "integer representation too long")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x1F }, "integer too large")]
    [InlineData(new byte[] { 0x80, 0x80 }, "unexpected end of section or function")]
    [InlineData(new byte[0], "unexpected end of section or function")]
    public void An_unsigned_integer_of_32_bits_that_is_none(byte[] bytes, string reason)
    {
        var error = Assert.Throws<MalformedModuleException>(() => new ByteReader(bytes, 0).ReadUnsigned32());

        Assert.StartsWith(reason, error.Reason);
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x00 }, "integer representation too long")]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x08 }, "integer too large")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x4F }, "integer too large")]
    [InlineData(new byte[] { 0xFF }, "unexpected end of section or function")]
    public void A_signed_integer_of_32_bits_that_is_none(byte[] bytes, string reason)
    {
        var error = Assert.Throws<MalformedModuleException>(() => new ByteReader(bytes, 0).ReadSigned32());

        Assert.StartsWith(reason, error.Reason);
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x08 }, int.MinValue + 0x1_0000_0000)]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, uint.MaxValue)]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x70 }, -0x1_0000_0000)]
    public void A_signed_integer_of_33_bits_reaches_every_type_index(byte[] bytes, long value) =>
        Assert.Equal(value, new ByteReader(bytes, 0).ReadSigned33());

    [Theory]
    [InlineData(new byte[] { 1, 0x80 })]
    [InlineData(new byte[] { 2, 0xC0, 0xAF })]
    [InlineData(new byte[] { 3, 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 4, 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 1, 0xC3 })]
    public void A_name_that_is_not_UTF_8_is_malformed(byte[] bytes)
    {
        var error = Assert.Throws<MalformedModuleException>(() => new ByteReader(bytes, 0).ReadName());

        Assert.StartsWith("malformed UTF-8 encoding", error.Reason);
    }

    [Fact]
    public void A_name_is_read_as_it_was_written() => Gen.String.Where(IsWellFormed).Sample(name =>
        Assert.Equal(name, new ByteReader(Name(name), 0).ReadName()));

    [Fact]
    public void A_name_longer_than_what_is_left_is_out_of_bounds()
    {
        var error = Assert.Throws<MalformedModuleException>(() => new ByteReader([5, 0x61], 0).ReadName());

        Assert.Equal("length out of bounds: a name of 5 bytes where 1 bytes are left", error.Reason);
        Assert.Equal(0, error.Offset);
    }

    [Fact]
    public void An_error_tells_its_offset_from_the_start_of_the_module()
    {
        var error = Assert.Throws<MalformedModuleException>(() =>
        {
            var reader = new ByteReader([1, 2, 3, 0x80], 3);
            reader.ReadUnsigned32();
        });

        Assert.Equal(4, error.Offset);
        Assert.EndsWith("(at offset 0x4)", error.Message);
    }

    private static byte[]? Padded(uint value, int length)
    {
        var bytes = Unsigned(value);
        if (bytes.Length > length)
        {
            return null;
        }

        bytes[^1] |= (byte)(bytes.Length < length ? 0x80 : 0);
        return [.. bytes, .. Enumerable.Range(bytes.Length + 1, length - bytes.Length).Select(index => (byte)(index < length ? 0x80 : 0))];
    }

    private static bool IsWellFormed(string text) => text.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar);
}
