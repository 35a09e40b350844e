namespace Lanner.Compilation.Metadata;

/// <summary>The rows of one table, cell after cell.</summary>
internal sealed class MetadataTable(TableId id, Column[] columns)
{
    private int[] _cells = [];
    private int _count;

    internal TableId Id => id;

    internal int RowCount => _count / columns.Length;

    internal ReadOnlySpan<Column> Columns => columns;

    internal ReadOnlySpan<int> Cells => _cells.AsSpan(0, _count);

    /// <summary>Begins a row; its cells are to be added with <see cref="Cell"/>, all of them.</summary>
    internal MetadataTable Row()
    {
        if (RowCount == ImageLimits.Rows)
        {
            throw ImageLimits.Exceeded($"more than {ImageLimits.Rows} rows in the table {id}");
        }

        if (_cells.Length - _count < columns.Length)
        {
            Array.Resize(ref _cells, Math.Max(2 * _cells.Length, 16 * columns.Length));
        }

        return this;
    }

    internal MetadataTable Cell(int value)
    {
        _cells[_count++] = value;
        return this;
    }

    /// <summary>Takes the last rows away.</summary>
    internal void TakeBack(int rowCount) => _count = rowCount * columns.Length;

    /// <summary>The token of the row whose last cell has been added.</summary>
    internal int LastToken => MetadataToken.Of(id, RowCount);
}
