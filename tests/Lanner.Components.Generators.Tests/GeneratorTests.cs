using Microsoft.CodeAnalysis;

namespace Lanner.Components.Generators.Tests;

/// <summary>The generator in a compiler: what is generated when, and what is said of mistakes.</summary>
public class GeneratorTests
{
    private const string Wit = "package a:b;\nworld w { export f: func(x: u32) -> u32; }\n";

    [Fact]
    public void Nothing_is_generated_again_after_an_edit_elsewhere()
    {
        var generation = Generation.Of(Wit);
        generation.Add("class Other;", "/project/Other.cs");
        generation.Run();
        Assert.All(generation.Reasons, reason => Assert.True(
            reason is IncrementalStepRunReason.Unchanged or IncrementalStepRunReason.Cached, $"{reason}"));
        Assert.NotEmpty(generation.Reasons);
    }

    [Fact]
    public void A_change_of_the_world_changes_the_code()
    {
        var generation = Generation.Of(Wit);
        Assert.Contains("public uint F(uint x)", generation.Code);
        generation.Replace(0, Wit.Replace("u32", "s64", StringComparison.Ordinal));
        generation.Run();
        Assert.Contains(IncrementalStepRunReason.Modified, generation.Reasons);
        Assert.Contains("public long F(long x)", generation.Code);
    }

    [Fact]
    public void A_mistake_is_shown_in_the_file_of_the_world()
    {
        var found = Assert.Single(Generation.Of("package a:b;\nworld w {\n    export f: func(x: u33);\n}\n").Diagnostics);
        Assert.Equal("LANNER201", found.Id);
        Assert.Equal("/project/world.wit", found.Location.GetLineSpan().Path);
        Assert.Equal(2, found.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal(22, found.Location.GetLineSpan().StartLinePosition.Character);
    }

    [Theory]
    [InlineData("[Lanner.Components.WitWorld(\"none.wit\")] partial class World;", "LANNER202")]
    [InlineData("[Lanner.Components.WitWorld(\"world.wit\", \"other\")] partial class World;", "LANNER201")]
    [InlineData("[Lanner.Components.WitWorld(\"world.wit\")] class World;", "LANNER203")]
    [InlineData("partial class Outer { [Lanner.Components.WitWorld(\"world.wit\")] partial class World; }", "LANNER203")]
    public void A_wrong_attribute_is_an_error(string source, string expected)
    {
        var generation = new Generation(("/project/world.wit", Wit));
        generation.Add(source);
        generation.Run();
        var found = Assert.Single(generation.Diagnostics);
        Assert.Equal(expected, found.Id);
        Assert.Equal("/project/World.cs", found.Location.GetLineSpan().Path);
    }

    [Fact]
    public void Functions_that_may_wait_have_tasks_and_a_token()
    {
        var code = Generation.Of("""
            package a:b;
            interface i { f: async func() -> result<u8, string>; cancellation: async func(cancellation: future) -> stream; }
            world w { import i; export i; }
            """).RequireRight().Code;
        const string Token = "global::System.Threading.CancellationToken";
        const string Task = "global::System.Threading.Tasks.Task";
        Assert.Contains($"public {Task}<byte> FAsync({Token} cancellation = default)", code);
        Assert.Contains($"    {Task}<byte> FAsync({Token} cancellation);", code);
        Assert.Contains(
            $"{Task}<global::System.Collections.Generic.IAsyncEnumerable<global::System.ValueTuple>> "
            + $"CancellationAsync({Task} cancellation, {Token} cancellationToken)",
            code);
    }

    [Fact]
    public void An_item_of_the_project_needs_no_attribute()
    {
        var generation = new Generation(
            ("/project/wit/world.wit", "package a:b; world one { import c:d/i; export f: func() -> result<u8>; } world two {}"),
            ("/project/wit/deps/d/d.wit", "package c:d; interface i { g: func(); }"))
        {
            Items = "/project/wit|one|My.Worlds|First|true|*wit|two||2||*wit|two|My.Worlds|||*wit|two|A|Second||",
        };
        generation.Run();
        Assert.Equal("LANNER203", Assert.Single(generation.Diagnostics).Id);
        Assert.Empty(generation.Errors);
        Assert.Contains("namespace My.Worlds;", generation.Code);
        Assert.Contains("public partial class First", generation.Code);
        Assert.Contains("public partial class Second", generation.Code);
        Assert.Contains("public partial class Two", generation.Code);
        Assert.Contains("public global::Lanner.Components.Result<byte, global::System.ValueTuple> F()", generation.Code);
    }

    [Fact]
    public void A_class_is_of_one_world()
    {
        var generation = new Generation(("/project/world.wit", Wit)) { Items = "world.wit||A.B|World|false|*world.wit||A.b|world|false|" };
        generation.Add("[Lanner.Components.WitWorld(\"world.wit\")] public partial class Other;");
        generation.Run();
        Assert.Equal(["LANNER203", "LANNER203"], generation.Diagnostics.Select(found => found.Id));
        Assert.Contains("partial class Other", generation.Code);
        Assert.DoesNotContain("namespace A", generation.Code);
    }

    [Fact]
    public void Results_are_values_where_that_is_asked_for()
    {
        const string Text = "package a:b; interface i { f: func() -> result<u8, string>; } world w { import i; export i; }";
        Assert.Contains("public byte F()", Generation.Of(Text).RequireRight().Code);
        Assert.Contains(
            "public global::Lanner.Components.Result<byte, string> F()",
            Generation.Of(Text, members: ", ReturnsResults = true").RequireRight().Code);
    }
}
