namespace Lanner.Native.Tests;

/// <summary>Programs of C, compiled and run.</summary>
public sealed class ProgramTests
{
    internal const string SanitizerFlags = "-std=c11 -O1 -fsanitize=address,undefined -fno-omit-frame-pointer";

    /// <summary>The sanitizer leaves faults and stacks for signals to the CLR, and does not look for leaks, since the CLR keeps memory
    /// until the process ends.</summary>
    internal static readonly (string, string) Sanitizer =
        ("ASAN_OPTIONS", "handle_segv=0:handle_sigfpe=0:handle_sigbus=0:handle_sigill=0:use_sigaltstack=0:detect_leaks=0");

    public static TheoryData<string> Examples =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf("native/examples"), "*.expected")
            .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(),
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_prints_what_it_should(string name) => Check(name, "-std=c11 -O2", name);

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_right_about_its_memory(string name)
    {
        NativeBuild.RequireCompiler();
        Assert.SkipUnless(HasSanitizer, "The compiler has no AddressSanitizer: install libasan (Debian: libgcc-12-dev).");
        Check(name, SanitizerFlags, $"{name}-sanitized", Sanitizer);
    }

    [Fact]
    public void Every_example_has_its_output() => Assert.DoesNotContain(
        Directory.EnumerateFiles(Repository.PathOf("native/examples"), "*.c"),
        file => Path.GetFileName(file) != "calls.c" && !File.Exists(Path.ChangeExtension(file, ".expected")));

    /// <summary>Calls are measured, and what they take is not compared.</summary>
    [Fact]
    public void Calls_are_measured()
    {
        NativeBuild.RequireCompiler();

        var (exitCode, output) = NativeBuild.Run(
            NativeBuild.Compile(Repository.PathOf("native/examples/calls.c")), "", NativeBuild.Folder);

        Assert.True(exitCode == 0, output);
        Assert.Equal(13, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Guests_and_host_fault_in_one_process()
    {
        var (exitCode, output) = Run("faults");

        Assert.True(exitCode == 0, $"ended with {exitCode}\n{output}");
        Assert.Equal(File.ReadAllText(Repository.PathOf("tests/Lanner.Native.Tests/Programs/faults.expected")), output);
    }

    /// <summary>The handler of a fault is left for good, and has used the stack that another signal would use.</summary>
    [Fact]
    public void Signals_of_the_host_come_while_guests_trap()
    {
        var (exitCode, output) = Run("interruptions");

        Assert.True(exitCode == 0, $"ended with {exitCode}\n{output}");
        Assert.Equal(File.ReadAllText(Repository.PathOf("tests/Lanner.Native.Tests/Programs/interruptions.expected")), output);
    }

    /// <summary>An interruption that came while a program was instantiated was taken by that, and the program went on for ever.</summary>
    [Fact]
    public void Programs_are_interrupted_at_any_moment()
    {
        var (exitCode, output) = Run("stop");

        Assert.Equal((0, "all of them ended\n"), (exitCode, output));
    }

    /// <summary>Two threads trap, of which one has lost its alternate stack: an exception found no way out of the guest.</summary>
    [Fact]
    public void Guests_trap_on_threads_whose_alternate_stack_was_taken_away()
    {
        var (exitCode, output) = Run("no-alternate-stack");

        Assert.Equal((0, "all of them trapped\n"), (exitCode, output));
    }

    /// <summary>A fault of the host that nobody handles ends the process as it would without Lanner.</summary>
    [Fact]
    public void A_fault_that_nobody_handles_ends_the_process_by_its_signal()
    {
        var (exitCode, output) = Run("crash");

        Assert.Equal((128 + 11, "a guest has trapped\n"), (exitCode, output));
    }

    /// <summary>Stores that are deleted too early, in a callback, or used by two threads.</summary>
    [Fact]
    public void What_comes_too_late_fails_and_does_not_crash()
    {
        var (exitCode, output) = Run("late");

        Assert.Equal((0, "all of it failed\n"), (exitCode, output));
    }

    [Fact]
    public void Wrong_calls_fail_and_do_not_crash()
    {
        NativeBuild.RequireCompiler();
        Directory.CreateDirectory(NativeBuild.Folder);
        var source = Path.Combine(NativeBuild.Folder, "wrong.txt");
        File.WriteAllText(source, StubGenerator.WrongCalls(GeneratedFilesTests.Functions));

        var (exitCode, output) = NativeBuild.Run(NativeBuild.Compile(source, "-x c -std=c11 -O1"), "", NativeBuild.Folder);

        Assert.True(exitCode == 0, $"ended with {exitCode}\n{output}");
        Assert.EndsWith("done\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_dotnet_the_library_says_where_it_has_looked()
    {
        NativeBuild.RequireCompiler();
        var program = NativeBuild.Compile(Repository.PathOf("native/examples/hello.c"), name: "hello-without");

        var (exitCode, output) = NativeBuild.Run(program, "", NativeBuild.Folder, ("DOTNET_ROOT", "/nowhere"));

        Assert.Equal(
            (1, "no engine: DOTNET_ROOT is /nowhere, where .NET is not: there is no host/fxr with a version\n"), (exitCode, output));
    }

    /// <summary>With .NET in the folder of the library, where one was built (which takes minutes).</summary>
    [Fact]
    public void Examples_run_with_a_dotnet_of_their_own()
    {
        NativeBuild.RequireCompiler();
        var library = Repository.PathOf("artifacts/native-self-contained");
        Assert.SkipUnless(
            File.Exists(Path.Combine(library, "libcoreclr.so")),
            "There is none: native/build.sh --self-contained artifacts/native-self-contained makes one.");
        foreach (var name in Directory.EnumerateFiles(Repository.PathOf("native/examples"), "*.expected")
            .Select(file => Path.GetFileNameWithoutExtension(file)!))
        {
            var program = NativeBuild.Compile(Repository.PathOf($"native/examples/{name}.c"), name: $"{name}-own");
            var folder = Path.Combine(NativeBuild.Folder, $"{name}-own.files");
            Directory.CreateDirectory(folder);

            var (exitCode, output) = NativeBuild.Run(program, "", folder, ("DOTNET_ROOT", "/nowhere"), ("LD_LIBRARY_PATH", library));

            Assert.True(exitCode == 0, $"{name} ended with {exitCode}\n{output}");
            Assert.Equal(File.ReadAllText(Repository.PathOf($"native/examples/{name}.expected")), output);
        }
    }

    internal static bool HasSanitizer
    {
        get
        {
            var (exitCode, _) = NativeBuild.Run(
                "/bin/sh", "-c \"echo 'int main(void){return 0;}' | cc -fsanitize=address,undefined -x c - -o /dev/null\"",
                Repository.Root);
            return exitCode == 0;
        }
    }

    /// <summary>Compiles a program of the folder <c>Programs</c>, and runs it.</summary>
    private static (int ExitCode, string Output) Run(string program)
    {
        NativeBuild.RequireCompiler();
        var file = NativeBuild.Compile(Repository.PathOf($"tests/Lanner.Native.Tests/Programs/{program}.c"));
        return NativeBuild.Run(file, "", NativeBuild.Folder);
    }

    private static void Check(string name, string flags, string program, params (string, string)[] environment)
    {
        NativeBuild.RequireCompiler();
        var path = NativeBuild.Compile(Repository.PathOf($"native/examples/{name}.c"), flags, program);
        var folder = Path.Combine(NativeBuild.Folder, $"{program}.files");
        Directory.CreateDirectory(folder);

        var (exitCode, output) = NativeBuild.Run(path, "", folder, environment);

        Assert.True(exitCode == 0, $"{name} ended with {exitCode}\n{output}");
        Assert.Equal(File.ReadAllText(Repository.PathOf($"native/examples/{name}.expected")), output);
    }
}
