using Lanner.Binary;

namespace Lanner.Text;

/// <summary>Reads element and data segments (specification 6.6.9 and 6.6.10) and writes them in the shortest form that says the same
/// (5.5.12 and 5.5.14).</summary>
internal sealed class SegmentParser(
    TokenReader reader, TypeParser types, ModuleSpaces spaces, FunctionParser functions, ModuleEncoder encoder)
{
    /// <summary>Reads an element segment after its identifier.</summary>
    internal void ReadElements()
    {
        var isDeclarative = reader.Accept("declare"u8);
        var table = isDeclarative ? null : ReadTarget("table"u8, spaces.Tables);
        var offset = isDeclarative ? null : ReadOffset(table is not null);
        var isActive = offset is not null;

        // Without a type, the elements of an active segment are functions.
        TextValueType? type = null;
        var isFunctions = reader.Accept("func"u8) || (isActive && !types.IsReferenceType);
        if (!isFunctions)
        {
            type = types.ReadReferenceType();
        }

        var writer = encoder.Add(SectionOrder.Element);
        var hasType = !isActive || table is not null
            || (type is { } given && given != new TextValueType(TextValueType.NullableReference, TextValueType.Func));
        var flags = (isActive ? 0 : 1) | (isDeclarative || (isActive && hasType) ? 2 : 0) | (isFunctions ? 0 : 4);
        writer.WriteUnsigned((ulong)flags);
        if (isActive)
        {
            WriteTarget(writer, hasType ? table ?? 0 : null, offset!);
        }

        if (hasType)
        {
            WriteElementType(writer, type);
        }

        if (isFunctions)
        {
            WriteFunctions(writer);
        }
        else
        {
            WriteExpressions(writer);
        }
    }

    /// <summary>Reads the elements that stand in a table's definition, <c>(elem …)</c>.</summary>
    /// <returns>Their number.</returns>
    internal uint ReadInlineElements(uint table, bool is64Bit, TextValueType type)
    {
        reader.ExpectOpen("elem"u8);
        var isFunctions = type.IsFunctionReference && !reader.IsAtRight && reader.Current.Kind != TokenKind.LeftParenthesis;
        var hasType = table != 0 || !(type is { IsFunctionReference: true, IsNullable: true });
        var writer = encoder.Add(SectionOrder.Element);
        writer.WriteUnsigned((hasType ? 2UL : 0) | (isFunctions ? 0UL : 4));
        WriteTarget(writer, hasType ? table : null, ZeroOffset(is64Bit));
        if (hasType)
        {
            WriteElementType(writer, isFunctions ? null : type);
        }

        var count = isFunctions ? WriteFunctions(writer) : WriteExpressions(writer);
        reader.ExpectRight();
        return count;
    }

    /// <summary>Reads a data segment after its identifier.</summary>
    internal void ReadData()
    {
        var memory = ReadTarget("memory"u8, spaces.Memories);
        var offset = ReadOffset(memory is not null);
        var writer = encoder.Add(SectionOrder.Data);
        writer.WriteUnsigned(offset is null ? 1UL : memory is null ? 0UL : 2UL);
        if (offset is not null)
        {
            WriteTarget(writer, memory, offset);
        }

        writer.WriteSized(reader.ReadStrings().Written);
    }

    /// <summary>Reads the bytes that stand in a memory's definition, <c>(data …)</c>.</summary>
    /// <returns>Their number.</returns>
    internal int ReadInlineData(uint memory, bool is64Bit)
    {
        reader.ExpectOpen("data"u8);
        var content = reader.ReadStrings();
        reader.ExpectRight();
        var writer = encoder.Add(SectionOrder.Data);
        writer.WriteUnsigned(memory == 0 ? 0UL : 2UL);
        WriteTarget(writer, memory == 0 ? null : memory, ZeroOffset(is64Bit));
        writer.WriteSized(content.Written);
        return content.Length;
    }

    /// <summary>Reads <c>(table x)</c> or <c>(memory x)</c>; an index alone is how the first version wrote it. What is written out stays so
    /// in the binary format.</summary>
    private uint? ReadTarget(ReadOnlySpan<byte> keyword, IndexSpace space)
    {
        if (reader.AcceptOpen(keyword))
        {
            var index = space.Read(reader);
            reader.ExpectRight();
            return index;
        }

        return reader.Current.IsIndex ? space.Read(reader) : null;
    }

    /// <summary>Reads <c>(offset …)</c>, or one folded instruction instead.</summary>
    private ByteWriter? ReadOffset(bool isExpected)
    {
        var offset = new ByteWriter();
        if (reader.AcceptOpen("offset"u8))
        {
            functions.ReadExpression(offset);
            reader.ExpectRight();
            return offset;
        }

        if (!isExpected && (reader.Current.Kind != TokenKind.LeftParenthesis || types.IsReferenceType))
        {
            return null;
        }

        functions.ReadFoldedExpression(offset);
        return offset;
    }

    private static ByteWriter ZeroOffset(bool is64Bit)
    {
        var offset = new ByteWriter();
        offset.Write([(byte)(is64Bit ? 0x42 : 0x41), 0x00, 0x0B]);
        return offset;
    }

    private static void WriteTarget(ByteWriter writer, uint? target, ByteWriter offset)
    {
        if (target is { } index)
        {
            writer.WriteUnsigned(index);
        }

        writer.Write(offset.Written);
    }

    /// <summary>The type of expressions, or the kind "function" for a list of functions.</summary>
    private static void WriteElementType(ByteWriter writer, TextValueType? type)
    {
        if (type is { } given)
        {
            given.Write(writer);
        }
        else
        {
            writer.Write(0x00);
        }
    }

    private uint WriteFunctions(ByteWriter writer)
    {
        var indices = new ByteWriter();
        uint count = 0;
        for (; reader.Current.IsIndex; count++)
        {
            indices.WriteUnsigned(spaces.Functions.Read(reader));
        }

        writer.WriteUnsigned(count);
        writer.Write(indices.Written);
        return count;
    }

    private uint WriteExpressions(ByteWriter writer)
    {
        var expressions = new ByteWriter();
        uint count = 0;
        for (; !reader.IsAtRight && !reader.IsAtEnd; count++)
        {
            if (reader.AcceptOpen("item"u8))
            {
                functions.ReadExpression(expressions);
                reader.ExpectRight();
            }
            else if (reader.Current.IsIndex)
            {
                // In a table's definition, functions may be listed whatever the type of the table.
                expressions.Write(0xD2);
                expressions.WriteUnsigned(spaces.Functions.Read(reader));
                expressions.Write(0x0B);
            }
            else
            {
                functions.ReadFoldedExpression(expressions);
            }
        }

        writer.WriteUnsigned(count);
        writer.Write(expressions.Written);
        return count;
    }
}
