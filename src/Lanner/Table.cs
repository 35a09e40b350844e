namespace Lanner;

/// <summary>A table of references.</summary>
public sealed class Table
{
    /// <summary>The elements; the length of the array is the size of the table. Growing replaces the array. Compiled code reads this.</summary>
    internal object?[] Elements;

    internal Table(TableType type, object?[] elements)
    {
        Type = type;
        Elements = elements;
    }

    /// <summary>The table's type.</summary>
    public TableType Type { get; }
}
