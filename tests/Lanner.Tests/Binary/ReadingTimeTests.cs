using System.Text;
using static Lanner.Tests.BinaryModule;

namespace Lanner.Tests.Binary;

/// <summary>Reading a module ends where it stands when the time is up, in every part that can be long. Each module here has a mistake at
/// the end of its long part, which would be told if that were read to its end.</summary>
public sealed class ReadingTimeTests
{
    private const int Count = 70_000;

    /// <summary>More bytes than a number can have.</summary>
    private static readonly byte[] Mistake = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    private static readonly byte[] FunctionType = [0x60, 0, 0];

    private static readonly Dictionary<string, byte[]> Modules = new()
    {
        ["types"] = Of(Long(1, FunctionType)),
        ["a group of types"] = Of(Section(1, [1, 0x4E], Unsigned(Count + 1), Repeat(Count, FunctionType), Mistake)),
        ["empty groups of types"] = Of(Long(1, [0x4E, 0])),
        ["imports"] = Of(Long(2, [0, 0, 3, 0x7F, 0])),
        ["imports of one module"] = Of(Section(2, [1, 0, 0, 0x7F], Unsigned(Count + 1), Repeat(Count, 0, 3, 0x7F, 0), Mistake)),
        ["functions"] = Of(ListSection(1, FunctionType), Long(3, [0])),
        ["tables"] = Of(Long(4, [0x70, 0, 0])),
        ["globals"] = Of(Long(6, [0x7F, 0, 0x41, 0, 0x0B])),
        ["a global with a long value"] = Of(Section(6, [1, 0x7F, 0], Repeat(Count, 0x41, 0), [0x41], Mistake)),
        ["exports"] = Of(Long(7, [0, 0, 0])),
        ["element segments"] = Of(Long(9, [1, 0, 0])),
        ["elements of a segment"] = Of(Section(9, [1, 1, 0], Unsigned(Count + 1), Repeat(Count, 0), Mistake)),
        ["expressions of a segment"] = Of(Section(9, [1, 5, 0x70], Unsigned(Count + 1), Repeat(Count, 0xD0, 0x70, 0x0B), [0xD2], Mistake)),
        ["bodies"] = Of(ListSection(1, FunctionType), ListSection(3, [0]), Long(10, [2, 0, 0x0B])),
        ["data segments"] = Of(Long(11, [1, 0])),
        ["tags"] = Of(ListSection(1, FunctionType), Long(13, [0, 0])),
        ["custom sections"] = Of([.. Repeat(Count, 0, 1, 0), 1, .. Mistake]),
    };

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["words"] = "(module " + Repeated("(func)") + "\u0001",
        ["spaces"] = "(module" + Repeated(" ") + "\u0001",
        ["a comment"] = "(module (;" + Repeated("(;;)") + ";) \u0001",
        ["comments"] = "(module " + Repeated(";;\n") + "\u0001",
        ["a string"] = "(module (data \"" + Repeated("a") + "\u0001",
        ["a string of escapes"] = "(module (data \"" + Repeated("\\00") + "\u0001",
        ["an identifier"] = "(module (func $" + Repeated("a") + "\u0001",
        ["an annotation"] = "(module (@custom " + Repeated("()") + "\u0001",
    };

    public static TheoryData<string> Parts => [.. Modules.Keys];

    public static TheoryData<string> TextParts => [.. Texts.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Decoding_ends_in_the_midst(string part)
    {
        using var patient = new Engine(new EngineOptions { Features = WasmFeatures.All });
        Assert.Throws<MalformedModuleException>(() => Module.FromBinary(patient, Modules[part]));

        AssertOutOfTime(engine => Module.FromBinary(engine, Modules[part]));
        AssertOutOfTime(engine => Module.GetRequiredFeatures(engine, Modules[part]));
        AssertOutOfTime(engine => TextFormat.FromBinary(engine, Modules[part]));
    }

    [Theory]
    [MemberData(nameof(TextParts))]
    public void Taking_a_text_apart_ends_in_the_midst(string part)
    {
        using var patient = new Engine(new EngineOptions { Features = WasmFeatures.All });
        Assert.Throws<MalformedTextException>(() => Module.FromText(patient, Texts[part]));

        AssertOutOfTime(engine => Module.FromText(engine, Texts[part]));
    }

    /// <summary>Here nothing but the parser knows of the time.</summary>
    [Fact]
    public void Parsing_ends_in_the_midst()
    {
        var text = Encoding.UTF8.GetBytes("(module " + Repeated("(func) ") + "(mistake))");
        var sequence = Lanner.Text.Lexer.Read(text);
        Assert.Throws<MalformedTextException>(() => Lanner.Text.ModuleParser.ReadText(sequence, WasmFeatures.All));
        var admission = new Lanner.Admission.ModuleAdmission(new EngineLimits { CompilationTime = TimeSpan.Zero });
        var limited = new Lanner.Text.TokenSequence(text, sequence.Tokens, sequence.Annotations, admission);

        var error = Assert.Throws<ResourceLimitException>(() => Lanner.Text.ModuleParser.ReadText(limited, WasmFeatures.All));

        Assert.Equal(ResourceKind.CompilationTime, error.Limit!.Kind);
    }

    private static void AssertOutOfTime(Func<Engine, object> read)
    {
        using var engine = new Engine(new EngineOptions
        {
            Features = WasmFeatures.All,
            Limits = new EngineLimits { CompilationTime = TimeSpan.Zero },
        });
        var error = Assert.Throws<ResourceLimitException>(() => read(engine));
        Assert.Equal(ResourceKind.CompilationTime, error.Limit!.Kind);
    }

    /// <summary>A section of many items, the last of which has a mistake.</summary>
    private static byte[] Long(int id, byte[] item) => Section(id, Unsigned(Count + 1), Repeat(Count, item), Mistake);

    private static string Repeated(string text) => string.Concat(Enumerable.Repeat(text, Count));
}
