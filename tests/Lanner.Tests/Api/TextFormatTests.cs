using System.Text;
using Lanner.Wast;

namespace Lanner.Tests.Api;

/// <summary>The text format as embedders have it: there and back, and within the engine's limits.</summary>
public sealed class TextFormatTests
{
    private static readonly EngineOptions AllFeatures = new() { Features = WasmFeatures.All };

    public static TheoryData<string> OwnScripts =>
        [.. Directory.EnumerateFiles(TestSuite.OwnFolder, "*.wast", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(TestSuite.OwnFolder, file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Samples => [.. Repository.Binaries("samples")];

    [Theory]
    [MemberData(nameof(OwnScripts))]
    public void Valid_modules_of_scripts_go_to_text_and_back(string script)
    {
        using var engine = new Engine(AllFeatures);
        foreach (var command in ScriptParser.Parse(File.ReadAllBytes(Path.Combine(TestSuite.OwnFolder, script))).OfType<ModuleCommand>())
        {
            if (command.Source is TextModuleSource source)
            {
                var text = TextFormat.FromBinary(engine, source.ToBinary(WasmFeatures.All));
                var again = TextFormat.ToBinary(engine, text);
                Assert.Null(Module.Validate(engine, again));
                Assert.Equal(text, TextFormat.FromBinary(engine, again));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Programs_go_to_text_and_back(string file)
    {
        using var engine = new Engine(AllFeatures);
        var text = TextFormat.FromBinary(engine, File.ReadAllBytes(Repository.PathOf(file)));

        var again = TextFormat.ToBinary(engine, text);

        Assert.Null(Module.Validate(engine, again));
        Assert.Equal(text, TextFormat.FromBinary(engine, again));
    }

    [Fact]
    public void Strings_UTF8_and_writers_give_the_same()
    {
        using var engine = new Engine();
        const string text = """(module $m (func $f (export "größe") (result i32) (i32.const 1)))""";
        var binary = TextFormat.ToBinary(engine, text);
        Assert.Equal(binary, TextFormat.ToBinary(engine, Encoding.UTF8.GetBytes(text)));
        Assert.Equal(binary, TextFormat.ToBinary(engine, Encoding.UTF8.GetBytes("\uFEFF" + text)));
        using var writer = new StringWriter();
        TextFormat.FromBinary(engine, binary, writer);
        Assert.Equal(TextFormat.FromBinary(engine, binary), writer.ToString());
    }

    [Theory]
    [InlineData(true, "(module)", null)]
    [InlineData(true, "\uFEFF \n;; a comment\n(func)", null)]
    [InlineData(true, "nonsense", "folder/module.WAT")]
    [InlineData(false, "nonsense", "module.wasm")]
    [InlineData(false, "\0asm", null)]
    [InlineData(false, "", null)]
    public void Text_is_told_by_its_beginning_or_by_its_name(bool isText, string content, string? path) =>
        Assert.Equal(isText, TextFormat.IsText(Encoding.UTF8.GetBytes(content), path));

    [Theory]
    [InlineData("(module\n  (func i32.plus))", 2, 9)]
    [InlineData("(module", 1, 8)]
    [InlineData("(func \"\ud800\")", 1, 7)]
    public void What_is_malformed_is_told_by_line_and_column(string text, int line, int column)
    {
        using var engine = new Engine();
        var error = Assert.Throws<MalformedTextException>(() => TextFormat.ToBinary(engine, text));
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Fact]
    public void A_hint_that_stands_wrongly_is_told_by_line_and_column()
    {
        using var engine = new Engine();
        var error =
            Assert.Throws<InvalidModuleException>(() => TextFormat.ToBinary(engine, "(func\n  (@metadata.code.branch_hint \"\\01\") nop)"));
        Assert.Equal((2, 38, -1), (error.Line, error.Column, error.Offset));
    }

    [Fact]
    public void Modules_that_are_not_valid_are_translated_too()
    {
        using var engine = new Engine();
        var binary = TextFormat.ToBinary(engine, "(module (func (result i32)))");
        Assert.NotNull(Module.Validate(engine, binary));
        Assert.Contains("(func (;0;) (type 0) (result i32))", TextFormat.FromBinary(engine, binary), StringComparison.Ordinal);
    }

    [Fact]
    public void The_engines_features_decide_what_a_binary_may_hold()
    {
        using var old = new Engine(new EngineOptions { Features = WasmFeatures.None });
        using var engine = new Engine();
        var binary = TextFormat.ToBinary(engine, "(module (memory i64 1))");
        Assert.Contains(
            "Memory64", Assert.Throws<MalformedModuleException>(() => TextFormat.FromBinary(old, binary)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_engines_limits_hold()
    {
        const string text = "(module (func) (func))";
        using var unlimited = new Engine();
        var binary = TextFormat.ToBinary(unlimited, text);
        using var small = new Engine(new EngineOptions { Limits = new EngineLimits { ModuleBytes = binary.Length - 1 } });
        AssertLimit(ResourceKind.ModuleSize, () => TextFormat.FromBinary(small, binary));
        AssertLimit(ResourceKind.ModuleSize, () => TextFormat.ToBinary(small, text));
        AssertLimit(ResourceKind.ModuleSize, () => TextFormat.ToBinary(small, Encoding.UTF8.GetBytes(text)));
        using var few = new Engine(new EngineOptions { Limits = new EngineLimits { Functions = 1 } });
        AssertLimit(ResourceKind.Functions, () => TextFormat.FromBinary(few, binary));
    }

    /// <summary>A text counts in characters, and its binary may have more bytes.</summary>
    [Fact]
    public void The_limit_of_a_module_is_for_the_binary_too()
    {
        var text = $"(data \"{string.Concat(Enumerable.Repeat("é", 300))}\")";
        using var engine = new Engine(new EngineOptions { Limits = new EngineLimits { ModuleBytes = text.Length + 100 } });
        AssertLimit(ResourceKind.ModuleSize, () => TextFormat.ToBinary(engine, text));
    }

    /// <summary>Each of these would be gigabytes of text.</summary>
    [Theory]
    [InlineData("calls")]
    [InlineData("locals")]
    [InlineData("signatures")]
    [InlineData("clauses")]
    [InlineData("elements")]
    public void A_small_module_has_no_huge_text(string kind)
    {
        const int count = 20_000;
        var name = new string('n', 100_000);
        var module = kind switch
        {
            "calls" => $"(func ${name} {string.Concat(Enumerable.Repeat("call 0 ", count))})",
            "locals" => string.Concat(Enumerable.Repeat($"(func (local {string.Concat(Enumerable.Repeat("i32 ", 20_000))}))", 60)),
            "signatures" =>
                $"(type (func (param {string.Concat(Enumerable.Repeat("i32 ", 1_000))}))) "
                + $"{string.Concat(Enumerable.Repeat("(func (type 0))", count))}",
            "clauses" => $"(tag ${name}) (func (try_table {string.Concat(Enumerable.Repeat("(catch 0 0)", 10_000))}))",
            _ => $"(func ${name}) (elem func {string.Concat(Enumerable.Repeat("0 ", count))})",
        };
        using var engine = new Engine();
        var binary = TextFormat.ToBinary(engine, module);
        Assert.InRange(binary.Length, 1, 200_000);

        AssertLimit(ResourceKind.TextLength, () => TextFormat.FromBinary(engine, binary));

        using var writer = new CountingWriter();
        AssertLimit(ResourceKind.TextLength, () => TextFormat.FromBinary(engine, binary, writer));
        Assert.InRange(writer.Count, 0, 1_000_000 + (128 * binary.Length));
    }

    [Fact]
    public void Mutated_modules_and_texts_end_in_a_documented_exception_or_none()
    {
        using var engine = new Engine(AllFeatures);
        var random = new Random(20_261_129);
        var seeds = OwnScripts.SelectMany(row => ScriptParser.Parse(File.ReadAllBytes(Path.Combine(TestSuite.OwnFolder, row.Data))))
            .OfType<ModuleCommand>().Select(command => command.Source).OfType<TextModuleSource>()
            .Select(source => source.ToBinary(WasmFeatures.All))
            .Where(binary => binary.Length > 16).ToArray();
        var (printed, parsed) = (0, 0);
        for (var round = 0; round < 2_000; round++)
        {
            var seed = seeds[random.Next(seeds.Length)];
            printed += Survives(() => TextFormat.FromBinary(engine, Mutate(seed, random))) ? 1 : 0;
            parsed += Survives(
                () => TextFormat.ToBinary(engine, Mutate(Encoding.UTF8.GetBytes(TextFormat.FromBinary(engine, seed)), random)))
                ? 1
                : 0;
            Survives(() => Module.GetRequiredFeatures(engine, Mutate(seed, random)));
        }

        // Otherwise the mutations would not get past the first bytes, or do no harm.
        Assert.InRange(printed, 200, 1_900);
        Assert.InRange(parsed, 200, 1_900);
    }

    [Fact]
    public void Nothing_is_refused()
    {
        using var engine = new Engine();
        Assert.Throws<ArgumentNullException>(() => TextFormat.ToBinary(null!, ""));
        Assert.Throws<ArgumentNullException>(() => TextFormat.ToBinary(null!, "()"u8));
        Assert.Throws<ArgumentNullException>(() => TextFormat.ToBinary(engine, (string)null!));
        Assert.Throws<ArgumentNullException>(() => TextFormat.FromBinary(null!, default));
        Assert.Throws<ArgumentNullException>(() => TextFormat.FromBinary(engine, default, null!));
        Assert.Throws<MalformedModuleException>(() => TextFormat.FromBinary(engine, default));
        Assert.Equal("\0asm\u0001\0\0\0"u8, TextFormat.ToBinary(engine, ""));
    }

    private static void AssertLimit(ResourceKind kind, Action action) =>
        Assert.Equal(kind, Assert.Throws<ResourceLimitException>(action).Limit?.Kind);

    /// <summary>Does something that may end in a documented exception, and says whether it ended in none.</summary>
    private static bool Survives(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (LannerException error) when (error is MalformedModuleException or InvalidModuleException or ResourceLimitException)
        {
            return false;
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        byte[] bytes = [.. seed];
        var position = random.Next(8, bytes.Length);
        bytes[position] = random.Next(2) == 0 ? (byte)random.Next(256) : bytes[random.Next(8, bytes.Length)];
        return random.Next(4) == 0 ? [.. bytes[..position], .. bytes[(position + 1)..]] : bytes;
    }

    private sealed class CountingWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        internal long Count { get; private set; }

        public override void Write(char value) => Count++;

        public override void Write(ReadOnlySpan<char> buffer) => Count += buffer.Length;
    }
}
