namespace Lanner.Tests.Types;

/// <summary>Fingerprints of recursion groups: the same in every process for equal groups, and for no others.</summary>
public sealed class FingerprintTests
{
    [Theory]
    [InlineData("(type (struct (field i32)))", "(type (struct (field i32)))")]
    [InlineData("(type (struct (field i32)))", "(rec (type (struct (field i32))))")]
    [InlineData(
        "(type $a (sub (struct))) (type $b (sub $a (struct (field (ref $a)))))",
        "(type (array i64)) (type $a (sub (struct))) (type $b (sub $a (struct (field (ref $a)))))")]
    public void Equal_groups_have_one(string first, string second) => Assert.Equal(Last(first).Fingerprint, Last(second).Fingerprint);

    [Fact]
    public void It_is_a_hash_of_the_structure() =>
        Assert.Equal(
            "820d069ef8e9ab69351abd72b56e0bb8e4438e5fb2c1fddd5b5883cafe90f8eb",
            Last("(type (struct (field i32)))").Fingerprint);

    [Fact]
    public void Others_have_others()
    {
        string[] texts =
        [
            "(type (struct))",
            "(type (sub (struct)))",
            "(type (struct (field i32)))",
            "(type (struct (field i8)))",
            "(type (struct (field i16)))",
            "(type (struct (field (mut i32))))",
            "(type (struct (field i32) (field i32)))",
            "(type (array i32))",
            "(type (array (mut i32)))",
            "(type (func (param i32)))",
            "(rec (type (struct (field i32))) (type (struct)))",
            "(rec (type (struct)) (type (struct (field i32))))",
            "(rec (type $a (struct (field (ref null $a)))))",
            "(rec (type $a (struct (field (ref $a)))))",
            "(type $a (struct)) (type (struct (field (ref null $a))))",
            "(type $a (array i32)) (type (struct (field (ref null $a))))",
            "(rec (type $a (struct (field (ref null 1)))) (type $b (struct (field (ref null 0)))))",
            "(rec (type $a (struct (field (ref null 0)))) (type $b (struct (field (ref null 1)))))",
            "(type $a (sub (struct))) (type (sub $a (struct)))",
            "(type $a (sub (struct (field i32)))) (type (sub $a (struct (field i32))))",
        ];

        Assert.Equal(texts.Length, texts.Select(text => Last(text).Fingerprint).Distinct().Count());
    }

    [Fact]
    public void A_line_of_groups_of_any_length_takes_no_stack()
    {
        var text = string.Concat(Enumerable.Range(1, 20_000).Select(index => $"(type (func (param (ref null {index - 1}))))"));

        Assert.Equal(64, Last("(type (func))" + text).Fingerprint.Length);
    }

    [Fact]
    public void A_line_of_supertypes_through_groups_takes_no_stack()
    {
        // Each group has a subtype of a type of the group before, and a new one.
        var text = string.Concat(Enumerable.Range(1, 150).Select(
            index => $"(rec (type (sub {2 * index - 1} (struct (field i64)))) (type (sub (struct (field i64)))))"));
        using var guest = new Guest($$"""
            (module (rec (type (sub (struct (field i64)))) (type (sub (struct (field i64))))) {{text}}
              (func (export "f") (result i64) (struct.get 300 0 (struct.new 300 (i64.const 5)))))
            """);

        Assert.Equal(5, guest.Get<Func<long>>("f")());
    }

    private static RecursionGroup Last(string types)
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, $"(module {types})");
        return module.Definition.Types[^1].Group;
    }
}
