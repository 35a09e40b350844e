using System.Text;
using System.Text.Json;

namespace Lanner.Components.Tests;

/// <summary>Values in JSON.</summary>
public class JsonTests
{
    [Theory]
    [InlineData("bool", "true")]
    [InlineData("s8", "-128")]
    [InlineData("u64", "18446744073709551615")]
    [InlineData("s64", "-9223372036854775808")]
    [InlineData("f32", "0.1")]
    [InlineData("f64", "-0")]
    [InlineData("f64", "\"NaN\"")]
    [InlineData("f32", "\"Infinity\"")]
    [InlineData("f64", "\"-Infinity\"")]
    [InlineData("char", "\"é\"")]
    [InlineData("char", "\"\\uD83D\\uDE00\"")]
    [InlineData("string", "\"a\\n\\\"é\"")]
    [InlineData("(list u8)", "[1,2,255]")]
    [InlineData("(list string)", "[\"a\",\"b\"]")]
    [InlineData("(tuple u8 string)", "[1,\"x\"]")]
    [InlineData("(option u8)", "1")]
    [InlineData("(option u8)", "null")]
    [InlineData("(option (option u8))", "null")]
    [InlineData("(option (option u8))", "{\"some\":null}")]
    [InlineData("(option (option u8))", "{\"some\":1}")]
    [InlineData("(option (option (option u8)))", "{\"some\":{\"some\":null}}")]
    [InlineData("(result)", "{\"ok\":null}")]
    [InlineData("(result u8 (error string))", "{\"error\":\"x\"}")]
    [InlineData("(map string u8)", "[[\"a\",1],[\"b\",2]]")]
    public void Values_are_printed_as_they_are_read(string type, string text) =>
        Assert.Equal(text, ComponentValue.ParseJson(ValueTypes.Of(type), text).ToJson());

    /// <summary>Each map is two arrays deep, and 100 types may be inside each other: the component, the function and the number are
    /// three.</summary>
    [Fact]
    public void Values_of_the_deepest_types_are_read()
    {
        const int maps = 97;
        var type = string.Concat(Enumerable.Repeat("(map u8 ", maps)) + "u8" + new string(')', maps);
        var text = string.Concat(Enumerable.Repeat("[[1,", maps)) + "2" + string.Concat(Enumerable.Repeat("]]", maps));
        Assert.Equal(text, ComponentValue.ParseJson(ValueTypes.Of(type), text).ToJson());
        var function = ValueTypes.FunctionOf($"(func (param \"v\" {type}))");
        Assert.Equal(text, JsonValueReader.ReadArguments(JsonValueReader.Encode($"[{text}]"), function)[0].ToJson());
    }

    [Theory]
    [InlineData("(record (field \"a-b\" u8) (field \"c\" (option u8)))", "{\"a-b\":1,\"c\":null}")]
    [InlineData("(variant (case \"a\" u8) (case \"b\"))", "{\"a\":1}")]
    [InlineData("(variant (case \"a\" u8) (case \"b\"))", "\"b\"")]
    [InlineData("(enum \"a\" \"b\")", "\"b\"")]
    [InlineData("(flags \"a\" \"b\" \"c\")", "[\"a\",\"c\"]")]
    [InlineData("(flags \"a\" \"b\" \"c\")", "[]")]
    public void Values_of_named_types_are_printed_as_they_are_read(string type, string text) =>
        Assert.Equal(text, ComponentValue.ParseJson(ValueTypes.Named("t", type), text).ToJson());

    [Theory]
    [InlineData("u64", "\"18446744073709551615\"", "18446744073709551615")]
    [InlineData("s64", "\"-5\"", "-5")]
    [InlineData("(list u8)", "\"AQL/\"", "[1,2,255]")]
    [InlineData("(list u8 3)", "\"AQL/\"", "[1,2,255]")]
    [InlineData("(list u8)", "\"\"", "[]")]
    [InlineData("f64", "1E+2", "100")]
    [InlineData("string", "\"\\u00e9\\ud83d\\ude00\"", "\"é\\uD83D\\uDE00\"")]
    public void Other_forms_are_read_too(string type, string text, string usual) =>
        Assert.Equal(usual, ComponentValue.ParseJson(ValueTypes.Of(type), text).ToJson());

