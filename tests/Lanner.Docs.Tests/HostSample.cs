using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lanner.Docs.Tests;

/// <summary>A program of samples/hosts. It is one file, which <c>dotnet run FILE</c> builds by the lines at its head that begin with
/// <c>#:</c>; here it is compiled against what the tests have.</summary>
internal sealed class HostSample(string name)
{
    private static readonly string[] ImplicitUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    ];

    private static readonly string[] WebUsings =
    [
        "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting",
        "Microsoft.Extensions.Logging", "System.Net.Http.Json",
    ];

    /// <summary>What programs may use beside .NET.</summary>
    private static readonly string[] Libraries =
    [
        "Lanner.Engine.dll", "Lanner.Wit.dll", "Lanner.Components.dll", "Lanner.Wasi.dll", "Lanner.Hosting.dll", "Lanner.AspNetCore.dll",
        "Microsoft.AspNetCore.OpenApi.dll", "Microsoft.OpenApi.dll",
    ];

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    internal static IEnumerable<string> Names => Directory.EnumerateFiles(Repository.PathOf("samples/hosts"), "*.cs")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    /// <summary>The text of the file, without the lines at its head that are for <c>dotnet run</c>.</summary>
    internal string Code { get; } = string.Concat(
        File.ReadLines(Repository.PathOf($"samples/hosts/{name}.cs")).SkipWhile(line => line.StartsWith("#:", StringComparison.Ordinal))
            .Select(line => line + '\n'));

    /// <summary>Its output, where that is the same each time.</summary>
    internal string? Expected => File.Exists(ExpectedFile) ? File.ReadAllText(ExpectedFile) : null;

    private static string ExpectedFileOf(string name) => Repository.PathOf($"samples/hosts/{name}.expected");

    private string ExpectedFile => ExpectedFileOf(name);

    /// <summary>Compiles a program as the SDK would: with implicit usings, null checks and no warnings.</summary>
    /// <param name="code">The program.</param>
    /// <param name="output">The path of the assembly that is written.</param>
    /// <returns>The complaints of the compiler.</returns>
    internal static string[] Compile(string code, Stream output)
    {
        var usings = code.Contains("WebApplication", StringComparison.Ordinal) ? [.. ImplicitUsings, .. WebUsings] : ImplicitUsings;
        var compilation = CSharpCompilation.Create(
            "host",
            [CSharpSyntaxTree.ParseText(code), CSharpSyntaxTree.ParseText(string.Concat(usings.Select(name => $"global using {name};\n")))],
            References,
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable,
                optimizationLevel: OptimizationLevel.Release));
        return [.. compilation.Emit(output).Diagnostics.Where(item => item.Severity >= DiagnosticSeverity.Warning)
            .Select(item => item.ToString())];
    }

    /// <summary>Compiles the sample into a folder of its own, with all that it needs to run.</summary>
    /// <returns>The assembly.</returns>
    internal string Build()
    {
        var folder = Directory.CreateDirectory(Repository.PathOf(
            $"artifacts/host-samples/{Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))}/{name}")).FullName;
        var assembly = Path.Combine(folder, $"{name}.dll");
        using (var output = File.Create(assembly))
        {
            Assert.Empty(Compile(Code, output));
        }

        foreach (var file in Libraries)
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(folder, file), overwrite: true);
        }

        File.Copy(
            Path.Combine(AppContext.BaseDirectory, $"{Assembly.GetExecutingAssembly().GetName().Name}.runtimeconfig.json"),
            Path.Combine(folder, $"{name}.runtimeconfig.json"),
            overwrite: true);
        return assembly;
    }
}
