using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Lanner.Compilation.Saving;

/// <summary>Runs crossgen2, .NET's compiler from assemblies to assemblies with machine code (the format called ReadyToRun).</summary>
/// <remarks>The engine and the framework are in one version bubble with the code, so that fields are reached without going through a cell,
/// and vectors are expanded as the JIT does it; the code then is for just this engine and framework, and
/// <see cref="CodeIdentity"/> sees to that.</remarks>
internal sealed class MachineCodeCompiler
{
    /// <summary>The time after which work is given up that nobody waits for.</summary>
    private static readonly TimeSpan LongestInBackground = TimeSpan.FromMinutes(10);

    private readonly string _tool;
    private readonly bool _isUrgent;

    private MachineCodeCompiler(string tool, bool isUrgent)
    {
        _tool = tool;
        _isUrgent = isUrgent;
    }

    /// <summary>The folder beside the program that has the tool.</summary>
    internal const string Folder = "crossgen2";

    /// <summary>Finds the tool; null if it is not there, or not of use: the engine is not in a file that it could read.</summary>
    /// <param name="isUrgent">False if it is to run with low priority.</param>
    internal static MachineCodeCompiler? Find(bool isUrgent = true)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, Folder, OperatingSystem.IsWindows() ? "crossgen2.exe" : "crossgen2");
        return File.Exists(tool) && EngineFile.Length > 0 && FrameworkFile.Length > 0 ? new MachineCodeCompiler(tool, isUrgent) : null;
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Without the file there is no machine code.")]
    private static string EngineFile => typeof(Engine).Assembly.Location;

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Without the file there is no machine code.")]
    private static string FrameworkFile => typeof(object).Assembly.Location;

    /// <summary>Compiles an assembly.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="image">The assembly.</param>
    /// <param name="references">The names and images of assemblies that it refers to, besides the engine and the framework.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CompiledModuleException">The tool failed.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    internal byte[] Compile(string name, byte[] image, IEnumerable<(string Name, byte[] Image)> references, CancellationToken cancellation)
    {
        RequireLoadedVersions();
        var folder = Directory.CreateTempSubdirectory("lanner-compile-").FullName;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        AppDomain.CurrentDomain.ProcessExit += EndWithProcess;
        try
        {
            var input = Path.Combine(folder, name + ".dll");
            var output = Path.Combine(folder, "output.dll");
            File.WriteAllBytes(input, image);
            var arguments = new StringBuilder();
            Add(input);
            Add("-o:" + output);
            Add("-O");
            Add("--targetos:" + CodeIdentity.Platform.Split('-')[0]);
            Add("--targetarch:" + CodeIdentity.Platform.Split('-')[1]);
            Add("--instruction-set:native");
            Add("-r:" + Path.Combine(Path.GetDirectoryName(FrameworkFile)!, "*.dll"));
            Add("-r:" + EngineFile);
            Add("--inputbubble");
            Add("--inputbubbleref:" + FrameworkFile);
            Add("--inputbubbleref:" + EngineFile);
            foreach (var (reference, bytes) in references)
            {
                var file = Path.Combine(folder, reference + ".dll");
                File.WriteAllBytes(file, bytes);
                Add("-r:" + file);
                Add("--inputbubbleref:" + file);
            }

            var response = Path.Combine(folder, "arguments.rsp");
            File.WriteAllText(response, arguments.ToString());
            Run(response, end.Token);
            RequireLoadedVersions();
            return File.ReadAllBytes(output);

            void Add(string argument) => arguments.Append('"').Append(argument).Append("\"\n");
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= EndWithProcess;
            Delete();
        }

        // The thread may be one that the end of the process does not wait for.
        void EndWithProcess(object? sender, EventArgs arguments)
        {
            end.Cancel();
            Delete();
        }

        void Delete()
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The tool still writes, or somebody else was faster.
            }
        }
    }

    /// <summary>The code names fields of the engine and the framework as they are in their files, and is used by those that are loaded: a
    /// program that is replaced while it runs must not go on to compile.</summary>
    private static void RequireLoadedVersions()
    {
        if (!IsInFile(typeof(Engine).Module.ModuleVersionId, EngineFile)
            || !IsInFile(typeof(object).Module.ModuleVersionId, FrameworkFile))
        {
            throw new CompiledModuleException("the files of Lanner or .NET were replaced while they were in use");
        }
    }

    /// <summary>Tests whether a file has the version of an assembly somewhere: no other assembly has that number.</summary>
    private static bool IsInFile(Guid version, string path)
    {
        try
        {
            return File.ReadAllBytes(path).AsSpan().IndexOf(version.ToByteArray()) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Run(string response, CancellationToken cancellation)
    {
        var information = new ProcessStartInfo(_tool, "@" + response) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(information)!;
        }
        catch (Win32Exception exception)
        {
            throw new CompiledModuleException($"{_tool} cannot be started", exception);
        }

        using (process)
        using (var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
        using (deadline.Token.Register(static process => ((Process)process!).Kill(entireProcessTree: true), process))
        {
            deadline.CancelAfter(_isUrgent ? Timeout.InfiniteTimeSpan : LongestInBackground);
            if (!_isUrgent)
            {
                LowerPriority(process);
            }

            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            if (deadline.IsCancellationRequested)
            {
                throw new CompiledModuleException($"it takes longer than {LongestInBackground.TotalMinutes} minutes to compile");
            }

            if (process.ExitCode != 0)
            {
                throw new CompiledModuleException(
                    $"{_tool} failed with exit code {process.ExitCode}: {(output.Result + error).Trim().ReplaceLineEndings(" ")}");
            }
        }
    }

    private static void LowerPriority(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            // It is done, or the system does not allow it.
        }
    }
}
