using Lanner.Binary;
using Lanner.Structure;

namespace Lanner.Text;

/// <summary>Reads the constants of instructions (specification 6.5.7 and 6.5.8).</summary>
internal static class ConstantParser
{
    internal static void Read(TokenReader reader, ImmediateKind kind, ByteWriter writer)
    {
        switch (kind)
        {
            case ImmediateKind.I32:
                writer.WriteSigned((int)reader.ReadInteger(32));
                break;
            case ImmediateKind.I64:
                writer.WriteSigned((long)reader.ReadInteger(64));
                break;
            case ImmediateKind.F32:
                writer.WriteFixed(reader.ReadFloat32());
                break;
            case ImmediateKind.F64:
                writer.WriteFixed(reader.ReadFloat64());
                break;
            case ImmediateKind.V128:
                ReadVector(reader, writer);
                break;
            case ImmediateKind.Shuffle:
                ReadShuffle(reader, writer);
                break;
            default:
                throw reader.Unexpected("a constant");
        }
    }

    /// <summary>Reads a shape and its lanes.</summary>
    private static void ReadVector(TokenReader reader, ByteWriter writer)
    {
        var (width, isFloat) = ReadShape(reader);
        RequireNumbers(reader, 128 / width, "wrong number of lane literals");
        for (var lane = 0; lane < 128 / width; lane++)
        {
            WriteLane(writer, (width, isFloat) switch
            {
                (32, true) => reader.ReadFloat32(),
                (64, true) => reader.ReadFloat64(),
                _ => reader.ReadInteger(width),
            }, width);
        }
    }

    /// <summary>Reads the name of a shape.</summary>
    internal static (int LaneWidth, bool IsFloat) ReadShape(TokenReader reader)
    {
        (int, bool)? shape = reader.Current.Kind != TokenKind.Keyword ? null : reader.Text switch
        {
            var text when text.SequenceEqual("i8x16"u8) => (8, false),
            var text when text.SequenceEqual("i16x8"u8) => (16, false),
            var text when text.SequenceEqual("i32x4"u8) => (32, false),
            var text when text.SequenceEqual("i64x2"u8) => (64, false),
            var text when text.SequenceEqual("f32x4"u8) => (32, true),
            var text when text.SequenceEqual("f64x2"u8) => (64, true),
            _ => null,
        };
        if (shape is null)
        {
            throw reader.Unexpected("a shape such as i32x4");
        }

        reader.Advance();
        return shape.Value;
    }

    private static void WriteLane(ByteWriter writer, ulong bits, int width)
    {
        for (var shift = 0; shift < width; shift += 8)
        {
            writer.Write((byte)(bits >> shift));
        }
    }

    private static void ReadShuffle(TokenReader reader, ByteWriter writer)
    {
        RequireNumbers(reader, 16, "invalid lane length");
        for (var lane = 0; lane < 16; lane++)
        {
            if (reader.Current.Kind != TokenKind.Natural || !IntegerLiteral.TryParse(reader.Text, 8, out var source))
            {
                throw reader.Malformed("i8 constant out of range");
            }

            writer.Write((byte)source);
            reader.Advance();
        }
    }

    /// <summary>Checks that just so many numbers follow.</summary>
    private static void RequireNumbers(TokenReader reader, int expected, string complaint)
    {
        var start = reader.Position;
        while (reader.Current.IsNumber)
        {
            reader.Advance();
        }

        var count = reader.Position - start;
        if (count != expected)
        {
            throw reader.IsAtUnknownWord
                ? reader.Unexpected("a number")
                : reader.Malformed($"{complaint}: expected {expected}, found {count}");
        }

        reader.MoveTo(start);
    }
}
