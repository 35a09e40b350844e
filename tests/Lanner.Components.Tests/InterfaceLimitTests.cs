using System.Text;
using Lanner.Components.Bindings;

namespace Lanner.Components.Tests;

/// <summary>Types share their parts, so that few bytes of a component can stand for much text: what describes them is bounded.</summary>
public sealed class InterfaceLimitTests : IDisposable
{
    private readonly Running _running = new();

    [Fact]
    public void A_description_has_a_greatest_length_and_messages_a_smaller_one()
    {
        var function = TupleOf($"(enum \"a\")", new string('n', 100_000), 200);
        var component = Component.FromText(_running.Engine, $"(component {function})");
        Assert.Contains("8 MiB", Assert.Throws<ResourceLimitException>(component.DescribeJson).Message, StringComparison.Ordinal);
        var type = (ComponentFunctionType)component.Imports[^1].Type;
        Assert.InRange(type.ToString().Length, 10_000, 10_100);
        Assert.EndsWith("…)", type.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_that_is_too_long_is_that_of_no_generated_code()
    {
        var function = TupleOf($"(enum \"{new string('l', 100_000)}\")", "n", 200);
        var component = Component.FromText(_running.Engine, $"(component {function})");
        var signature = TypeSignature.Of((ComponentFunctionType)component.Imports[^1].Type);
        var parts = string.Join(',', Enumerable.Repeat($"enum{{{new('l', 100_000)}}}", 200));
        Assert.False(signature.HasHash(HashOf($"(v:tuple<{parts}>)->_")));
        Assert.Equal(2001, signature.ToString().Length);
    }

    [Fact]
    public void A_signature_has_the_hash_of_its_line()
    {
        var type = ValueTypes.FunctionOf("(func (param \"a\" (list u8 4)) (param \"b\" (result (error string))) (result (option char)))");
        const string line = "(a:list<u8,4>,b:result<_,string>)->option<char>";
        Assert.Equal(line, TypeSignature.Of(type).ToString());
        Assert.True(TypeSignature.Of(type).HasHash(HashOf(line)));
        Assert.False(TypeSignature.Of(type).HasHash(HashOf(line) + 1));
    }

    [Fact]
    public void The_names_of_functions_have_a_greatest_length_together()
    {
        var name = new string('n', 100);
        var text = new StringBuilder("(component (core module $M (func (export \"f\"))) (core instance $m (instantiate $M))")
            .Append("(func $f (canon lift (core func $m \"f\"))) (instance $i0 (export \"f\" (func $f)))");
        const int layers = 13;
        for (var layer = 1; layer <= layers; layer++)
        {
            var below = $"(instance $i{layer - 1})";
            text.Append($"(instance $i{layer} (export \"a{name}\" {below}) (export \"b{name}\" {below}))");
        }

        var instance = _running.Instantiate(text.Append($"(export \"f\" (func $f)) (export \"i\" (instance $i{layers})))").ToString());
        Assert.Contains("8 Mi", Assert.Throws<ResourceLimitException>(() => instance.FunctionNames).Message, StringComparison.Ordinal);
        Assert.Throws<ResourceLimitException>(() => instance.ResolveFunction("g"));
        Assert.Equal("f", instance.ResolveFunction("f").Name);
    }

    public void Dispose() => _running.Dispose();

    /// <summary>The imports of a type and of a function that takes it several times.</summary>
    private static string TupleOf(string type, string name, int count) => $"""
        (type $t' {type})
        (import "{name}" (type $t (eq $t')))
        (import "f" (func (param "v" (tuple {string.Concat(Enumerable.Repeat("$t ", count))}))))
        """;

    /// <summary>FNV-1a.</summary>
    private static ulong HashOf(string line) => line.Aggregate(14695981039346656037, (hash, unit) => (hash ^ unit) * 1099511628211);
}