    [Fact]
    public void Fields_come_in_any_order_and_options_may_be_left_away()
    {
        var type = ValueTypes.Named("t", "(record (field \"a\" u8) (field \"b\" string) (field \"c\" (option u8)))");
        Assert.Equal("{\"a\":1,\"b\":\"x\",\"c\":null}", ComponentValue.ParseJson(type, "{ \"b\": \"x\", \"a\": 1 }").ToJson());
    }

    [Fact]
    public void A_case_without_a_value_may_have_null()
    {
        var type = ValueTypes.Named("t", "(variant (case \"a\" u8) (case \"b\"))");
        Assert.Equal(ComponentValue.FromVariant("b"), ComponentValue.ParseJson(type, "{\"b\": null}"));
    }

    [Theory]
    [InlineData("u64", "9007199254740992", "\"9007199254740992\"")]
    [InlineData("u64", "9007199254740991", "9007199254740991")]
    [InlineData("s64", "-9007199254740992", "\"-9007199254740992\"")]
    [InlineData("(list u8)", "[1,2,255]", "\"AQL/\"")]
    [InlineData("(list s8)", "[1,2]", "[1,2]")]
    public void Options_choose_other_forms(string type, string text, string other) => Assert.Equal(
        other,
        ComponentValue.ParseJson(ValueTypes.Of(type), text)
            .ToJson(new ComponentJsonOptions { BytesAsBase64 = true, LargeIntegersAsStrings = true }));

