using System.Text.RegularExpressions;

namespace Lanner.Docs.Tests;

/// <summary>The packages of <c>build/pack.sh</c> work where nothing else of the repository is: from a folder, in a new project and as a
/// tool.</summary>
public sealed partial class PackagingTests : IDisposable
{
    private const string Program = """
        using Lanner;
        using Lanner.Wasi;

        using var context = new WasiContextBuilder { Output = WasiOutput.Inherited }.Build();
        using var engine = new Engine();
        using var module = Module.FromFile(engine, args[0]);
        using var store = new Store(engine);
        var linker = new Linker(engine);
        linker.DefineWasi(context);
        linker.Instantiate(store, module).GetFunction<Action>("_start")();
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lanner-packages-");

    private static string Hello => Repository.PathOf("samples/hello.wasm");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_packages_are_installed_from_a_folder_and_run()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "build/pack.sh is a shell script.");
        var (exitCode, output, error) = Shell.Run("sh", "build/pack.sh", PathOf("feed"));
        Assert.SkipWhen(
            output.Contains("error NU1", StringComparison.Ordinal), $"The packs that machine code takes cannot be had here: {output}");
        Assert.True(exitCode == 0, output + error);
        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{PathOf("feed")}" />
              </packageSources>
            </configuration>
            """);

        A_new_project_runs_a_module();
        The_tool_runs_and_compiles_a_module();
    }

    private void A_new_project_runs_a_module()
    {
        Write("app/Program.cs", Program);
        Write("app/app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <RestorePackagesPath>{PathOf("restored")}</RestorePackagesPath>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Lanner.Wasi" Version="{VersionOf("Lanner.Wasi")}" />
              </ItemGroup>
            </Project>
            """);

        var build = Shell.Run("dotnet", "build", PathOf("app"), "-c", "Release", "-o", PathOf("built"), "--nologo");
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.Contains("0 Warning(s)", build.Output, StringComparison.Ordinal);

        Assert.Equal((0, "hello, world\n", ""), Shell.Run("dotnet", PathOf("built/app.dll"), Hello));
    }

    private void The_tool_runs_and_compiles_a_module()
    {
        // NuGet keeps packages by their version: a folder of its own, or an older build of this version would be installed.
        var install = Shell.Run(
            "env", $"NUGET_PACKAGES={PathOf("restored")}", $"DOTNET_CLI_HOME={PathOf("home")}", "dotnet", "tool", "install", "Lanner.Cli",
            "--tool-path", PathOf("tool"), "--configfile", PathOf("nuget.config"));
        Assert.True(install.ExitCode == 0, install.Output + install.Error);

        Assert.Equal((0, "hello, world\n", ""), Shell.Run(PathOf("tool/lanner"), "run", "--no-cache", Hello));
        var compiled = Shell.Run(PathOf("tool/lanner"), "compile", Hello, "-o", PathOf("hello.lanner"));
        Assert.Equal(0, compiled.ExitCode);
        Assert.DoesNotContain("no machine code", compiled.Output + compiled.Error, StringComparison.Ordinal);
        Assert.Equal((0, "hello, world\n", ""), Shell.Run(PathOf("tool/lanner"), "run", PathOf("hello.lanner")));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string VersionOf(string package) => Assert.Single(
        Directory.GetFiles(PathOf("feed")).Select(file => VersionInName().Match(Path.GetFileName(file))),
        match => match.Groups["name"].Value == package).Groups["version"].Value;

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), content);
    }

    [GeneratedRegex(@"^(?<name>.*?)\.(?<version>\d.*)\.nupkg$", RegexOptions.ExplicitCapture)]
    private static partial Regex VersionInName();
}
