using System.Text;

namespace Lanner.Components.Tests;

/// <summary>Values in the WebAssembly Value Encoding. The syntax itself is tested with the library for WIT, which reads it.</summary>
public class WaveTests
{
    [Theory]
    [InlineData("bool", "true")]
    [InlineData("s8", "-128")]
    [InlineData("u64", "18446744073709551615")]
    [InlineData("s64", "-9223372036854775808")]
    [InlineData("f32", "0.1")]
    [InlineData("f64", "-inf")]
    [InlineData("f64", "-0")]
    [InlineData("f64", "nan")]
    [InlineData("char", "'\\''")]
    [InlineData("string", "\"a\\n\\\"é\\u{7f}\"")]
    [InlineData("(list u8)", "[1, 2, 255]")]
    [InlineData("(list s16)", "[-1, 2]")]
    [InlineData("(list f64)", "[0.5, nan]")]
    [InlineData("(list string)", "[]")]
    [InlineData("(list u8 2)", "[1, 2]")]
    [InlineData("(tuple u8 string)", "(1, \"x\")")]
    [InlineData("(option (option u8))", "some(none)")]
    [InlineData("(option u8)", "some(1)")]
    [InlineData("(result)", "ok")]
    [InlineData("(result u8 (error string))", "err(\"x\")")]
    public void Values_are_printed_as_they_are_read(string type, string text) =>
        Assert.Equal(text, ComponentValue.ParseWave(ValueTypes.Of(type), text).ToWave());

    [Theory]
    [InlineData("(record (field \"a\" u8) (field \"b\" (option u8)))", "{a: 1}")]
    [InlineData("(record (field \"b\" (option u8)))", "{:}")]
    [InlineData("(variant (case \"a\" u8) (case \"none\"))", "%none")]
    [InlineData("(variant (case \"a\" u8) (case \"none\"))", "a(1)")]
    [InlineData("(enum \"ok\" \"b\")", "%ok")]
    [InlineData("(flags \"a\" \"b\" \"c\")", "{a, c}")]
    public void Values_of_named_types_are_printed_as_they_are_read(string type, string text) =>
        Assert.Equal(text, ComponentValue.ParseWave(ValueTypes.Named("t", type), text).ToWave());

    [Fact]
    public void A_map_is_a_list_of_tuples() => Assert.Equal(
        "[(1, \"x\"), (2, \"y\")]",
        ComponentValue.ParseWave(ValueTypes.Of("(map u8 string)"), "[(1, \"x\"), (2, \"y\")]").ToWave());

    [Fact]
    public void Numbers_of_a_list_are_kept_as_numbers() => Assert.Equal(
        [1u, 4_000_000_000u], ComponentValue.ParseWave(ValueTypes.Of("(list u32)"), "[1, 4000000000]").AsNumbers<uint>().ToArray());

    [Theory]
    [InlineData("u8", "256", 1, 1, "expected an integer from 0 to 255, found `256`")]
    [InlineData("u8", "", 1, 1, "expected an integer, found the end")]
    [InlineData("(list u8)", "[1,\n x]", 2, 2, "expected an integer, found `x`")]
    [InlineData("(tuple u8 u8)", "(1)", 1, 1, "the tuple has 1 element, and needs 2")]
    [InlineData("string", "\"a", 1, 1, "the string has no end")]
    [InlineData("u8", "1 2", 1, 3, "expected the end, found `2`")]
    public void Errors_say_where_they_are(string type, string text, int line, int column, string reason)
    {
        var error = Assert.Throws<ComponentTextException>(() => ComponentValue.ParseWave(ValueTypes.Of(type), text));
        Assert.Equal((line, column, reason), (error.Line, error.Column, error.Reason));
        Assert.Equal($"{line}:{column}: {reason}", error.Message);
    }

    [Fact]
    public void Errors_have_the_names_that_types_were_imported_under()
    {
        var type = ValueTypes.Named("point", "(record (field \"x\" u8))");
        Assert.Equal("point", type.Name);
        var error = Assert.Throws<ComponentTextException>(() => ComponentValue.ParseWave(type, "{y: 1}"));
        Assert.Equal("the record `point` has no field `y`", error.Reason);
    }

