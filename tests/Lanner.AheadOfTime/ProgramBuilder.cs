using System.Diagnostics;
using System.Text;
using Lanner.AheadOfTime.Running;

namespace Lanner.AheadOfTime;

/// <summary>Makes a program of libraries and what runs scripts, and compiles it with NativeAOT.</summary>
/// <param name="folder">The folder for it, which has the libraries in the folder <see cref="Libraries"/>.</param>
internal sealed class ProgramBuilder(string folder)
{
    /// <summary>The name of the folder of the libraries.</summary>
    internal const string Libraries = "libraries";

    /// <summary>The name of the assembly, by which it sees internals of the engine.</summary>
    private const string Name = "Lanner.AheadOfTime";

    /// <summary>Writes and publishes the program.</summary>
    /// <param name="libraries">The libraries.</param>
    /// <param name="options">The options that they were compiled with.</param>
    /// <param name="output">Is told what the compiler says, if it says anything.</param>
    /// <returns>The executable.</returns>
    /// <exception cref="NotSupportedException">What NativeAOT compiles and links with cannot be had here.</exception>
    /// <exception cref="InvalidOperationException">The program cannot be compiled.</exception>
    internal string Build(LibraryBuilder libraries, SuiteOptions options, TextWriter output)
    {
        WriteSources(libraries, options);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "publish", "-c", "Release", "--ucr", "-o", "out", "--nologo" },
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        foreach (var line in text.Split('\n').Where(IsComplaint))
        {
            output.WriteLine(line);
        }

        if (text.Contains("error NU1", StringComparison.Ordinal) || text.Contains("Platform linker", StringComparison.Ordinal))
        {
            throw new NotSupportedException("What NativeAOT compiles and links with cannot be had here.");
        }

        return process.ExitCode == 0
            ? Path.Combine(folder, "out", Name + (OperatingSystem.IsWindows() ? ".exe" : ""))
            : throw new InvalidOperationException($"NativeAOT cannot compile the program in {folder}: {text}{errors.Result}");
    }

    private static bool IsComplaint(string line) =>
        line.Contains(": error ", StringComparison.Ordinal) || line.Contains("warning ", StringComparison.Ordinal);

    private void WriteSources(LibraryBuilder libraries, SuiteOptions options)
    {
        var assembly = typeof(ProgramBuilder).Assembly;
        foreach (var name in assembly.GetManifestResourceNames())
        {
            using var content = assembly.GetManifestResourceStream(name)!;
            using var file = File.Create(PathOf(name));
            content.CopyTo(file);
        }

        File.WriteAllText(PathOf("Program.cs"), SourceOf(libraries, options));
        File.WriteAllText(PathOf(Name + ".csproj"), Project());

        // Files of these names in a folder above would be taken.
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            File.WriteAllText(PathOf(name), "<Project />\n");
        }
    }

    /// <summary>The project. What stands beside the assemblies that it refers to, such as their documentation, is not copied.</summary>
    private static string Project() => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <AssemblyName>{Name}</AssemblyName>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <PublishAot>true</PublishAot>
            <DebuggerSupport>false</DebuggerSupport>
            <InvariantGlobalization>true</InvariantGlobalization>
            <SatelliteResourceLanguages>en</SatelliteResourceLanguages>
            <TrimmerSingleWarn>false</TrimmerSingleWarn>
            <AllowedReferenceRelatedFileExtensions>none</AllowedReferenceRelatedFileExtensions>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="{FileOf("Lanner.Engine")}" />
            <Reference Include="{FileOf("Lanner.Wast")}" />
            <Reference Include="{Libraries}/*.dll" />
          </ItemGroup>
        </Project>

        """;

    private static string FileOf(string assembly) =>
        System.Security.SecurityElement.Escape(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));

    /// <summary>The program. Its table reads the private fields of the libraries' classes, which takes no reflection.</summary>
    private static string SourceOf(LibraryBuilder libraries, SuiteOptions options)
    {
        var found = new StringBuilder();
        var accessors = new StringBuilder();
        foreach (var key in libraries.Libraries)
        {
            var library = LibraryBuilder.NameOf(key);
            found.AppendLine($"        \"{key}\" => Of(({library}?)null),");
            accessors.AppendLine("    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = \"definition\")]");
            accessors.AppendLine($"    private static extern ref LibraryDefinition Of({library}? library);");
        }

        var leftOut = string.Concat(libraries.LeftOut.Select(module => $"        \"{module.Key}\" => \"\"\"{module.Value}\"\"\",\n"));
        return $$"""
            using System.Runtime.CompilerServices;
            using Lanner.AheadOfTime.Running;
            using Lanner.Libraries;

            return SuiteRun.Start(args, new Table(), new SuiteOptions({{Literal(options.Interruptible)}}, {{Literal(options.CountsFuel)}}));

            internal sealed class Table : LibraryTable
            {
                internal override LibraryDefinition? Find(string key) => key switch
                {
            {{found}}        _ => null,
                };

                internal override string? ReasonLeftOut(string key) => key switch
                {
            {{leftOut}}        _ => null,
                };

            {{accessors}}}

            """;
    }

    private static string Literal(bool value) => value ? "true" : "false";

    private string PathOf(string name) => Path.Combine(folder, name);
}
