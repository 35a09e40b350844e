namespace Lanner.Wasi.Tests;

/// <summary>Programs in many languages run unchanged (docs/languages.md). The small ones are committed beside their sources in
/// samples/languages; the others are built or fetched into artifacts/languages by samples/languages/build.sh.</summary>
public sealed class LanguageTests
{
    private static readonly string Samples = Repository.PathOf("samples");
    private static readonly string Built = Repository.PathOf("artifacts/languages");

    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void Cpp_throws_catches_and_cleans_up(MemoryMode mode) =>
        Assert.Equal(Expected("exceptions"), Run(Path.Combine(Samples, "languages", "exceptions.wasm"), new WasiContextBuilder(), mode));

    [Theory]
    [InlineData(MemoryMode.Guarded)]
    [InlineData(MemoryMode.Checked)]
    public void Zig_counts_words(MemoryMode mode)
    {
        var input = WasiInput.FromBytes(File.ReadAllBytes(Path.Combine(Samples, "wordcount.input")));
        Assert.Equal(
            Expected("words"), Run(Path.Combine(Samples, "languages", "words.wasm"), new WasiContextBuilder { Input = input }, mode));
    }

    [Fact]
    public void Zig_reads_a_file_and_says_what_is_missing()
    {
        var files = new InMemoryFileSystem();
        files.WriteFile("input", File.ReadAllBytes(Path.Combine(Samples, "wordcount.input")));
        var words = Path.Combine(Samples, "languages", "words.wasm");
        Assert.Equal(Expected("words"), Run(words, new WasiContextBuilder { Arguments = ["words", "input"] }.AddFileSystem(files, ".")));
        Assert.Equal(
            "cannot read: FileNotFound\n",
            Run(words, new WasiContextBuilder { Arguments = ["words", "output"] }.AddFileSystem(files, "."), exitCode: 1));
    }

    /// <summary>By a clock that runs by being looked at: Go's collector shares the processor by time, so that how far it gets depends on
    /// what else the machine does.</summary>
    [Fact]
    public void Go_runs_goroutines_timers_panics_and_files()
    {
        var builder = new WasiContextBuilder { Arguments = ["pipeline", "/work"], Time = new VirtualClock() }.AddFileSystem(
            new InMemoryFileSystem(), "/work");
        Assert.Equal(Expected("pipeline"), Run(Path.Combine(Samples, "languages", "pipeline.wasm"), builder));
    }

    [Fact]
    public void Lua_runs_a_script_with_errors_coroutines_and_files()
    {
        var files = new InMemoryFileSystem();
        files.WriteFile("script.lua", File.ReadAllBytes(Path.Combine(Samples, "languages", "script.lua")));
        var builder = new WasiContextBuilder { Arguments = ["lua", "/work/script.lua", "/work"] }.AddFileSystem(files, "/work");
        Assert.Equal(Expected("script-lua"), Run(Find("lua.wasm"), builder));
    }

    [Fact]
    public void Python_runs_a_script_with_its_standard_library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        var python = Find("python.wasm");
        var builder = new WasiContextBuilder { Arguments = ["python", "/script/script.py"] }
            .AddDirectory(Path.Combine(Built, "python"), "/usr", DirectoryRights.ReadOnly)
            .AddDirectory(Path.Combine(Samples, "languages"), "/script", DirectoryRights.ReadOnly);
        builder.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        Assert.Equal(Expected("script"), Run(python, builder));
    }

    /// <summary>The module wants a JavaScript host besides WASI; a program that asks nothing of JavaScript runs without one.</summary>
    [Fact]
    public void Ruby_evaluates_a_program()
    {
        var file = Find(Path.Combine("node_modules", "@ruby", "3.4-wasm-wasi", "dist", "ruby+stdlib.wasm"));
        var output = new CapturedOutput();
        var errors = new CapturedOutput();
        using var context = new WasiContextBuilder { Arguments = ["ruby"], Output = output, Error = errors }.Build();
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = Module.FromFile(engine, file);
        var linker = new Linker(engine);
        linker.DefineWasi(context);

        // The handles of the guest's own objects, which the host keeps for it.
        var handles = new List<int>();
        linker.Define("canonical_abi", "resource_new_rb-abi-value", (int value) =>
        {
            handles.Add(value);
            return handles.Count - 1;
        });
        linker.Define("canonical_abi", "resource_get_rb-abi-value", (int handle) => handles[handle]);
        linker.DefineUnknownFunctions(module);
        var instance = linker.Instantiate(store, module);
        var memory = instance.GetMemory("memory");
        var allocate = instance.GetFunction<Func<int, int, int, int, int>>("cabi_realloc");

        // Strings are handed over as the component model did before it was one: allocated by the guest, as an address and a length; Ruby
        // wants a zero byte, too.
        (int Address, int Length) Text(string text)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(text + '\0');
            var address = allocate(0, 0, 1, bytes.Length);
            bytes.CopyTo(memory.GetSpan(address, bytes.Length));
            return (address, bytes.Length);
        }

        instance.GetFunction<Action>("_initialize")();
        string[] arguments = ["ruby", "-e", "_=0", "-EUTF-8"];
        var list = allocate(0, 0, 4, arguments.Length * 8);
        for (var index = 0; index < arguments.Length; index++)
        {
            var (address, length) = Text(arguments[index]);
            memory.Write(list + (index * 8), address);
            memory.Write(list + (index * 8) + 4, length);
        }

        instance.GetFunction<Action<int, int>>("ruby-init: func(args: list<string>) -> ()")(list, arguments.Length);
        var (program, size) = Text(File.ReadAllText(Path.Combine(Samples, "languages", "script.rb")));
        var result = instance.GetFunction<Func<int, int, int>>(
            "rb-eval-string-protect: func(str: string) -> tuple<handle<rb-abi-value>, s32>")(program, size);
        context.Flush();

        Assert.Equal("", errors.Text);
        Assert.Equal(0, memory.Read<int>(result + 4));
        Assert.Equal(Expected("script-rb"), output.Text);
    }

    private static string Run(string file, WasiContextBuilder builder, MemoryMode? mode = null, int exitCode = 0)
    {
        Assert.SkipWhen(mode == MemoryMode.Guarded && !OperatingSystem.IsLinux(), "Memories are guarded on Linux only.");
        var output = new CapturedOutput();
        var errors = new CapturedOutput();
        builder.Output = output;
        builder.Error = errors;
        builder.Arguments = builder.Arguments.Count == 0 ? [Path.GetFileName(file)] : builder.Arguments;
        using var context = builder.Build();
        using var engine = new Engine(new EngineOptions { MemoryMode = mode });
        using var store = new Store(engine);
        using var module = Module.FromFile(engine, file);
        var linker = new Linker(engine);
        linker.DefineWasi(context);
        var code = 0;
        try
        {
            linker.Instantiate(store, module).GetFunction<Action>("_start")();
        }
        catch (WasiExitException exit)
        {
            code = exit.ExitCode;
        }

        context.Flush();
        Assert.True(code == exitCode, $"exit code {code}\n{output.Text}\n{errors.Text}");
        return output.Text;
    }

    private static string Expected(string name) => File.ReadAllText(Path.Combine(Samples, "languages", $"{name}.expected"));

    private static string Find(string name)
    {
        var file = Path.Combine(Built, name);
        Assert.SkipUnless(File.Exists(file), $"{name} is not there: samples/languages/build.sh builds or fetches it.");
        return file;
    }
}
