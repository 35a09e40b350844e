using System.Diagnostics;
using System.Text;
using Lanner.Binary;
using Lanner.Components.Binary;

namespace Lanner.Components.Tests;

/// <summary>Components made to cost much: they are refused, or dealt with, in time.</summary>
public class HostileTests
{
    private static readonly Engine Engine = new();

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, false)]
    public void Nested_components_are_bounded(int depth, bool isValid)
    {
        var component = "\0asm\x0d\0\x01\0"u8.ToArray();
        for (var level = 0; level < depth; level++)
        {
            var writer = new ByteWriter();
            writer.Write("\0asm\x0d\0\x01\0"u8);
            writer.Write(4);
            writer.WriteSized(component);
            component = writer.ToArray();
        }

        var mistake = Component.Validate(Engine, component);
        Assert.Equal(isValid, mistake is null);
        Assert.True(isValid || mistake!.StartsWith("nesting too deep", StringComparison.Ordinal));
    }

    [Fact]
    public void Nested_text_is_bounded()
    {
        var components = string.Concat(Enumerable.Repeat("(component ", 10_000)) + new string(')', 10_000);
        Assert.StartsWith("nesting too deep", Assert.Throws<MalformedTextException>(() => Component.FromText(Engine, components)).Reason);
        var lists = $"(component (type {string.Concat(Enumerable.Repeat("(list ", 10_000))}u8{new string(')', 10_000)}))";
        Assert.StartsWith("nesting too deep", Assert.Throws<MalformedTextException>(() => Component.FromText(Engine, lists)).Reason);
        var types = string.Concat(Enumerable.Repeat("(type (component ", 10_000)) + new string(')', 20_000);
        Assert.StartsWith(
            "nesting too deep", Assert.Throws<MalformedTextException>(() => Component.FromText(Engine, $"(component {types})")).Reason);
    }

    [Fact]
    public void Types_that_double_are_refused()
    {
        var text = new StringBuilder("(component (type $t0 (tuple string string))");
        for (var level = 1; level < 40; level++)
        {
            text.Append($"(type $t{level} (tuple $t{level - 1} $t{level - 1}))");
        }

        var error = Assert.Throws<InvalidModuleException>(() => Component.FromText(Engine, $"{text})"));
        Assert.StartsWith("effective type size exceeds the limit", error.Reason);
    }

    [Fact]
    public void Types_that_are_deep_are_refused()
    {
        var text = new StringBuilder("(component (type $t0 u8)");
        for (var level = 1; level < 200; level++)
        {
            text.Append($"(type $t{level} (list $t{level - 1}))");
        }

        var error = Assert.Throws<InvalidModuleException>(() => Component.FromText(Engine, $"{text})"));
        Assert.StartsWith("type nesting is too deep", error.Reason);
    }

    [Fact]
    public void Instances_that_double_are_refused()
    {
        var text = new StringBuilder("(component (import \"f\" (func $f)) (instance $i0 (export \"a\" (func $f)))");
        for (var level = 1; level < 40; level++)
        {
            text.Append($"(instance $i{level} (export \"a\" (instance $i{level - 1})) (export \"b\" (instance $i{level - 1})))");
        }

        var error = Assert.Throws<InvalidModuleException>(() => Component.FromText(Engine, $"{text})"));
        Assert.StartsWith("effective type size exceeds the limit", error.Reason);
    }

    /// <summary>Few bytes instantiate a large component: its exports are not copied each time, or not for ever.</summary>
    [Theory]
    [InlineData("(type (sub resource))")]
    [InlineData("(func)")]
    public void Many_instances_of_a_large_component_are_dealt_with_in_time(string export)
    {
        var text = new StringBuilder("(component (import \"c\" (component $c");
        for (var index = 0; index < 2_000; index++)
        {
            text.Append($"(export \"e{index}\" {export})");
        }

        text.Append("))");
        for (var index = 0; index < 20_000; index++)
        {
            text.Append("(instance (instantiate $c))");
        }

        var binary = Component.ToBinary(Engine, $"{text})");
        var watch = Stopwatch.StartNew();
        var mistake = Component.Validate(Engine, binary);
        Assert.True(watch.Elapsed < Patience.Limit, $"{watch.Elapsed}: {mistake}");
        Assert.Equal(export == "(func)", mistake is null);
    }

    [Fact]
    public void Many_core_types_are_dealt_with_in_time()
    {
        var types = new ByteWriter();
        types.WriteUnsigned(300_000);
        for (var index = 0; index < 300_000; index++)
        {
            types.Write([0x60, 0x00, 0x00]);
        }

        var component = new ByteWriter();
        component.Write("\0asm\x0d\0\x01\0"u8);
        component.Write((byte)ComponentSection.CoreType);
        component.WriteSized(types.Written);
        var watch = Stopwatch.StartNew();
        Assert.Null(Component.Validate(Engine, component.ToArray()));
        Assert.True(watch.Elapsed < Patience.Limit, $"{watch.Elapsed}");
    }

    [Fact]
    public void Counts_are_not_trusted()
    {
        foreach (var section in Enum.GetValues<ComponentSection>())
        {
            var component = new ByteWriter();
            component.Write("\0asm\x0d\0\x01\0"u8);
            component.Write((byte)section);
            component.WriteSized([0xFF, 0xFF, 0xFF, 0x7F, 0x00]);
            Assert.NotNull(Component.Validate(Engine, component.ToArray()));
        }
    }

    [Fact]
    public void Definitions_are_counted()
    {
        var component = new ByteWriter();
        component.Write("\0asm\x0d\0\x01\0"u8);
        for (var section = 0; section < 2; section++)
        {
            var canonicals = new ByteWriter();
            canonicals.WriteUnsigned(600_000);
            canonicals.Write(Enumerable.Repeat((byte)0x05, 600_000).ToArray());
            component.Write((byte)ComponentSection.Canonical);
            component.WriteSized(canonicals.Written);
        }

        Assert.StartsWith("too many definitions", Component.Validate(Engine, component.ToArray()));
    }
}