    [Theory]
    [InlineData("u8", "256", "1:1: expected an integer from 0 to 255, found 256")]
    [InlineData("u8", "1.0", "1:1: expected an integer from 0 to 255, found 1.0")]
    [InlineData("u8", "\"1\"", "1:1: expected an integer from 0 to 255, found \"1\"")]
    [InlineData("s64", "9223372036854775808", "1:1: expected an integer from -9223372036854775808 to 9223372036854775807, "
        + "found 9223372036854775808")]
    [InlineData("f32", "1e39", "1:1: expected a number that an f32 can hold, found 1e39")]
    [InlineData("f64", "1e999", "1:1: expected a number that an f64 can hold, found 1e999")]
    [InlineData("f64", "\"nan\"", "1:1: expected a number, or \"NaN\", \"Infinity\" or \"-Infinity\", found \"nan\"")]
    [InlineData("char", "\"ab\"", "1:1: expected a string of one character, found \"ab\"")]
    [InlineData("char", "\"\"", "1:1: expected a string of one character, found \"\"")]
    [InlineData("string", "null", "1:1: expected a string, found null")]
    [InlineData("string", "\"\\ud800\"", "1:1: the string is not made of Unicode scalar values")]
    [InlineData("(list u8)", "\"?\"", "1:1: expected an array, or bytes in base64, found \"?\"")]
    [InlineData("(list u8)", "[1,\n  true]", "2:3: expected an integer from 0 to 255, found true")]
    [InlineData("(list u8 2)", "[1]", "1:1: expected a list of 2 elements, found 1")]
    [InlineData("(tuple u8 u8)", "[1]", "1:1: expected an array of 2 elements, found 1")]
    [InlineData("(tuple u8 u8)", "[1, 2, 3]", "1:8: expected the end of the array after 2 elements, found 3")]
    [InlineData("(option (option u8))", "1", "1:1: expected null or {\"some\": …}, for an option of an option, found 1")]
    [InlineData("(result u8)", "{\"err\": 1}", "1:2: expected {\"ok\": …} or {\"error\": …}, found \"err\"")]
    [InlineData("(result u8)", "{\"error\": 1}", "1:11: expected null, since there is no value, found 1")]
    [InlineData("(result u8)", "{\"ok\": 1, \"error\": null}", "1:11: expected the end of the object, found \"error\"")]
    [InlineData("u8", "", "1:1: this is no JSON: ")]
    [InlineData("u8", "1 2", "1:3: this is no JSON: ")]
    [InlineData("(list u8)", "[1", "1:3: this is no JSON: ")]
    [InlineData("(list u8)", "[\"é\" }", "1:2: expected an integer from 0 to 255, found \"é\"")]
    [InlineData("string", "\n\"é\" }", "2:5: this is no JSON: ")]
    public void Errors_say_where_they_are_and_what_was_expected(string type, string text, string message)
    {
        var error = Assert.Throws<ComponentTextException>(() => ComponentValue.ParseJson(ValueTypes.Of(type), text));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(record (field \"a\" u8))", "{}", "1:1: the field `a` of the record `t` is missing")]
    [InlineData("(record (field \"a\" u8))", "{\"a\": 1, \"a\": 2}", "1:10: the field \"a\" is there twice")]
    [InlineData("(record (field \"a\" u8))", "{\"b\": 1}", "1:2: the record `t` has no field \"b\"")]
    [InlineData("(record (field \"a\" u8))", "[1]", "1:1: expected an object, for the record `t`, found an array")]
    [InlineData("(variant (case \"a\" u8))", "\"a\"", "1:1: expected {\"a\": …}, since the case has a value, found \"a\"")]
    [InlineData("(variant (case \"a\" u8))", "{}", "1:2: expected a label of `t`, found the end of the object")]
    [InlineData("(variant (case \"a\"))", "{\"a\": 1}", "1:7: expected null, since there is no value, found 1")]
    [InlineData("(enum \"a\")", "\"b\"", "1:1: the enum `t` has no case \"b\"")]
    [InlineData("(flags \"a\")", "[\"b\"]", "1:2: the flags `t` has no flag \"b\"")]
    [InlineData("(flags \"a\")", "[\"a\", \"a\"]", "1:7: the flag \"a\" is there twice")]
    public void Errors_of_named_types_name_them(string type, string text, string message) => Assert.Equal(
        message, Assert.Throws<ComponentTextException>(() => ComponentValue.ParseJson(ValueTypes.Named("t", type), text)).Message);

    [Fact]
    public void Texts_deeper_than_any_type_are_refused()
    {
        var type = Enumerable.Range(0, 90).Aggregate("u8", (inner, _) => $"(option {inner})");
        var text = string.Concat(Enumerable.Repeat("{\"some\":", 89)) + "5" + new string('}', 89);
        Assert.Equal(text, ComponentValue.ParseJson(ValueTypes.Of(type), text).ToJson());
        var deep = new string('[', 1_000_000);
        Assert.Throws<ComponentTextException>(() => ComponentValue.ParseJson(ValueTypes.Of("(list u8)"), deep));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Assert.Equal(
        "2:2: half a surrogate pair is no character",
        Assert.Throws<ComponentTextException>(() => ComponentValue.ParseJson(ValueTypes.Of("string"), "\n\"\uD800\"")).Message);

    [Fact]
    public void Handles_are_refused()
    {
        var resource = new HostResourceType("r").Create("x");
        Assert.Contains("cannot be written as JSON",
            Assert.Throws<InvalidOperationException>(() => ComponentValue.FromOwn(resource).ToJson()).Message, StringComparison.Ordinal);
        var type = ValueTypes.Of("(borrow $r)", "(import \"r\" (type $r (sub resource)))");
        Assert.Equal("1:1: values of the type `borrow<r>` cannot be written as JSON",
            Assert.Throws<ComponentTextException>(() => ComponentValue.ParseJson(type, "1")).Message);
    }

    [Fact]
    public void A_value_is_written_where_a_writer_stands()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            ComponentValue.FromU8(1).WriteJson(writer);
            ComponentValue.FromString("x").WriteJson(writer);
            writer.WriteEndArray();
        }

        Assert.Equal("[1,\"x\"]", Encoding.UTF8.GetString(stream.ToArray()));
    }
}