    [Fact]
    public void Handles_are_refused()
    {
        var resource = new HostResourceType("r").Create("x");
        var value = ComponentValue.FromTuple(ComponentValue.FromU8(1), ComponentValue.FromOwn(resource));
        Assert.Contains("cannot be written as text", Assert.Throws<InvalidOperationException>(() => value.ToWave()).Message,
            StringComparison.Ordinal);
        Assert.Equal("(1, own)", value.ToString());
        var type = ValueTypes.Of("(own $r)", "(import \"r\" (type $r (sub resource)))");
        var error = Assert.Throws<ComponentTextException>(() => ComponentValue.ParseWave(type, "1"));
        Assert.Equal("values of `r` cannot be written as text", error.Reason);
    }

    [Fact]
    public void The_text_for_messages_is_cut()
    {
        var value = ComponentValue.FromString(new string('x', 1 << 20));
        Assert.Equal(4097, value.ToString().Length);
        Assert.Equal((1 << 20) + 2, value.ToWave().Length);
    }

    [Fact]
    public void Many_values_in_few_characters_are_refused()
    {
        var fields = string.Concat(Enumerable.Range(0, 50_000).Select(index => $"(field \"f{index}\" (option u8))"));
        var type = ValueTypes.Of("(list $t)", $"(type $t' (record {fields})) (import \"t\" (type $t (eq $t')))");
        var text = $"[{string.Join(',', Enumerable.Repeat("{:}", 300))}]";
        Assert.Equal("the text has too many values",
            Assert.Throws<ComponentTextException>(() => ComponentValue.ParseWave(type, text)).Reason);
        Assert.Equal("the text has too many values",
            Assert.Throws<ComponentTextException>(
                () => ComponentValue.ParseJson(type, text.Replace(":", "", StringComparison.Ordinal))).Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Values_of_random_types_come_back_from_both_forms(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 150; round++)
        {
            var types = new RandomTypes(random);
            var (text, make) = types.Make(4);
            var type = ValueTypes.Of(text, types.Definitions);
            for (var count = 0; count < 6; count++)
            {
                var value = make();
                Assert.Equal(value, ComponentValue.ParseWave(type, value.ToWave()));
                Assert.Equal(value, ComponentValue.ParseJson(type, value.ToJson()));
                var options = new ComponentJsonOptions { BytesAsBase64 = true, LargeIntegersAsStrings = true };
                Assert.Equal(value, ComponentValue.ParseJson(type, value.ToJson(options)));
            }
        }
    }

    /// <summary>Texts that are nearly values: each is read, or refused with a place that is in the text.</summary>
    [Theory]
    [InlineData(3)]
    public void Changed_texts_are_read_or_refused(int seed)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var round = 0; round < 100; round++)
        {
            var types = new RandomTypes(random);
            var (text, make) = types.Make(4);
            var type = ValueTypes.Of(text, types.Definitions);
            for (var count = 0; count < 20; count++)
            {
                var value = make();
                refused += Refuses(Change(value.ToWave(), random), changed => ComponentValue.ParseWave(type, changed));
                refused += Refuses(Change(value.ToJson(), random), changed => ComponentValue.ParseJson(type, changed));
            }
        }

        Assert.InRange(refused, 1000, 4000);
    }

    private static int Refuses(string text, Action<string> read)
    {
        try
        {
            read(text);
            return 0;
        }
        catch (ComponentTextException error)
        {
            var lines = text.Split('\n');
            Assert.InRange(error.Line, 1, lines.Length);
            Assert.InRange(error.Column, 1, lines[error.Line - 1].Length + 1);
            Assert.NotEqual("", error.Reason);
            return 1;
        }
    }

    private static string Change(string text, Random random)
    {
        var changed = new StringBuilder(text);
        for (var changes = random.Next(1, 4); changes > 0 && changed.Length > 0; changes--)
        {
            var position = random.Next(changed.Length);
            switch (random.Next(3))
            {
                case 0:
                    changed.Remove(position, 1);
                    break;
                case 1:
                    changed[position] = "{}[]()\",:\\u0-9eE.+ntf\n\uD800"[random.Next(22)];
                    break;
                default:
                    changed.Insert(position, changed.ToString(position, random.Next(int.Min(8, changed.Length - position))));
                    break;
            }
        }

        return changed.ToString();
    }
}
