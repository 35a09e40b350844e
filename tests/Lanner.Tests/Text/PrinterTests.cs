using System.Diagnostics;
using System.Text;
using Lanner.Binary;
using Lanner.Text;
using Lanner.Text.Printing;
using Lanner.Validation;
using Lanner.Wast;

namespace Lanner.Tests.Text;

/// <summary>The printer: what it writes is read back as the same module.</summary>
public sealed class PrinterTests
{
    public static TheoryData<string> Scripts => [.. TestSuite.Scripts];

    public static TheoryData<string> Binaries => [.. Repository.Binaries("samples", "bench/programs")];

    /// <summary>Scripts with modules that say the same in a longer way, which the decoder does not keep: empty recursion groups, and the
    /// usual page size written out.</summary>
    private static bool HasLongerForms(string script) =>
        script == "type-rec.wast" || Path.GetDirectoryName(script)!.EndsWith("custom-page-sizes", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Every_module_of_the_scripts_is_read_back_as_it_was(string script)
    {
        var file = TestSuite.PathOf(script);
        var features = ScriptFeatures.For(file);
        foreach (var command in ScriptParser.Parse(File.ReadAllBytes(file)))
        {
            var (source, isValid) = command switch
            {
                ModuleCommand module => (module.Source, true),
                AssertModuleTrapCommand trap => (trap.Source, true),
                AssertFaultCommand { Fault: ModuleFault.Unlinkable } unlinkable => (unlinkable.Source, true),
                AssertFaultCommand { Fault: ModuleFault.Invalid } invalid => (invalid.Source, false),
                _ => (null, false),
            };
            if (source is not null && TryTranslate(source, features) is { } binary && (isValid || HasKnownTypes(binary)))
            {
                var again = ReadBack(
                    binary, isExact: source is not BinaryModuleSource && !HasLongerForms(script), $"{script}:{command.Line}");
                if (isValid)
                {
                    ModuleValidator.Validate(ModuleDecoder.Decode(again, WasmFeatures.All));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void Compiled_programs_are_read_back_as_they_were(string file)
    {
        var again = ReadBack(File.ReadAllBytes(Repository.PathOf(file)), isExact: false, file);
        ModuleValidator.Validate(ModuleDecoder.Decode(again, WasmFeatures.All));
    }

    [Fact]
    public void A_module_is_printed_for_people_to_read()
    {
        const string text = """
            (module $calculator
              (type $binary (func (param i32 i32) (result i32)))
              (import "env" "log" (func $log (type 1) (param $message i32)))
              (memory $heap 1 2)
              (global $count (mut i32) (i32.const 0))
              (export "add" (func $add))
              (func $add (type $binary) (param $left i32) (param $right i32) (result i32)
                (local $sum i64) (local f32 f32)
                block $done  ;; @1
                  local.get $left
                  (@metadata.code.branch_hint "\00")
                  br_if $done
                  loop  ;; @2
                    br 0 (;@2;)
                  end
                  i32.const 8
                  f64.const 1.5
                  f64.store offset=16 align=4
                end
                i32.const -1)
              (data $text (i32.const 16) "line\n\00\ff")
              (@custom "note" (after data) "kept"))

            """;
        var binary = TextModule.ToBinary(text.Replace("(type 1) ", "", StringComparison.Ordinal), WasmFeatures.Default);
        Assert.Equal(
            text.ReplaceLineEndings("\n").Replace("  (import", "  (type (;1;) (func (param i32)))\n  (import", StringComparison.Ordinal),
            Print(binary));
    }

    [Theory]
    [InlineData("f", "$f#1")]
    [InlineData("", "$#1")]
    [InlineData("two words \\u{202e}", "$\"two words \\u{202e}\"")]
    public void Names_that_are_no_identifiers_are_kept(string name, string identifier)
    {
        var binary = TextModule.ToBinary($"""(module (func $f) (func (@name "{name}")) (start 1))""", WasmFeatures.Default);

        var text = Print(binary);

        Assert.Contains("(func $f (type 0)", text, StringComparison.Ordinal);
        Assert.Contains($"(start {identifier})", text, StringComparison.Ordinal);
        Assert.Equal(binary, TextModule.ToBinary(text, WasmFeatures.Default));
    }

    [Theory]
    [InlineData("""(import "m" (item "a" (func)) (item "b" (global i32)))""")]
    [InlineData("""(import "m" (item "a") (item "b") (global (mut i64)))""")]
    [InlineData(
        """(import "m" (item "a") (item "b") (func (param i32))) (import "m" "c" (func)) (import "n" (item "d") (func)) (func call 3)""")]
    [InlineData("""(import "m" (item "a" (func $f)) (item "b" (tag $t (param i32)))) (func call $f)""")]
    [InlineData("""(import "m") (import "m" (memory 1)) (import "m" "" (func))""")]
    public void Imports_of_one_module_stay_together(string fields)
    {
        var binary = TextModule.ToBinary($"(module {fields})", WasmFeatures.Default);
        Assert.Equal(binary, TextModule.ToBinary(Print(binary), WasmFeatures.Default));
    }

    /// <summary>A type that several imports share has no place for an identifier.</summary>
    [Fact]
    public void Imports_that_have_names_get_types_of_their_own()
    {
        var binary = TextModule.ToBinary(
            """(module (import "m" (item "a" (func $f)) (item "b" (func))) (func call 1))""", WasmFeatures.Default);

        // The names of the text above with an import section that shares the type.
        var (kind, shared) = (Array.IndexOf(binary, (byte)0x7F), new byte[] { 0x7E, 0, 0, 2, 1, (byte)'a', 1, (byte)'b' });
        byte[] other = [.. binary[..kind], .. shared, .. binary[(kind + 10)..]];
        other[kind - 5] -= 2;

        var text = Print(other);

        Assert.Contains("""(import "m" (item "a" (func $f (type 0))) (item "b" (func (;1;) (type 0))))""", text, StringComparison.Ordinal);
        Assert.Equal(binary, TextModule.ToBinary(text, WasmFeatures.Default));
    }

    [Fact]
    public void Labels_that_are_hidden_by_others_are_written_as_numbers()
    {
        var binary = TextModule.ToBinary("(func (block $l (block $l (br $l) (br 1))) (block $m (block $n (br $m))))", WasmFeatures.Default);
        var text = Print(binary);
        Assert.Contains("br $l\n        br 1 (;@1;)\n", text, StringComparison.Ordinal);
        Assert.Contains("br $m\n", text, StringComparison.Ordinal);
        Assert.Equal(binary, TextModule.ToBinary(text, WasmFeatures.Default));
    }

    [Theory]
    [InlineData("f32.const 0x1p-149")]
    [InlineData("f32.const -nan:0x200000")]
    [InlineData("f32.const 3.4028235e38")]
    [InlineData("f64.const -0")]
    [InlineData("f64.const 0x1.fffffffffffffp-1023")]
    [InlineData("f64.const nan:0xfffffffffffff")]
    [InlineData("f64.const 1e23")]
    [InlineData("i64.const 0x8000000000000000")]
    [InlineData("v128.const f64x2 nan:0x123 -inf")]
    public void Constants_keep_their_bits(string constant)
    {
        var binary = TextModule.ToBinary($"(func {constant} drop)", WasmFeatures.Default);
        Assert.Equal(binary, TextModule.ToBinary(Print(binary), WasmFeatures.Default));
    }

    [Fact]
    public void Deep_nesting_takes_neither_stack_nor_quadratic_space()
    {
        const int depth = 60_000;
        var source = new StringBuilder("(func ").Insert(6, "(block ", depth).Append("nop").Append(')', depth + 1).ToString();
        var binary = TextModule.ToBinary(source, WasmFeatures.Default);

        var text = Print(binary);

        Assert.InRange(text.Length, depth, depth * 250);
        Assert.Equal(binary, TextModule.ToBinary(text, WasmFeatures.Default));
    }

    [Fact]
    public void Large_texts_take_linear_time()
    {
        // On a busy machine the best of several is what the work itself takes.
        var (small, large) = (double.MaxValue, double.MaxValue);
        var isLinear = Patience.Until(() =>
        {
            small = Math.Min(small, Measure(5_000));
            large = Math.Min(large, Measure(40_000));
            return large < 40 * Math.Max(small, 20);
        });
        Assert.True(isLinear, $"{small} ms for one size, {large} ms for eight times as much");
    }

    private static double Measure(int count)
    {
        var source = new StringBuilder("(module");
        for (var index = 0; index < count; index++)
        {
            source.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $" (func $f{index} (export \"f{index}\") (param $x i32) (result i32) "
                + $"(block $l (br_if $l (local.get $x))) (i32.const {index}))");
        }

        var text = source.Append(')').ToString();
        var clock = Stopwatch.StartNew();
        Print(TextModule.ToBinary(text, WasmFeatures.Default));
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>Prints a module and reads the text.</summary>
    /// <param name="binary">The module.</param>
    /// <param name="isExact">True if the bytes are those that Lanner writes, which have to come back unchanged.</param>
    /// <param name="what">The description of the module.</param>
    private static byte[] ReadBack(byte[] binary, bool isExact, string what)
    {
        var text = Print(binary);
        var again = TextModule.ToBinary(text, WasmFeatures.All);
        Assert.True(
            ModuleContent.Of(binary) == ModuleContent.Of(again),
            $"{what} reads back as something else:\n{text[..Math.Min(text.Length, 10_000)]}");
        Assert.True(Print(again) == text, $"{what} prints differently the second time");
        Assert.True(
            !isExact || binary.AsSpan().SequenceEqual(again), $"{what} is encoded differently:\n{text[..Math.Min(text.Length, 10_000)]}");
        return again;
    }

    /// <summary>Tests whether each type that a function or a block refers to is there and a function type; a module of which that is not so
    /// has no text.</summary>
    private static bool HasKnownTypes(byte[] binary)
    {
        try
        {
            Print(binary);
            return true;
        }
        catch (InvalidModuleException error)
        {
            Assert.Matches("^(unknown type|type mismatch: type)", error.Reason);
            return false;
        }
    }

    private static string Print(byte[] binary)
    {
        using var writer = new StringWriter();
        ModulePrinter.Print(binary, writer);
        return writer.ToString();
    }

    /// <summary>The module in the binary format, or null when it is so wrong that it cannot be decoded.</summary>
    private static byte[]? TryTranslate(ModuleSource source, WasmFeatures features)
    {
        try
        {
            var binary = source.ToBinary(features);
            BodyWalker.RequireWellFormed(ModuleDecoder.DecodeAsWritten(binary, WasmFeatures.All));
            return binary;
        }
        catch (LannerException)
        {
            return null;
        }
    }
}
