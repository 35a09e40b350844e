using System.Text;

namespace Lanner.Components.Tests;

/// <summary>Values: their parts, equality and text.</summary>
public class ComponentValueTests
{
    private static readonly ComponentValue Profile = ComponentValue.FromRecord(
        ("name", ComponentValue.FromString("p")),
        ("sizes", ComponentValue.FromNumbers<uint>(1, 2)),
        ("kind", ComponentValue.FromEnum("big")),
        ("more", ComponentValue.Some(ComponentValue.FromTuple(ComponentValue.FromBool(true), ComponentValue.FromChar(new Rune('x'))))),
        ("all", ComponentValue.FromFlags("a", "b")),
        ("end", ComponentValue.Error(ComponentValue.FromVariant("bad", ComponentValue.FromS8(-1)))));

    /// <summary>A plan for a primitive type takes the kind of its values to be its number.</summary>
    [Fact]
    public void Kinds_of_values_have_the_numbers_of_primitive_types() => Assert.All(
        Enum.GetValues<PrimitiveKind>().Where(kind => kind != PrimitiveKind.ErrorContext),
        kind => Assert.Equal(kind.ToString(), ((ComponentValueKind)kind).ToString()));

    [Fact]
    public void Text_is_that_of_WAVE() => Assert.Equal(
        """{name: "p", sizes: [1, 2], kind: big, more: some((true, 'x')), all: {a, b}, end: err(bad(-1))}""", Profile.ToString());

    [Fact]
    public void Parts_are_what_was_given()
    {
        Assert.Equal("p", Profile.GetField("name").AsString());
        Assert.Equal([1u, 2u], Profile.GetField("sizes").AsNumbers<uint>().ToArray());
        Assert.Equal(ComponentValue.FromU32(2), Profile.GetField("sizes").AsList()[1]);
        Assert.Equal(["a", "b"], Profile.GetField("all").AsFlags());
        Assert.True(Profile.GetField("end").AsResult().IsError);
        Assert.Throws<InvalidOperationException>(() => Profile.AsString());
        Assert.Throws<KeyNotFoundException>(() => Profile.GetField("none"));
        Assert.Throws<ArgumentException>(() => ComponentValue.FromString("\uD800"));
    }

    [Fact]
    public void Equal_values_are_equal_however_they_were_made()
    {
        var list = ComponentValue.FromList(ComponentValue.FromU8(1), ComponentValue.FromU8(2));
        Assert.Equal(list, ComponentValue.FromNumbers<byte>(1, 2));
        Assert.Equal(list.GetHashCode(), ComponentValue.FromNumbers<byte>(1, 2).GetHashCode());
        Assert.NotEqual(list, ComponentValue.FromNumbers<sbyte>(1, 2));
        Assert.Equal(ComponentValue.FromFlags("a", "b"), ComponentValue.FromFlags("b", "a"));
        Assert.Equal(ComponentValue.FromF32(float.NaN), ComponentValue.FromF32(-float.NaN));
        Assert.NotEqual(ComponentValue.FromF64(0.0), ComponentValue.FromF64(-0.0));
        Assert.NotEqual(ComponentValue.None, ComponentValue.Some(ComponentValue.None));
    }
}
