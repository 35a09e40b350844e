namespace Lanner.Components.Tests;

/// <summary>Borders where elsewhere one too many was let through, in validation.</summary>
public class KnownFaultsInValidation
{
    private const string CoreFunction =
        "(core module $m (func (export \"a\"))) (core instance $i (instantiate $m)) (alias core export $i \"a\" (core func)) ";

    private static readonly Engine Engine = new();

    /// <summary>Definitions, of which each sort has one, and one that refers to an index of the sort.</summary>
    [Theory]
    [InlineData("(core module) (core instance (instantiate {0}))")]
    [InlineData("(core module) (core instance (instantiate 0)) (core instance (export \"a\" (memory {0})))", 1, false)]
    [InlineData("(core module $m) (core instance) (core instance (instantiate $m (with \"a\" (instance {0}))))", 1)]
    [InlineData("(core module $m (memory (export \"a\") 1)) (core instance (instantiate $m)) (alias core export {0} \"a\" (core memory))")]
    [InlineData("(component) (instance (instantiate {0}))")]
    [InlineData("(instance) (instance (export \"a\" (instance {0})))")]
    [InlineData("(import \"a\" (instance (export \"b\" (func)))) (alias export {0} \"b\" (func))")]
    [InlineData("(import \"a\" (func)) (core func (canon lower (func {0})))")]
    [InlineData(CoreFunction + "(type (func)) (func (type 0) (canon lift (core func {0})))")]
    [InlineData(CoreFunction + "(type (func)) (func (type {0}) (canon lift (core func 0)))")]
    [InlineData("(type (resource (rep i32))) (core func (canon resource.new {0}))")]
    [InlineData("(type (resource (rep i32))) (core func (canon resource.rep {0}))")]
    [InlineData("(type (resource (rep i32))) (core func (canon resource.drop {0}))")]
    [InlineData("(type (resource (rep i32))) (type (own {0}))")]
    [InlineData("(type (resource (rep i32))) (type (borrow {0}))")]
    [InlineData("(type u8) (type (list {0}))")]
    [InlineData("(type u8) (type (list {0} 3))")]
    [InlineData("(type u8) (type (option {0}))")]
    [InlineData("(type u8) (type (result {0} (error {0})))")]
    [InlineData("(type u8) (type (tuple {0}))")]
    [InlineData("(type u8) (type (record (field \"a\" {0})))")]
    [InlineData("(type u8) (type (variant (case \"a\" {0})))")]
    [InlineData("(type u8) (type (map {0} {0}))")]
    [InlineData("(type u8) (type (func (param \"a\" {0}) (result {0})))")]
    [InlineData("(type (func)) (import \"a\" (func (type {0})))")]
    [InlineData("(type u8) (import \"a\" (type (eq {0})))")]
    [InlineData("(type (instance)) (import \"a\" (instance (type {0})))")]
    [InlineData("(type (component)) (import \"a\" (component (type {0})))")]
    [InlineData("(core type (module)) (import \"a\" (core module (type {0})))")]
    [InlineData("(import \"a\" (func)) (export \"b\" (func {0}))")]
    [InlineData("(type u8) (component (alias outer 1 {0} (type)))")]
    [InlineData("(core module) (component (alias outer 1 {0} (core module)))")]
    [InlineData("(component) (component (alias outer 1 {0} (component)))")]
    [InlineData("(component (alias outer {0} 0 (type)))", 2, false)]
    [InlineData(
        CoreFunction + "(import \"f\" (func (result string))) (core func (canon lower (func 0) (memory {0}) (realloc 0)))", 1, false)]
    public void An_index_that_is_the_number_of_definitions_is_out_of_bounds(string text, int count = 1, bool mayBeRight = true)
    {
        var right = text.Replace("{0}", $"{count - 1}", StringComparison.Ordinal);
        if (mayBeRight)
        {
            Assert.Null(Component.Validate(Engine, Component.ToBinary(Engine, $"(component {right})")));
        }

        foreach (var index in new[] { (uint)count, 0x7FFFFFFFu, 0x80000000u, uint.MaxValue })
        {
            var wrong = text.Replace("{0}", $"{index}", StringComparison.Ordinal);
            var binary = Component.ToBinary(Engine, $"(component {wrong})");
            var error = Record.Exception(() => Component.FromBinary(Engine, binary));
            Assert.True(error is InvalidModuleException or MalformedModuleException, $"{wrong}: {error}");
            Component.Print(Engine, binary);
        }
    }

    /// <summary>Types at the borders of what there may be.</summary>
    [Theory]
    [InlineData("(list u8 1)", true)]
    [InlineData("(list u8 0)", false)]
    [InlineData("(list u8 268435455)", true)]
    [InlineData("(list u8 268435456)", false)]
    [InlineData("(list u8 4294967295)", false)]
    [InlineData("(list u64 33554431)", true)]
    [InlineData("(list u64 33554432)", false)]
    [InlineData("(list string 16777215)", true)]
    [InlineData("(list string 16777216)", false)]
    [InlineData("(list (list u64 33554431) 4294967295)", false)]
    [InlineData("(tuple (list u8 134217728) (list u8 134217727))", true)]
    [InlineData("(tuple (list u8 134217728) (list u8 134217728))", false)]
    [InlineData("(tuple)", false)]
    [InlineData("(record)", false)]
    [InlineData("(variant)", false)]
    [InlineData("(enum)", false)]
    [InlineData("(flags)", false)]
    public void Sizes_of_types_end_where_the_specification_says(string type, bool isValid)
    {
        var error = Record.Exception(() => Component.FromText(Engine, $"(component (type {type}))"));
        var isRefused = error is InvalidModuleException or MalformedModuleException or MalformedTextException;
        Assert.True(isValid ? error is null : isRefused, $"{error}");
    }

    /// <summary>The discriminants that tell 256 and 65,536 cases apart fit one and two bytes.</summary>
    [Theory]
    [InlineData(255, 1)]
    [InlineData(256, 1)]
    [InlineData(257, 2)]
    [InlineData(1000, 2)]
    public void Discriminants_grow_with_the_number_of_cases(int cases, int size)
    {
        using var running = new Running();
        var labels = string.Join(' ', Enumerable.Range(0, cases).Select(index => $"\"l{index}\""));
        var function = running.Instantiate($$"""
            (component
              (type $t' (enum {{labels}}))
              (export $t "t" (type $t'))
              {{Running.EchoModule}}
              (core module $N
                (import "" "echo" (func $echo (param i32 i32) (result i32)))
                (func (export "f") (param i32 i32) (result i32)
                  (call $echo (local.get 0) (i32.mul (local.get 1) (i32.const {{size}})))))
              (core instance $n (instantiate $N (with "" (instance (export "echo" (func $m "echo"))))))
              (func (export "f") (param "value" (list $t)) (result (list u8)) (canon lift (core func $n "f")
                (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
            """).GetFunction("f");
        var last = ComponentValue.FromEnum($"l{cases - 1}");
        var bytes = function.Call(ComponentValue.FromList(last, ComponentValue.FromEnum("l1")))!.Value.AsNumbers<byte>().ToArray();
        byte[] expected = size == 1 ? [(byte)(cases - 1), 1] : [(byte)(cases - 1), (byte)((cases - 1) >> 8), 1, 0];
        Assert.Equal(expected, bytes);
    }
}
