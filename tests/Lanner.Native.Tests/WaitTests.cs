namespace Lanner.Native.Tests;

/// <summary>Calls and functions of the host that wait, in programs of C.</summary>
public sealed class WaitTests
{
    /// <summary>Wrong arguments and results, completions that are ended twice, deleted stores, cancellations that race with ends.</summary>
    [Fact]
    public void Mistakes_are_found_and_each_call_ends_once() => Check("waits", "all calls ended\n");

    /// <summary>A guest's fault on a thread that had called back was taken for one of the host.</summary>
    [Fact]
    public void Guests_and_callbacks_fault_on_threads_of_the_runtime() => Check("wait-faults", "1440 faults of the host\n");

    private static void Check(string program, string expected)
    {
        NativeBuild.RequireCompiler();
        var source = Repository.PathOf($"tests/Lanner.Native.Tests/Programs/{program}.c");

        var (exitCode, output) = NativeBuild.Run(NativeBuild.Compile(source), "", NativeBuild.Folder);

        Assert.Equal((0, expected), (exitCode, output));
        if (!ProgramTests.HasSanitizer)
        {
            return;
        }

        (exitCode, output) = NativeBuild.Run(
            NativeBuild.Compile(source, ProgramTests.SanitizerFlags, $"{program}-sanitized"), "", NativeBuild.Folder,
            ProgramTests.Sanitizer);

        Assert.Equal((0, expected), (exitCode, output));
    }
}
