using System.Runtime.Intrinsics;

namespace Lanner.Tests.Api;

public sealed class ValueTests
{
    [Fact]
    public void Numbers_convert_and_come_back()
    {
        Value small = -1;
        Value large = ulong.MaxValue;
        Assert.Equal(WasmValueKind.I32, small.Kind);
        Assert.Equal(-1, small.AsInt32());
        Assert.Equal(uint.MaxValue, small.AsUInt32());
        Assert.Equal(-1L, large.AsInt64());
        Assert.Equal(ulong.MaxValue, large.AsUInt64());
        Assert.Equal(1.5f, ((Value)1.5f).AsSingle());
        Assert.Equal(-0.0, ((Value)(-0.0)).AsDouble());
    }

    [Fact]
    public void Payloads_of_NaN_are_kept()
    {
        const uint SignallingSingle = 0xffa0_0001;
        const ulong SignallingDouble = 0x7ff4_0000_0000_0001;
        Assert.Equal(SignallingSingle, Value.FromSingleBits(SignallingSingle).AsSingleBits());
        Assert.Equal(SignallingDouble, Value.FromDoubleBits(SignallingDouble).AsDoubleBits());
        Assert.True(float.IsNaN(Value.FromSingleBits(SignallingSingle).AsSingle()));
    }

    [Fact]
    public void Vectors_keep_their_lanes()
    {
        var vector = Vector128.Create(1, 2, 3, 4).AsByte();
        Assert.Equal(vector, ((Value)vector).AsVector128());
    }

    [Fact]
    public void References_keep_their_object()
    {
        var thing = new object();
        Assert.Same(thing, Value.FromReference(thing).AsReference());
        Assert.Null(Value.Null.AsReference());
        Assert.Null(Value.Null.AsFunction());
        Assert.Throws<InvalidOperationException>(() => Value.FromReference(thing).AsFunction());
    }

    [Fact]
    public void The_wrong_kind_is_refused()
    {
        Value value = 1;
        Assert.Equal("The value is of kind I32, not I64.", Assert.Throws<InvalidOperationException>(() => value.AsInt64()).Message);
        Assert.Throws<InvalidOperationException>(() => value.AsSingle());
        Assert.Throws<InvalidOperationException>(() => value.AsReference());
    }

    [Fact]
    public void Values_are_equal_when_their_bits_are()
    {
        Assert.Equal((Value)double.NaN, (Value)double.NaN);
        Assert.NotEqual((Value)0.0, (Value)(-0.0));
        Assert.NotEqual((Value)1, (Value)1L);
        Assert.NotEqual(Value.FromReference("a" + 1), Value.FromReference("a" + 1));
    }

    [Fact]
    public void Values_print()
    {
        Assert.Equal("-1", ((Value)uint.MaxValue).ToString());
        Assert.Equal("1.5", ((Value)1.5).ToString());
        Assert.Equal("null", Value.Null.ToString());
    }
}
