using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Lanner.Hunt.Generation;

namespace Lanner.Hunt.OldBugs;

/// <summary>Puts each old bug back into a copy of the sources, builds it, and hunts until the bug is found: whether the generators can see
/// what the engine goes around.</summary>
internal sealed partial class OldBugHunt(string repository, HuntOptions options, TextWriter output)
{
    /// <summary>The folder of the patches, inside the repository.</summary>
    internal const string Folder = "tests/Lanner.Hunt/OldBugs";

    private static readonly string[] Copied = ["build", "src", "tests/Lanner.Hunt", "tests/Lanner.Interpreter"];

    /// <summary>Hunts for the bugs of some names, or for all; the result is the number of those that were not found.</summary>
    /// <exception cref="InvalidDataException">A patch does not fit to the sources.</exception>
    internal int Run(string[] names)
    {
        var patches = SourcePatch.ReadAll(Path.Combine(repository, Folder));
        var unknown = names.Except(patches.Select(patch => patch.Name)).ToArray();
        if (unknown.Length > 0)
        {
            throw new InvalidDataException(
                $"There is no old bug {string.Join(", ", unknown)}, but {string.Join(", ", patches.Select(patch => patch.Name))}.");
        }

        var copy = Directory.CreateTempSubdirectory("lanner-old-bugs-").FullName;
        try
        {
            CopySources(copy);
            Write("| bug | module | found by |");
            Write("| --- | --- | --- |");
            return patches.Where(patch => names.Length == 0 || names.Contains(patch.Name)).Count(patch => !IsFound(patch, copy));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private bool IsFound(SourcePatch patch, string copy)
    {
        patch.Apply(copy);
        Build(copy);
        using var report = new StringWriter(CultureInfo.InvariantCulture);
        var own = options with { Folder = Path.Combine(copy, "finds"), EndsWithFirst = true, Shrinks = false };
        var program =
            Path.Combine(copy, "artifacts/bin/Lanner.Hunt/release", OperatingSystem.IsWindows() ? "Lanner.Hunt.exe" : "Lanner.Hunt");
        HuntProcess.Run(program, HuntProcess.ArgumentsFor(own, ModuleGenerators.Mix), own, patch.Hardware, report);
        foreach (var path in patch.Paths)
        {
            File.Copy(Path.Combine(repository, path), Path.Combine(copy, path), overwrite: true);

            // Else the next build takes the file for the one that it has compiled.
            File.SetLastWriteTimeUtc(Path.Combine(copy, path), DateTime.UtcNow);
        }

        if (Find().Match(report.ToString()) is not { Success: true } find)
        {
            Write($"| {patch.Name} | not among {options.Count:N0} | |");
            return false;
        }

        var module = ulong.Parse(find.Groups["seed"].ValueSpan, CultureInfo.InvariantCulture) - options.Seed + 1;
        Write($"| {patch.Name} | {module:N0} | {find.Groups["what"].Value.Replace("|", "\\|", StringComparison.Ordinal)} |");
        return true;
    }

    private static void Build(string copy)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "build", "tests/Lanner.Hunt", "-c", "Release", "--nologo", "-v", "q", "-p:TreatWarningsAsErrors=false",
                "-p:RunAnalyzers=false",
            ])
        {
            WorkingDirectory = copy,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var log = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidDataException($"The sources with the bug do not build:\n{log}");
        }
    }

    private void CopySources(string copy)
    {
        var files = Directory.EnumerateFiles(repository).Concat(
            Copied.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(repository, folder), "*", SearchOption.AllDirectories)))
            .Append(Path.Combine(repository, "tests/Directory.Build.props"));
        foreach (var file in files)
        {
            var target = Path.Combine(copy, Path.GetRelativePath(repository, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private void Write(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }

    [GeneratedRegex(@"^seed (?<seed>\d+)( or \d+)*: (?<what>.{1,120})", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Find();
}
