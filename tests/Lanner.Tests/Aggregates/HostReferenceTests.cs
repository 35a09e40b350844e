namespace Lanner.Tests.Aggregates;

/// <summary>Structures, arrays and small integers as the host sees them.</summary>
public sealed class HostReferenceTests
{
    private const string Text = """
        (module
          (type $point (struct (field (mut i32)) (field $tag i8) (field (mut anyref))))
          (type $bytes (array (mut i8)))
          (type $fixed (array i64))
          (import "env" "show" (func $show (param anyref)))
          (func (export "make") (result (ref $point)) (struct.new $point (i32.const 5) (i32.const -1) (ref.i31 (i32.const 6))))
          (func (export "read") (param (ref $point)) (result i32) (struct.get $point 0 (local.get 0)))
          (func (export "bytes") (param i32) (result (ref $bytes)) (array.new $bytes (i32.const 3) (local.get 0)))
          (func (export "sum") (param (ref null $bytes)) (result i32) (i32.add (array.get_u $bytes (local.get 0) (i32.const 0))
              (array.get_u $bytes (local.get 0) (i32.const 1))))
          (func (export "fixed") (param (ref $fixed)) (result i64) (array.get $fixed (local.get 0) (i32.const 1)))
          (func (export "small") (param i31ref) (result i32) (i31.get_s (local.get 0)))
          (func (export "call") (call $show (struct.new $point (i32.const 1) (i32.const 2) (ref.null none)))))
        """;

    [Fact]
    public void The_host_reads_and_writes_fields()
    {
        using var guest = Make();
        Assert.True(StructReference.TryFrom(guest.Get<Func<object?>>("make")(), out var point));
        Assert.Equal([5, 255], [point[0], point[1]]);
        Assert.True(I31Reference.TryFrom(point[2].AsReference(), out var number));
        Assert.Equal(6, number.Number);
        point[0] = 42;
        Assert.Equal(42, guest.Get<Func<object?, int>>("read")(point.Object));
        Assert.Equal(42, guest.Invoke("read", point)[0]);
        Assert.Throws<InvalidOperationException>(() => point[1] = 1);
        Assert.Throws<ArgumentException>(() => point[0] = 1L);
        Assert.Throws<ArgumentOutOfRangeException>(() => point[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => point[-1]);
    }

    [Fact]
    public void The_host_makes_structures_and_arrays()
    {
        using var guest = Make();
        var type = (StructType)guest.Instance.GetFunction("read").Type.Parameters[0].HeapType.Definition!;
        var point = StructReference.Create(guest.Store, type, 8, 9, Value.Null);
        Assert.Equal(8, guest.Invoke("read", point)[0]);
        Assert.Throws<ArgumentException>(() => StructReference.Create(guest.Store, type, 8, 9));
        Assert.Throws<ArgumentException>(() => StructReference.Create(guest.Store, type, 8L, 9, Value.Null));

        var bytes = ArrayReference.Create(
            guest.Store, (ArrayType)guest.Instance.GetFunction("sum").Type.Parameters[0].HeapType.Definition!, 2, 300);
        bytes[1] = 1;
        Assert.Equal(45, guest.Invoke("sum", bytes)[0]);
        var numbers = ArrayReference.Create(
            guest.Store, (ArrayType)guest.Instance.GetFunction("fixed").Type.Parameters[0].HeapType.Definition!, 2, 77L);
        Assert.Equal(77L, guest.Invoke("fixed", numbers)[0]);
        Assert.Throws<InvalidOperationException>(() => numbers[0] = 1L);
        Assert.Throws<InvalidOperationException>(() => { numbers.AsSpan<long>(); });
    }

    [Fact]
    public void The_host_uses_arrays_as_spans()
    {
        using var guest = Make();
        Assert.True(ArrayReference.TryFrom(guest.Get<Func<int, object?>>("bytes")(4), out var bytes));
        Assert.Equal([3, 3, 3, 3], bytes.AsSpan<byte>().ToArray());
        bytes.AsSpan<byte>()[0] = 200;
        Assert.Equal(203, guest.Invoke("sum", bytes)[0]);
        Assert.Throws<InvalidOperationException>(() => { bytes.AsSpan<int>(); });
        Assert.Throws<ArgumentOutOfRangeException>(() => bytes[4]);
    }

    [Fact]
    public void Small_integers_pass_both_ways()
    {
        using var guest = Make();
        Assert.Equal(-5, guest.Invoke("small", I31Reference.Create(-5))[0]);
        Assert.Equal(1 << 29, guest.Invoke("small", I31Reference.Create(1 << 29))[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => I31Reference.Create(1 << 30));
        Assert.Throws<ArgumentException>(() => guest.Invoke("small", Value.FromReference("five")));
    }

    [Fact]
    public void A_reference_of_another_type_is_refused()
    {
        using var guest = Make();
        var bytes = guest.Get<Func<int, object?>>("bytes")(4);
        Assert.Throws<ArgumentException>(() => guest.Get<Func<object?, int>>("read")(bytes));
        Assert.Throws<ArgumentException>(() => guest.Get<Func<object?, int>>("read")(null));
        Assert.Throws<ArgumentException>(() => guest.Get<Func<object?, int>>("sum")(new byte[4]));
        Assert.Throws<ArgumentException>(() => guest.Invoke("read", Value.FromReference("text")));
        Assert.False(StructReference.TryFrom(bytes, out _));
        Assert.False(ArrayReference.TryFrom(new byte[4], out _));
        Assert.False(I31Reference.TryFrom(5, out _));
    }

    [Fact]
    public void A_host_function_receives_structures()
    {
        var seen = 0;
        using var guest = Make(reference =>
        {
            Assert.True(StructReference.TryFrom(reference, out var point));
            seen = point[0].AsInt32();
        });
        guest.Get<Action>("call")();
        Assert.Equal(1, seen);
    }

    private static Guest Make(Action<object?>? show = null) =>
        new(Text, linker => linker.Define(
            "env", "show", FunctionType.Create([WasmValueType.Reference(new HeapType(HeapTypeKind.Any), true)], []),
            (_, arguments, _) => show?.Invoke(arguments[0].AsReference())));
}
