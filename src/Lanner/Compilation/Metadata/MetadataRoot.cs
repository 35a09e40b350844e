namespace Lanner.Compilation.Metadata;

/// <summary>Writes tables and heaps as they stand in an image (ECMA-335 II.24).</summary>
internal sealed class MetadataRoot
{
    /// <summary>The tables whose rows the format requires to be sorted, written or not (ECMA-335 II.24.2.6). Of those that are written, all
    /// attributes are the assembly's, and the others get their rows in the order of what they belong to.</summary>
    private const long SortedTables = 0x16003301FA00;

    private const int LargeStrings = 0x01;
    private const int LargeBlobs = 0x04;

    private readonly MetadataTables _tables;

    /// <summary>The number of bytes of a cell, by kind of column.</summary>
    private readonly int[] _widths = new int[(int)Column.SemanticsOwner + 1];

    internal MetadataRoot(MetadataTables tables)
    {
        _tables = tables;
        for (var column = Column.UInt16; column <= Column.SemanticsOwner; column++)
        {
            _widths[(int)column] = WidthOf(column);
        }
    }

    /// <summary>Writes everything behind what is in a buffer, at a multiple of four.</summary>
    /// <param name="image">The buffer.</param>
    /// <param name="bodies">The address of the method bodies.</param>
    /// <param name="data">The address of the data of fields.</param>
    internal void Write(ByteBuffer image, int bodies, int data)
    {
        var start = image.Length;
        image.WriteInt32(0x424A5342);
        image.WriteUInt16(1);
        image.WriteUInt16(1);
        image.WriteInt32(0);
        image.WriteInt32(12);
        image.Write("v4.0.30319\0\0"u8);
        image.WriteUInt16(0);
        image.WriteUInt16(5);

        // Offset and length of each stream, its name with zeros up to a multiple of four.
        var headers = image.Length;
        image.Write("\0\0\0\0\0\0\0\0#~\0\0"u8);
        image.Write("\0\0\0\0\0\0\0\0#Strings\0\0\0\0"u8);
        image.Write("\0\0\0\0\0\0\0\0#US\0"u8);
        image.Write("\0\0\0\0\0\0\0\0#GUID\0\0\0"u8);
        image.Write("\0\0\0\0\0\0\0\0#Blob\0\0\0"u8);

        var first = image.Length;
        WriteTables(image, bodies, data);
        EndStream(headers, first);
        first = image.Length;
        image.Write(_tables.Strings.Written);
        EndStream(headers + 12, first);

        // Heaps begin with a zero, but that of GUIDs does not.
        first = image.Length;
        image.WriteByte(0);
        EndStream(headers + 32, first);
        first = image.Length;
        image.Write(_tables.ModuleVersionId.ToByteArray());
        EndStream(headers + 44, first);
        first = image.Length;
        image.Write(_tables.Blobs.Written);
        EndStream(headers + 60, first);

        void EndStream(int header, int begin)
        {
            image.Align(4);
            image.SetInt32(header, begin - start);
            image.SetInt32(header + 4, image.Length - begin);
        }
    }

    private void WriteTables(ByteBuffer image, int bodies, int data)
    {
        image.WriteInt32(0);
        image.WriteByte(2);
        image.WriteByte(0);
        image.WriteByte((byte)((_widths[(int)Column.String] == 4 ? LargeStrings : 0) | (_widths[(int)Column.Blob] == 4 ? LargeBlobs : 0)));
        image.WriteByte(1);
        var present = 0L;
        for (var number = 0; number < 64; number++)
        {
            present |= _tables.Table(number) is null ? 0 : 1L << number;
        }

        image.WriteInt64(present);
        image.WriteInt64(SortedTables);
        for (var number = 0; number < 64; number++)
        {
            if (_tables.Table(number) is { } table)
            {
                image.WriteInt32(table.RowCount);
            }
        }

        for (var number = 0; number < 64; number++)
        {
            if (_tables.Table(number) is { } table)
            {
                WriteRows(image, table, bodies, data);
            }
        }
    }

    private void WriteRows(ByteBuffer image, MetadataTable table, int bodies, int data)
    {
        var columns = table.Columns;
        var column = 0;
        foreach (var cell in table.Cells)
        {
            var kind = columns[column];
            var value = kind == Column.BodyOffset ? (cell < 0 ? 0 : bodies + cell)
                : kind == Column.DataOffset ? data + cell
                : kind >= Column.TypeDefinitionOrReference ? CodedIndex.Encode(kind, cell)
                : cell;
            if (_widths[(int)kind] == 2)
            {
                if ((uint)value > ushort.MaxValue)
                {
                    // The first row behind a table of 65,535 rows: where the members of a type without members begin.
                    throw ImageLimits.Exceeded($"a type behind row {ushort.MaxValue} of its members");
                }

                image.WriteUInt16((ushort)value);
            }
            else
            {
                image.WriteInt32(value);
            }

            column = column + 1 == columns.Length ? 0 : column + 1;
        }
    }

    private int WidthOf(Column column)
    {
        switch (column)
        {
            case Column.UInt16 or Column.Guid:
                return 2;
            case Column.UInt32 or Column.BodyOffset or Column.DataOffset:
                return 4;
            case Column.String:
                return WidthOfOffset(_tables.Strings);
            case Column.Blob:
                return WidthOfOffset(_tables.Blobs);
            case Column.FieldRow:
                return WidthOfRow(TableId.Field);
            case Column.MethodRow:
                return WidthOfRow(TableId.Method);
            case Column.ParameterRow:
                return WidthOfRow(TableId.Parameter);
            case Column.PropertyRow:
                return WidthOfRow(TableId.Property);
            case Column.TypeDefinitionRow:
                return WidthOfRow(TableId.TypeDefinition);
            default:
                return WidthOfCodedIndex(column);
        }
    }

    private int WidthOfRow(TableId id) => _tables.Table((int)id) is { RowCount: > ushort.MaxValue } ? 4 : 2;

    private static int WidthOfOffset(ByteBuffer heap) => heap.Length <= ushort.MaxValue ? 2 : 4;

    /// <summary>Two bytes if they hold the rows of each table that the index may point to.</summary>
    private int WidthOfCodedIndex(Column column)
    {
        var most = ushort.MaxValue >> CodedIndex.TagBits(column);
        for (var number = 0; number < 64; number++)
        {
            if (_tables.Table(number) is { } table && CodedIndex.Tag(column, table.Id) >= 0 && table.RowCount > most)
            {
                return 4;
            }
        }

        return 2;
    }
}
