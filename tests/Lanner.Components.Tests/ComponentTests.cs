namespace Lanner.Components.Tests;

/// <summary>The public API: what a component says of itself, and where errors are.</summary>
public class ComponentTests
{
    private const string Greeter = """
        (component $greeter
          (import "log:log/log@1.0.0" (instance $log
            (export "level" (type $level (sub resource)))
            (export "log" (func (param "level" (borrow $level)) (param "message" string)))))
          (import "config" (external-id "greeter.json") (func $config async (result (option string))))
          (type $point (record (field "x" f32) (field "y" f32)))
          (export $p "point" (type $point))
          (import "draw" (func $draw (param "l" (list u8)) (result (result u32 (error (tuple u8 string))))))
          (export "paint" (func $draw)))
        """;

    private static readonly Engine Engine = new();

    [Fact]
    public void Imports_and_exports_have_types()
    {
        var component = Component.FromText(Engine, Greeter);
        Assert.Equal(["log:log/log@1.0.0", "config", "draw"], component.Imports.Select(import => import.Name));
        Assert.Equal(["point", "paint"], component.Exports.Select(export => export.Name));
        var log = Assert.IsType<ComponentInstanceType>(component.Imports[0].Type);
        var level = Assert.IsType<ResourceType>(log.Exports[0].Type);
        var method = Assert.IsType<ComponentFunctionType>(log.Exports[1].Type);
        Assert.True(Assert.IsType<BorrowType>(method.Parameters[0].Type).Resource.IsSame(level));
        Assert.Equal("message", method.Parameters[1].Label);
        Assert.Equal("greeter.json", component.Imports[1].ExternalId);
        var config = Assert.IsType<ComponentFunctionType>(component.Imports[1].Type);
        Assert.True(config.IsAsync);
        Assert.Equal(PrimitiveKind.String, Assert.IsType<PrimitiveType>(Assert.IsType<OptionType>(config.Result).Value).Primitive);
        Assert.Equal(["x", "y"], Assert.IsType<RecordType>(component.Exports[0].Type).Fields.Select(field => field.Label));
        var result = Assert.IsType<ResultType>(Assert.IsType<ComponentFunctionType>(component.Exports[1].Type).Result);
        Assert.Equal(2, Assert.IsType<TupleType>(result.Error).Types.Count);
    }

    [Fact]
    public void Binary_and_text_say_the_same()
    {
        var component = Component.FromText(Engine, Greeter);
        Assert.Equal(Component.ToBinary(Engine, Greeter), component.Binary.ToArray());
        var text = Component.Print(Engine, component.Binary);
        Assert.Contains("(component $greeter", text, StringComparison.Ordinal);
        Assert.Contains("(import \"config\" (external-id \"greeter.json\") (func $config (type ", text, StringComparison.Ordinal);
        Assert.Equal(component.Binary.ToArray(), Component.FromText(Engine, text).Binary.ToArray());
        Assert.Equal(3, Component.FromBinary(Engine, component.Binary).Imports.Count);
        Assert.Null(Component.Validate(Engine, component.Binary));
    }

    [Fact]
    public void Errors_in_a_binary_have_its_position()
    {
        byte[] bytes = [0, 0x61, 0x73, 0x6D, 13, 0, 1, 0, 7, 2, 1, 0x60];
        var error = Assert.Throws<MalformedModuleException>(() => Component.FromBinary(Engine, bytes));
        Assert.Equal(11, error.Offset);
        Assert.Equal("invalid leading byte (0x60) for component defined type (at offset 0xb)", error.Message);
    }

    [Theory]
    [InlineData("(component\n  (type u8)\n  (import \"x\" (func (param \"a\" 7))))", 3)]
    [InlineData("(component\n  (component\n    (type u8)\n    (type (list 3))))", 4)]
    [InlineData("(component\n  (type (component\n    (type u8)\n    (export \"a\" (func (type 0))))))", 4)]
    [InlineData("(component\n  (core module\n    (func)\n    (func\n      i32.add)))", 5)]
    [InlineData("(component\n  (import \"a\" (func))\n  (import \"a\" (func)))", 3)]
    [InlineData("(component\n  (value u8 (binary \"\"))\n  )", 2)]
    public void Errors_in_a_text_have_its_line(string text, int line)
    {
        var error = Record.Exception(() => Component.FromText(Engine, text));
        Assert.Equal(line, error is InvalidModuleException invalid ? invalid.Line : Assert.IsType<MalformedTextException>(error).Line);
    }

    [Fact]
    public void Custom_sections_stay_where_they_are()
    {
        const string Text = """
            (component
              (@custom "first" "\00\ffabc")
              (type u8)
              (@custom "last" ""))
            """;
        var binary = Component.ToBinary(Engine, Text);
        var text = Component.Print(Engine, binary);
        Assert.Contains("(@custom \"first\" \"\\00\\ffabc\")", text, StringComparison.Ordinal);
        Assert.Equal(binary, Component.ToBinary(Engine, text));
    }

    [Fact]
    public void Names_of_modules_are_kept_beside_those_of_the_component()
    {
        const string Text = """
            (component
              (core module $a (@name "x") (func $f))
              (core module $b)
              (core module (@name "y"))
              (core type $s (struct (field i32)))
              (core rec (type $u (struct (field (ref null $v)))) (type $v (array i8))))
            """;
        var binary = Component.ToBinary(Engine, Text);
        Assert.Equal(binary, Component.ToBinary(Engine, Component.Print(Engine, binary)));
    }

    [Fact]
    public void Names_that_are_no_identifiers_are_kept()
    {
        var binary = Component.ToBinary(Engine, "(component (type $a u8) (type $b (@name \"a\") u8) (import \"f\" (func $\"\\u{20}\")))");
        var text = Component.Print(Engine, binary);
        Assert.Contains("(type $a#1 (@name \"a\") u8)", text, StringComparison.Ordinal);
        Assert.Equal(binary, Component.ToBinary(Engine, text));
    }

    [Fact]
    public void A_core_module_is_no_component()
    {
        var error = Assert.Throws<MalformedModuleException>(() => Component.FromBinary(Engine, TextFormat.ToBinary(Engine, "(module)")));
        Assert.StartsWith("expected a version header for a component", error.Reason, StringComparison.Ordinal);
    }
}
