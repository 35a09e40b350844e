using Lanner.Runtime;

namespace Lanner.Tests.Runtime;

/// <summary>Bounds of tables, with indices that would overflow when added.</summary>
public sealed class TableOperationsTests : IDisposable
{
    private readonly Store _store = new(new Engine());

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(0, 3, true)]
    [InlineData(3, 0, true)]
    [InlineData(4, 0, false)]
    [InlineData(1, 3, false)]
    [InlineData(ulong.MaxValue, 1, false)]
    [InlineData(2, ulong.MaxValue, false)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, false)]
    [InlineData(1UL << 32, 0, false)]
    public void Ranges_are_checked_without_overflow(ulong index, ulong count, bool isInside)
    {
        var table = Make("a", "b", "c");
        Action[] actions =
        [
            () => TableOperations.Fill(table, index, "x", count),
            () => TableOperations.Copy(table, index, Make("a", "b", "c"), 0, count),
            () => TableOperations.Copy(Make("a", "b", "c"), 0, table, index, count),
        ];
        foreach (var action in actions)
        {
            if (isInside)
            {
                action();
            }
            else
            {
                Assert.Equal(TrapCode.TableOutOfBounds, Assert.Throws<TrapException>(action).Code);
            }
        }
    }

    [Fact]
    public void Copies_may_overlap()
    {
        var table = Make("a", "b", "c", "d");
        TableOperations.Copy(table, 1, table, 0, 3);
        Assert.Equal(["a", "a", "b", "c"], table.Elements);
        TableOperations.Copy(table, 0, table, 1, 3);
        Assert.Equal(["a", "b", "c", "c"], table.Elements);
    }

    [Fact]
    public void Growth_ends_at_the_maximum()
    {
        var table = new Table(_store, new TableType(WasmValueType.ExternRef, new Limits(1, 3)));
        Assert.Equal(-1, TableOperations.Grow(table, null, 3));
        Assert.Equal(-1, TableOperations.Grow(table, null, ulong.MaxValue));
        Assert.Equal(1, TableOperations.Grow(table, "x", 2));
        Assert.Equal(3, TableOperations.Grow(table, "x", 0));
        Assert.Equal(-1, TableOperations.Grow(table, "x", 1));
        Assert.Equal([null, "x", "x"], table.Elements);
    }

    [Fact]
    public void Elements_are_checked()
    {
        var table = Make("a");
        Assert.Equal("a", TableOperations.Get(table, 0));
        Assert.Throws<TrapException>(() => TableOperations.Get(table, 1));
        Assert.Throws<TrapException>(() => TableOperations.Set(table, 1UL << 32, null));
    }

    private Table Make(params object?[] elements)
    {
        var table = new Table(_store, new TableType(WasmValueType.ExternRef, new Limits((ulong)elements.Length, null)));
        elements.CopyTo(table.Elements, 0);
        return table;
    }
}
