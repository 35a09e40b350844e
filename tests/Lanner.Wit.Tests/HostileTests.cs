using System.Text;

namespace Lanner.Wit.Tests;

/// <summary>Input that is made to cost much.</summary>
public sealed class HostileTests
{
    [Fact]
    public void Types_are_nested_a_hundred_levels_deep()
    {
        var fine = $"{Repeat("list<", 99)}u8{Repeat(">", 99)}";
        var deep = $"{Repeat("list<", 100_000)}u8{Repeat(">", 100_000)}";

        var packages = Samples.Parse($"package a:b; interface i {{ f: func(x: {fine}); }}");

        RoundTrip.Text(packages);
        RoundTrip.Binary(packages);
        Assert.Equal("types are nested too deeply", Assert.Throws<WitException>(() => Samples.ParseType(deep)).Reason);
    }

    [Fact]
    public void Comments_are_nested_as_deep_as_anyone_likes()
    {
        Samples.Parse($"package a:b; {Repeat("/*", 1_000_000)}{Repeat("*/", 1_000_000)}");
    }

    [Fact]
    public void Chains_of_types_are_limited()
    {
        var text = new StringBuilder("package a:b; interface i { type t0 = u8; ");
        for (var i = 1; i < 100_000; i++)
        {
            text.Append($"type t{i} = t{i - 1}; ");
        }

        Assert.EndsWith("types are nested too deeply", Samples.ErrorOf(text.Append('}').ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void Chains_of_interfaces_are_limited()
    {
        var text = new StringBuilder("package a:b; interface i0 { resource t; } ");
        for (var i = 1; i < 20_000; i++)
        {
            text.Append($"interface i{i} {{ use i{i - 1}.{{t}}; }} ");
        }

        Assert.Contains("too", Samples.ErrorOf(text.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void Circles_of_many_are_found()
    {
        var text = new StringBuilder("package a:b; interface i { ");
        for (var i = 0; i < 50_000; i++)
        {
            text.Append($"type t{i} = t{(i + 1) % 50_000}; ");
        }

        Assert.Equal(
            "a.wit:1:33: types cannot be made of themselves: "
                + "`t0` → `t1` → `t2` → `t3` → `t4` → `t5` → `t6` → `t7` → … → `t0`",
            Samples.ErrorOf(text.Append('}').ToString()));
    }

    [Fact]
    public void Records_that_double_are_too_large()
    {
        var text = new StringBuilder("package a:b; interface i { type t0 = u8; ");
        for (var i = 1; i < 100; i++)
        {
            text.Append($"record t{i} {{ a: t{i - 1}, b: t{i - 1} }} ");
        }

        Assert.EndsWith("values of the type are too large", Samples.ErrorOf(text.Append('}').ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void Worlds_that_include_many_others_are_limited()
    {
        var text = new StringBuilder("package a:b; world w0 { ");
        for (var i = 0; i < 2_000; i++)
        {
            text.Append($"import function{i}: func(); ");
        }

        text.Append("} ");
        for (var i = 1; i < 2_000; i++)
        {
            text.Append($"world w{i} {{ include w{i - 1}; }} ");
        }

        Assert.EndsWith("the worlds have too many imports and exports", Samples.ErrorOf(text.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void Large_packages_take_little_time()
    {
        var text = new StringBuilder("package a:b; interface i { ");
        for (var i = 0; i < 4_000; i++)
        {
            text.Append($"/// Number {i}\nrecord t{i} {{ a: u8, b: list<string>, c: option<t{i / 2}x> }} type t{i}x = u8; ");
            text.Append($"function{i}: func(x: t{i}) -> t{i}; ");
        }

        var packages = Samples.Parse(text.Append('}').ToString());

        RoundTrip.Binary(packages);
    }

    [Fact]
    public void Types_of_binaries_that_share_parts_are_limited()
    {
        // An instance with tuples of which each holds the one before it twice.
        byte[] first = [1, 0x6f, 2, 0x7d, 0x7d];
        byte[] tuples = [.. first, .. Enumerable.Range(0, 89).SelectMany(i => (byte[])[1, 0x6f, 2, .. Index(i), .. Index(i)])];
        byte[] instance = [0x42, 90, .. tuples];
        byte[] exported = [0x41, 2, 1, .. instance, 4, 0, 5, .. "a:b/i"u8, 5, 0];
        byte[] section = [1, .. exported];
        byte[] binary = [.. "\0asm"u8, 0x0d, 0, 1, 0, 7, .. Length(section.Length), .. section, 11, 7, 1, 0, 1, (byte)'i', 3, 0, 0];

        Assert.Equal("the type is too large", Assert.Throws<WitException>(() => WitBinary.Decode(binary)).Message);
    }

    [Fact]
    public void Components_are_nested_a_few_levels_deep()
    {
        byte[] nested = [];
        for (var i = 0; i < 1000; i++)
        {
            nested = [0x41, 1, 1, .. nested];
        }

        byte[] section = [1, .. nested];
        byte[] binary = [.. "\0asm"u8, 0x0d, 0, 1, 0, 7, .. Length(section.Length), .. section];

        Assert.Equal("types of components are nested too deeply", Assert.Throws<WitException>(() => WitBinary.Decode(binary)).Reason);
    }

    [Fact]
    public void Texts_with_very_many_values_are_refused()
    {
        var fields = string.Join(", ", Enumerable.Range(0, 20_000).Select(i => $"field{i}: option<u8>"));
        var type = Samples.ParseType("list<r>", $"record r {{ {fields} }}");
        var text = $"[{string.Join(',', Enumerable.Repeat("{:}", 100_000))}]";

        Assert.Equal("the text has too many values", Assert.Throws<WitException>(() => Wave.Parse(text, type)).Reason);
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static byte[] Index(int index) => index < 64 ? [(byte)index] : [(byte)(index | 0x80), 0];

    private static byte[] Length(int length) => [(byte)(length | 0x80), (byte)((length >> 7) | 0x80), (byte)(length >> 14)];
}
