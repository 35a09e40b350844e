using System.Diagnostics;
using System.Runtime.InteropServices;
using Lanner.Cli.CommandLine;
using Lanner.Cli.Messages;
using Lanner.Components;
using Lanner.Wasi;

namespace Lanner.Cli.Executables;

/// <summary>Makes a stand-alone executable of a program for WASI: a library of the module and a program around it, which NativeAOT of the
/// SDK of .NET compiles.</summary>
internal static class ExecutableBuilder
{
    private const string Assembly = "Guest";

    /// <summary>The assemblies that the program stands on.</summary>
    private static readonly string[] References = ["Lanner.Engine", "Lanner.Wasi", "Lanner.Components", "Lanner.Wit"];

    /// <summary>Writes the executable of a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="memory">The kind of memories; null for guarded ones where they are possible.</param>
    /// <param name="grants">The grants that the program has.</param>
    /// <param name="output">The file. One that is there is replaced, and if anything fails, it is as it was.</param>
    /// <exception cref="NotSupportedException">The module is no program, or it cannot be compiled here.</exception>
    internal static void Build(Module module, MemoryMode? memory, WasiGrants grants, string output)
    {
        RequireProgram(module);
        Build(module.SaveLibrary, ProgramSource.OfModule(grants), memory, output);
    }

    /// <summary>Writes the executable of a component.</summary>
    /// <param name="component">The component.</param>
    /// <param name="memory">The kind of memories; null for guarded ones where they are possible.</param>
    /// <param name="grants">The grants that the program has.</param>
    /// <param name="output">The file. One that is there is replaced, and if anything fails, it is as it was.</param>
    /// <exception cref="NotSupportedException">The component is no program, or it cannot be compiled here.</exception>
    internal static void Build(Component component, MemoryMode? memory, WasiGrants grants, string output)
    {
        RequireProgram(component);
        Build(component.SaveLibrary, ProgramSource.OfComponent(grants), memory, output);
    }

    private static void Build(
        Action<string, LibraryOptions, CancellationToken> saveLibrary, string program, MemoryMode? memory, string output)
    {
        RequireOutput(output);
        var folder = CreateFolder();
        try
        {
            saveLibrary(
                Path.Combine(folder, Assembly + ".dll"), new LibraryOptions { ClassName = ProgramSource.GuestClass, MemoryMode = memory },
                CancellationToken.None);
            File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
            File.WriteAllText(Path.Combine(folder, "program.csproj"), Project);

            // Copied, since the path of the command may have characters that mean something in a project.
            foreach (var name in References)
            {
                File.Copy(FileOf(name), Path.Combine(folder, name + ".dll"));
            }

            // Files of these names in a folder above would be taken.
            foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            {
                File.WriteAllText(Path.Combine(folder, name), "<Project />\n");
            }

            Publish(folder);
            Replace(Path.Combine(folder, "out", OperatingSystem.IsWindows() ? "program.exe" : "program"), output);
        }
        finally
        {
            Delete(folder);
        }
    }

    /// <summary>Makes the folder in which all this happens: below one that is the user's, since a build takes files from all folders above,
    /// and others may write into the folder for temporary files.</summary>
    private static string CreateFolder()
    {
        var parent = CodeCache.UserFolder ?? throw new NotSupportedException("the user has no folder to build an executable in");
        var folder = Path.Combine(parent, $"executable-{Guid.NewGuid():N}");
        try
        {
            return OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(folder).FullName
                : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NotSupportedException($"there is no folder to build an executable in: {exception.Message}", exception);
        }
    }

    private static void RequireOutput(string output)
    {
        if (Directory.Exists(output))
        {
            throw new NotSupportedException($"{Printable.Line(output)} is a folder, and the executable is to be a file");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder && !Directory.Exists(folder))
        {
            throw new NotSupportedException($"there is no folder {Printable.Line(folder)} for the executable");
        }
    }

    private static void RequireProgram(Module module)
    {
        if (module.Exports.All(export => export is not { Name: "_start", Type: FunctionExternalType { Type.Parameters.Count: 0 } }))
        {
            throw new NotSupportedException("the module exports no _start, so that it is no program");
        }

        if (module.Imports.FirstOrDefault(import => import.ModuleName is not ("wasi_snapshot_preview1" or "wasi_unstable")) is { } import)
        {
            throw new NotSupportedException(
                $"the module imports \"{import.ModuleName}\" \"{import.Name}\", and an executable has nothing but WASI");
        }

        if (module.Imports.Count == 0)
        {
            throw new NotSupportedException("the module imports nothing of WASI, so that it could not tell anybody anything");
        }

        if (Module.GetRequiredFeatures(module.Engine, module.Binary).HasFlag(WasmFeatures.GarbageCollection))
        {
            throw new NotSupportedException("the module has structures or arrays, whose classes a JIT makes, and executables have none");
        }
    }

    private static void RequireProgram(Component component)
    {
        if (!WasiCommand.IsCommand(component))
        {
            throw new NotSupportedException("the component exports no wasi:cli/run of WASI 0.2 or 0.3, so that it is no program");
        }

        if (component.Imports.FirstOrDefault(import => !import.Name.StartsWith("wasi:", StringComparison.Ordinal)) is { } import)
        {
            throw new NotSupportedException($"the component imports \"{import.Name}\", and an executable has nothing but WASI");
        }
    }

    private static string Project => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <PublishAot>true</PublishAot>
            <OptimizationPreference>Speed</OptimizationPreference>
            <InvariantGlobalization>true</InvariantGlobalization>
            <SatelliteResourceLanguages>en</SatelliteResourceLanguages>
            <!-- The assemblies may have machine code for this platform besides. -->
            <NoWarn>$(NoWarn);CS8012</NoWarn>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="{string.Join(".dll;", References)}.dll;{Assembly}.dll" />
          </ItemGroup>
        </Project>

        """;

    private static string FileOf(string assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
        return File.Exists(file) ? file
            : throw new NotSupportedException($"{assembly}.dll is not beside the command, of which an executable is made");
    }

    private static void Publish(string folder)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "publish", "program.csproj", "-noAutoResponse", "-c", "Release", "-r", Platform, "-o", "out", "--nologo",
            },
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new NotSupportedException("dotnet is not here: an executable is made with the SDK of .NET", exception);
        }

        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                string[] lines = [.. (output + errors.Result).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
                string[] told = [.. lines.Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)).Distinct().Take(5)];
                throw new NotSupportedException(
                    "dotnet publish could not make it (which needs the SDK of .NET, and a C compiler such as clang to link with): "
                    + string.Join("; ", told.Length > 0 ? told : lines.TakeLast(3)));
            }
        }
    }

    private static string Platform =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-"
        + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Puts a file in the place of another at once.</summary>
    private static void Replace(string file, string output)
    {
        var temporary = $"{output}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.Copy(file, temporary);
            File.Move(temporary, output, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A server of the build still has something open: it is in the folder for temporary files.
            Console.Error.WriteLine($"lanner: {Printable.Line(folder)} could not be deleted: {Printable.Line(exception.Message)}");
        }
    }
}
