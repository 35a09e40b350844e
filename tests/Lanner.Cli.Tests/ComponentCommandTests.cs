using Lanner.Tests;

namespace Lanner.Cli.Tests;

/// <summary>Commands that take components as they take modules, and those for components alone.</summary>
public sealed class ComponentCommandTests : IDisposable
{
    private static readonly string Tool = Path.Combine(
        Path.GetDirectoryName(Command.Assembly)!, "crossgen2", OperatingSystem.IsWindows() ? "crossgen2.exe" : "crossgen2");

    private readonly TemporaryFolder _folder = new();
    private readonly string _adder;

    public ComponentCommandTests() => _adder = _folder.Write("adder.wat", Components.Adder);

    [Theory]
    [InlineData("a:b/math@1.2.0#add(1, 2)", "3\n")]
    [InlineData("add(1, 2)", "3\n")]
    [InlineData("math#echo(\"é\\n\")", "\"é\\n\"\n")]
    public void A_function_is_called_with_WAVE(string call, string output) =>
        Assert.Equal(output, Command.Run("invoke", _adder, call).Expect(0).Output);

    [Theory]
    [InlineData("add", "[1, 2]", "3\n")]
    [InlineData("echo", "[\"é\\n\"]", "\"é\\n\"\n")]
    public void A_function_is_called_with_JSON(string name, string arguments, string output) =>
        Assert.Equal(output, Command.Run("invoke", "--json", _adder, name, arguments).Expect(0).Output);

    [Fact]
    public void A_function_that_may_wait_is_waited_for()
    {
        var waiting = _folder.Write("waiting.wat", """
            (component
              (core func $return (canon task.return (result u32)))
              (type $bytes (stream u8))
              (core func $new (canon stream.new $bytes))
              (core module $M
                (import "" "return" (func $return (param i32)))
                (import "" "new" (func $new (result i64)))
                (func (export "seven") (result i32) (i32.const 1))
                (func (export "go-on") (param i32 i32 i32) (result i32) (call $return (i32.const 7)) (i32.const 0))
                (func (export "give") (result i32) (i32.wrap_i64 (call $new))))
              (core instance $m (instantiate $M (with "" (instance (export "return" (func $return)) (export "new" (func $new))))))
              (func (export "seven") async (result u32) (canon lift (core func $m "seven") async (callback (core func $m "go-on"))))
              (func (export "give") (result $bytes) (canon lift (core func $m "give"))))
            """);
        Assert.Equal("7\n", Command.Run("invoke", waiting, "seven()").Expect(0).Output);
        Assert.Equal("7\n", Command.Run("invoke", "--json", waiting, "seven").Expect(0).Output);
        Command.Run("invoke", waiting, "give()").ExpectFailure(
            1, "The result of `give` is of the type `stream<u8>`: streams and futures cannot be written as text.");
    }

