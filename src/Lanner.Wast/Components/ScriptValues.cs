using System.Text;
using Lanner.Components;
using Lanner.Text;

namespace Lanner.Wast.Components;

/// <summary>Reads the values of scripts, such as <c>(tuple.const (u8.const 1) (str.const "x"))</c>.</summary>
internal static class ScriptValues
{
    /// <summary>Reads the values up to the closing parenthesis.</summary>
    public static List<ComponentValue> ReadAll(TokenReader reader)
    {
        var values = new List<ComponentValue>();
        while (!reader.IsAtRight)
        {
            values.Add(Read(reader));
        }

        return values;
    }

    private static ComponentValue Read(TokenReader reader)
    {
        reader.Expect(TokenKind.LeftParenthesis);
        var value = ReadContent(reader);
        reader.ExpectRight();
        return value;
    }

    private static ComponentValue ReadContent(TokenReader reader)
    {
        var keyword = Encoding.UTF8.GetString(reader.Text);
        reader.Advance();
        switch (keyword)
        {
            case "bool.const":
                var isTrue = reader.IsKeyword("true"u8);
                reader.Advance();
                return ComponentValue.FromBool(isTrue);
            case "s8.const":
                return ComponentValue.FromS8((sbyte)reader.ReadInteger(8));
            case "u8.const":
                return ComponentValue.FromU8((byte)reader.ReadInteger(8));
            case "s16.const":
                return ComponentValue.FromS16((short)reader.ReadInteger(16));
            case "u16.const":
                return ComponentValue.FromU16((ushort)reader.ReadInteger(16));
            case "s32.const":
                return ComponentValue.FromS32((int)reader.ReadInteger(32));
            case "u32.const":
                return ComponentValue.FromU32((uint)reader.ReadInteger(32));
            case "s64.const":
                return ComponentValue.FromS64((long)reader.ReadInteger(64));
            case "u64.const":
                return ComponentValue.FromU64(reader.ReadInteger(64));
            case "f32.const":
                return ComponentValue.FromF32(BitConverter.UInt32BitsToSingle(reader.ReadFloat32()));
            case "f64.const":
                return ComponentValue.FromF64(BitConverter.UInt64BitsToDouble(reader.ReadFloat64()));
            case "char.const":
                return ComponentValue.FromChar(reader.ReadName().EnumerateRunes().Single());
            case "str.const":
                return ComponentValue.FromString(reader.ReadName());
            case "list.const":
                return ComponentValue.FromList([.. ReadAll(reader)]);
            case "tuple.const":
                return ComponentValue.FromTuple([.. ReadAll(reader)]);
            case "record.const":
                return ComponentValue.FromRecord([.. ReadFields(reader)]);
            case "variant.const":
                return ComponentValue.FromVariant(reader.ReadName(), ReadOptional(reader));
            case "enum.const":
                return ComponentValue.FromEnum(reader.ReadName());
            case "flags.const":
                var labels = new List<string>();
                while (!reader.IsAtRight)
                {
                    labels.Add(reader.ReadName());
                }

                return ComponentValue.FromFlags([.. labels]);
            case "option.some":
                return ComponentValue.Some(Read(reader));
            case "option.none":
                return ComponentValue.None;
            case "result.ok":
                return ComponentValue.Ok(ReadOptional(reader));
            case "result.err":
                return ComponentValue.Error(ReadOptional(reader));
            default:
                throw reader.Unexpected("a value");
        }
    }

    private static ComponentValue? ReadOptional(TokenReader reader) => reader.IsAtRight ? null : Read(reader);

    private static List<(string Label, ComponentValue Value)> ReadFields(TokenReader reader)
    {
        var fields = new List<(string, ComponentValue)>();
        while (reader.AcceptOpen("field"u8))
        {
            fields.Add((reader.ReadName(), ReadContent(reader)));
            reader.ExpectRight();
        }

        return fields;
    }
}
