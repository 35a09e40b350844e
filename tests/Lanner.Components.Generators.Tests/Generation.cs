using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Lanner.Components.Generators.Tests;

/// <summary>Runs the generator as a compiler does.</summary>
internal sealed class Generation
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System", StringComparison.Ordinal))
            .Append(typeof(Engine).Assembly.Location)
            .Append(typeof(Component).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpParseOptions _parse = new(LanguageVersion.Latest, DocumentationMode.Diagnose);
    private GeneratorDriver _driver;

    public Generation(params (string Path, string Text)[] files)
    {
        Files = [.. files.Select(file => new WitText(file.Path, file.Text))];
        _driver = CSharpGeneratorDriver.Create(
            [new WitWorldGenerator().AsSourceGenerator()],
            Files,
            _parse,
            new Options(this),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    /// <summary>The items of the project, as its build gives them.</summary>
    public string Items { get; init; } = "";

    /// <summary>True for a program, false for a library.</summary>
    public bool IsProgram
    {
        init => Compilation = Compilation.WithOptions(
            Compilation.Options.WithOutputKind(value ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary));
    }

    public ImmutableArray<AdditionalText> Files { get; private set; }

    public CSharpCompilation Compilation { get; private set; } = CSharpCompilation.Create(
        "Generated",
        [],
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, checkOverflow: true, nullableContextOptions: NullableContextOptions.Enable));

    public Microsoft.CodeAnalysis.Compilation Output { get; private set; } = null!;

    public ImmutableArray<Diagnostic> Diagnostics { get; private set; }

    /// <summary>The reasons why the step that generates ran, or did not, the last time.</summary>
    public IEnumerable<IncrementalStepRunReason> Reasons => _driver.GetRunResult().Results[0]
        .TrackedSteps.TryGetValue(WitWorldGenerator.StepName, out var steps)
            ? steps.SelectMany(step => step.Outputs.Select(output => output.Reason))
            : [];

    /// <summary>The code that was generated, all of it.</summary>
    public string Code => string.Concat(_driver.GetRunResult().GeneratedTrees.Select(tree => tree.ToString()));

    /// <summary>The mistakes that the compiler finds in the code, and what it warns of.</summary>
    public IEnumerable<string> Errors => Output.GetDiagnostics()
        .Where(found => found.Severity >= DiagnosticSeverity.Warning)
        .Select(found => $"{found.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}: {LineOf(found)}");

    public static Generation Of(string wit, string? world = null, string members = "")
    {
        var generation = new Generation(("/project/world.wit", wit));
        var name = world is null ? "" : $", \"{world}\"";
        generation.Add($"[Lanner.Components.WitWorld(\"world.wit\"{name}{members})] public partial class World;");
        generation.Run();
        return generation;
    }

    public void Add(string source, string path = "/project/World.cs") =>
        Compilation = Compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(SourceText.From(source), _parse, path));

    public void Replace(int file, string text)
    {
        var changed = new WitText(Files[file].Path, text);
        _driver = _driver.ReplaceAdditionalText(Files[file], changed);
        Files = Files.SetItem(file, changed);
    }

    public void Run()
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(Compilation, out var output, out var diagnostics);
        Output = output;
        Diagnostics = diagnostics;
    }

    public Generation RequireRight()
    {
        Assert.Empty(Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error));
        Assert.Equal("", string.Join("\n", Errors.Distinct().Take(20)));
        return this;
    }

    /// <summary>The assembly of the code.</summary>
    public Assembly Load()
    {
        using var stream = new MemoryStream();
        Assert.True(Output.Emit(stream).Success);
        return Assembly.Load(stream.ToArray());
    }

    private static string? LineOf(Diagnostic found) => found.Location.SourceTree?.GetText().Lines
        .GetLineFromPosition(found.Location.SourceSpan.Start).ToString().Trim();

    private sealed class WitText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Options(Generation generation) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => new Values(generation);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Values(Generation generation) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = key switch
            {
                "build_property.ProjectDir" => "/project/",
                "build_property.LannerWitWorlds" => generation.Items,
                _ => null,
            };
            return value is not null;
        }
    }
}