    [Fact]
    public void A_call_that_cannot_be_made_is_told_in_a_line()
    {
        Command.Run("invoke", _adder, "add(1)").ExpectFailure(1, "in the call, 1:1: the parameter `b` of `add` gets no value");
        Command.Run("invoke", _adder, "sub(1)").ExpectFailure(
            1, "The component exports no function `sub`; it exports a:b/math@1.2.0#add, a:b/math@1.2.0#echo, trap.");
        Command.Run("invoke", _adder, "add", "1", "2").ExpectFailure(1, "a call of a component has its arguments in it: 'add(1, 2)'");
        Command.Run("invoke", "--json", _adder, "add", "[1]").ExpectFailure(1, "in the arguments, 1:1: expected an array of 2 parameters");
        Assert.Contains("trap: ", Command.Run("invoke", _adder, "trap()").Expect(134).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_of_a_module_is_called_as_run_does() => Assert.Equal(
        "3\n",
        Command.Run(
            "invoke",
            _folder.Write("m.wat", """(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))"""),
            "add", "1", "2").Expect(0).Output);

    [Fact]
    public void Components_are_validated_printed_and_parsed()
    {
        var binary = _folder.PathOf("adder.wasm");
        Command.Run("parse", _adder, "-o", binary).Expect(0);
        Assert.Equal([$"{binary}: valid"], Command.Run("validate", binary).Expect(0).Lines);
        var text = Command.Run("print", binary).Expect(0).Output;
        Assert.StartsWith("(component", text, StringComparison.Ordinal);
        var again = _folder.PathOf("again.wasm");
        Command.Run("parse", _folder.Write("again.wat", text), "-o", again).Expect(0);
        Assert.Equal(text, Command.Run("print", again).Expect(0).Output);

        var wrong = _folder.Write("wrong.wat", "(component\n  (export \"f\" (func 0)))");
        Command.Run("validate", wrong).ExpectFailure(1, $"{wrong}:2:3: unknown function 0");
    }

    [Fact]
    public void A_component_is_inspected()
    {
        var lines = Command.Run("inspect", _folder.Write("p.wat", Components.Program)).Expect(0).Lines;
        Assert.Matches(@"^component: \d+ bytes$", lines[0]);
        Assert.Equal("core modules:", lines[1]);
        Assert.Matches(@"^  0: \d+ bytes$", lines[2]);
        Assert.Equal(
            [
                "imports:",
                "  a:b/math@1.0.0: instance",
                "    add: func(a: u32, b: u32) -> u32",
                "exports:",
                "  run: func(x: u32) -> u32",
            ],
            lines[3..]);
    }

    [Fact]
    public void A_compiled_component_does_what_the_component_does()
    {
        var compiled = _folder.PathOf("adder.lanner");
        var result = Command.Run("compile", _adder, "-o", compiled).Expect(0);
        Assert.Equal(File.Exists(Tool) ? "" : "lanner: crossgen2 is not here, so that the file has no machine code, and the JIT makes "
            + "it when it is run\n", result.Error);
        Assert.Equal("3\n", Command.Run("invoke", compiled, "add(1, 2)").Expect(0).Output);
        Assert.Contains("trap: ", Command.Run("invoke", compiled, "trap()").Expect(134).Error, StringComparison.Ordinal);

        // Deadlines need code that is interruptible, which says so itself.
        Command.Run("compile", "--interruptible", _adder, "-o", compiled).Expect(0);
        Assert.Equal("3\n", Command.Run("invoke", "--timeout", "60s", compiled, "add(1, 2)").Expect(0).Output);
    }

    [Fact]
    public void Nothing_of_the_modules_of_a_compiled_component_is_compiled_when_it_runs()
    {
        Assert.SkipUnless(File.Exists(Tool), "crossgen2 is not there: Lanner.Cli was built without CompilesAheadOfTime.");
        var compiled = _folder.PathOf("adder.lanner");
        Command.Run("compile", _adder, "-o", compiled).Expect(0);
        Assert.DoesNotContain(" Functions:", JitLogOf([], "invoke", compiled, "add(1, 2)"), StringComparison.Ordinal);
        Assert.Contains(" Functions:", JitLogOf([], "invoke", "--no-cache", _adder, "add(1, 2)"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_compiled_component_that_was_changed_or_is_for_other_options_is_refused()
    {
        var compiled = _folder.PathOf("adder.lanner");
        Command.Run("compile", "--checked", _adder, "-o", compiled).Expect(0);
        Command.Run("invoke", "--fuel", "1000", "--checked", compiled, "add(1, 2)").ExpectFailure(1, "it was compiled without fuel");

        var bytes = File.ReadAllBytes(compiled);
        bytes[60] ^= 1;
        File.WriteAllBytes(compiled, bytes);
        Command.Run("invoke", "--checked", compiled, "add(1, 2)").ExpectFailure(1, "the file was cut or changed");
        File.WriteAllBytes(compiled, bytes[..40]);
        Command.Run("invoke", "--checked", compiled, "add(1, 2)").ExpectFailure(1, "the file was cut or changed");
        Command.Run("compile", "--exe", _adder).ExpectFailure(
            1, "the component exports no wasi:cli/run of WASI 0.2 or 0.3, so that it is no program");
        Command.Run("compile", "--exe", "--allow-connect", "*", Repository.PathOf("samples/hello.wasm")).ExpectFailure(
            1, "--allow-connect is for components, and this is a module");
    }

    [Fact]
    public void The_cache_has_each_core_module()
    {
        var cache = _folder.PathOf("cache");
        var environment = new Dictionary<string, string> { ["LANNER_CACHE"] = cache };
        Assert.Equal("3\n", Command.RunWith(environment, "invoke", _adder, "add(1, 2)").Expect(0).Output);
        Assert.True(SpinWait.SpinUntil(
            () => Directory.Exists(cache) && Directory.GetFiles(cache, "*.lanner").Length == 1, Patience.Limit));
        if (File.Exists(Tool))
        {
            Assert.DoesNotContain(
                " Functions:", JitLogOf(environment, "invoke", _adder, "add(1, 2)"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Standard_input_is_read_once()
    {
        var module = File.ReadAllBytes(Repository.PathOf("samples/add.wasm"));
        Assert.Equal("3\n", Command.Run(module, "invoke", "-", "add", "1", "2").Expect(0).Output);
        Command.Run(module, "invoke", "--json", "-", "add", "[1, 2]").ExpectFailure(1, "--json is for components");
    }

    [Fact]
    public void The_WIT_of_a_component_is_printed()
    {
        var text = Command.Run("wit", _adder).Expect(0).Output;
        Assert.Contains("  export a:b/math@1.2.0;\n", text, StringComparison.Ordinal);
        Assert.Contains("    add: func(a: u32, b: u32) -> u32;\n", text, StringComparison.Ordinal);

        // The text is WIT, whose binary form has the same text.
        var wit = _folder.Write("adder.wit", text);
        Command.Run("wit", "--check", wit).Expect(0);
        var binary = _folder.PathOf("adder.wit.wasm");
        Command.Run("wit", wit, "-o", binary).Expect(0);
        Assert.Contains("world root", Command.Run("wit", binary).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WIT_is_checked_and_formatted()
    {
        var file = _folder.Write("a.wit", "package a:b;\ninterface  i { /// doc\n f: func(); }");
        Assert.Equal([$"{file}: not formatted"], Command.Run("wit", "--check", file).Expect(1).Lines);
        Command.Run("wit", "--write", file).Expect(0);
        Assert.Equal("package a:b;\n\ninterface i {\n  /// doc\n  f: func();\n}\n", File.ReadAllText(file));
        Command.Run("wit", "--check", file).Expect(0);

        const string formatted = "package a:b@1.0.0;\n\n// why\nworld w {\n  include c:d/v;\n  @unstable(feature = f)\n"
            + "  import i: func();\n}\n";
        File.WriteAllText(file, formatted.Replace("  ", "", StringComparison.Ordinal));
        Command.Run("wit", "--write", _folder.PathOf("")).Expect(0);
        Assert.Equal(formatted, File.ReadAllText(file));

        File.WriteAllText(file, "package a:b;\ninterface i { f: fun(); }");
        Command.Run("wit", file).ExpectFailure(1, $"{file}:2:18: ");
        Command.Run("wit", "--write", file).ExpectFailure(1, $"{file}:2:18: ");
    }

    [Fact]
    public void Components_are_composed_by_the_names_of_imports()
    {
        var program = _folder.Write("program.wat", Components.Program);
        var composed = _folder.PathOf("composed.wasm");
        Command.Run("compose", program, "--plug", _adder, "-o", composed).Expect(0);
        Assert.Equal("107\n", Command.Run("invoke", composed, "run(7)").Expect(0).Output);
        Assert.Equal("imports:", Command.Run("inspect", composed).Expect(0).Lines[^3]);
        Command.Run("compose", program, "--plug", _adder, "--plug", _adder, "-o", composed).ExpectFailure(
            1, "import `a:b/math@1.0.0`: several export it: `plug 1 (adder.wat)`, `plug 2 (adder.wat)`");
    }

    [Fact]
    public void A_manifest_names_instances_and_what_they_are_given()
    {
        _folder.Write("program.wat", Components.Program);
        var manifest = _folder.Write("app.toml", """
            [instances]
            program = "program.wat"
            one = "adder.wat"
            two = "adder.wat"

            [connect.program]
            "a:b/math@1.0.0" = "two"

            [exports]
            start = "program#run"
            "c:d/math" = "one#a:b/math@1.2.0"
            """);
        var composed = _folder.PathOf("composed.wasm");
        Command.Run("compose", manifest, "-o", composed).Expect(0);
        Assert.Equal("107\n", Command.Run("invoke", composed, "start(7)").Expect(0).Output);
        Assert.Equal("3\n", Command.Run("invoke", composed, "math#add(1, 2)").Expect(0).Output);
    }

    [Theory]
    [InlineData("instances = 1", "[instances] is not a table")]
    [InlineData("# nothing", "the manifest has no table [instances]")]
    [InlineData("[instances]\na = 1", "'a' in [instances] is not a string")]
    [InlineData("[instances]\na = \"adder.wat\"\n[conect.a]\n", "there is no table [conect]")]
    [InlineData("[instances]\na = \"adder.wat\"\n[connect.a]\nb = \"a\"", "`a` does not import `b`.")]
    [InlineData("[instances]\na = \"none.wat\"", "there is no such file")]
    [InlineData("[instances", "app.toml: ")]
    public void A_manifest_that_is_wrong_is_refused(string text, string reason)
    {
        var manifest = _folder.Write("app.toml", text);
        Command.Run("compose", manifest, "-o", _folder.PathOf("out.wasm")).ExpectFailure(1, reason);
        Assert.False(File.Exists(_folder.PathOf("out.wasm")));
    }

    [Fact]
    public void Scripts_of_components_run()
    {
        var script = _folder.Write("s.wast", $"""
            {Components.Adder}
            (assert_return (invoke "a:b/math@1.2.0#add" (u32.const 1) (u32.const 2)) (u32.const 3))
            (assert_trap (invoke "trap") "unreachable")
            (assert_invalid (component (export "f" (func 0))) "unknown function 0")
            """);
        Assert.Equal(["4 passed, 0 failed, 0 skipped"], Command.Run("wast", script).Expect(0).Lines);
    }

    [Fact]
    public void The_official_scripts_pass()
    {
        var suite = Repository.PathOf("../shared/component-testsuite");
        Assert.SkipUnless(Directory.Exists(suite), "The test suite is not there: put it at ../shared/component-testsuite.");
        var lines = Command.Run("wast", suite).Expect(0).Lines;
        Assert.Matches(@"^\d+ passed, 0 failed, \d+ skipped$", lines[^1]);
        Assert.Contains($"prints `{lines[^1]}`", File.ReadAllText(Repository.PathOf("README.md")), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string JitLogOf(Dictionary<string, string> environment, params string[] arguments)
    {
        var log = _folder.PathOf("jit.txt");
        Command.RunWith(
            new(environment) { ["DOTNET_JitStdOutFile"] = log, ["DOTNET_JitDisasmSummary"] = "1" }, arguments).Expect(0);
        return File.ReadAllText(log);
    }
}
