using Lanner.Tests;

namespace Lanner.Cli.Tests;

/// <summary><c>validate</c>, <c>inspect</c>, <c>print</c> and <c>parse</c>.</summary>
public sealed class ModuleCommandTests
{
    [Fact]
    public void Validate_says_which_modules_are_valid_and_what_is_wrong_with_others()
    {
        using var folder = new TemporaryFolder();
        var bad = folder.Write("bad.wat", "(module (func (result i32) i64.const 1))");
        var result = Command.Run("validate", "samples/hello.wasm", bad, "samples/add.wat").Expect(1);
        Assert.Equal(["samples/hello.wasm: valid", "samples/add.wat: valid"], result.Lines);
        Assert.StartsWith($"lanner: {bad}:1:39: type mismatch", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    [InlineData("inspect")]
    [InlineData("print")]
    [InlineData("parse")]
    [InlineData("wast")]
    public void Files_that_cannot_be_read_are_told(string command)
    {
        Command.Run(command, "no-such-file.wasm").ExpectFailure(1, "no-such-file.wasm: there is no such file");
        if (command != "wast")
        {
            Command.Run(command, "samples").ExpectFailure(1, "this is a directory");
        }

        if (!OperatingSystem.IsWindows() && !Environment.IsPrivilegedProcess)
        {
            using var folder = new TemporaryFolder();
            var file = folder.Write("secret.wasm", "");
            File.SetUnixFileMode(file, UnixFileMode.None);
            Command.Run(command, file).ExpectFailure(1, "denied");
        }
    }

    [Theory]
    [InlineData("samples/add.wat")]
    [InlineData("samples/add.wasm")]
    public void Inspect_shows_what_a_module_is_made_of(string file)
    {
        var output = Command.Run("inspect", file).Expect(0).Output;
        Assert.Contains("  Code ", output, StringComparison.Ordinal);
        Assert.Contains("  add: (func (param i32 i32) (result i32))\n", output, StringComparison.Ordinal);
        Assert.Contains("3 functions", output, StringComparison.Ordinal);
        Assert.EndsWith("features: those of version 1.0\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(func (result i32 i32) unreachable)", "MultiValue")]
    [InlineData("(func (param v128))", "Simd")]
    [InlineData("(memory 1) (memory 1)", "MultiMemory")]
    [InlineData("(memory i64 1)", "Memory64")]
    [InlineData("(memory 1 1 shared)", "Threads")]
    [InlineData("(memory 1 (pagesize 1))", "CustomPageSizes")]
    [InlineData("(type (struct))", "GarbageCollection")]
    [InlineData("(import \"a\" \"b\" (global (mut i32)))", "MutableGlobals")]
    [InlineData("(func (drop (i32.extend8_s (i32.const 1))))", "SignExtension")]
    [InlineData("(func return_call 0)", "TailCalls")]
    [InlineData("(global i32 (i32.add (i32.const 1) (i32.const 2)))", "ExtendedConstants")]
    [InlineData("(func (try (do)))", "LegacyExceptions")]
    [InlineData("(tag) (func (throw 0))", "Exceptions")]
    [InlineData("(func (param i64 i64) (result i64 i64) local.get 0 local.get 1 i64.mul_wide_u)", "MultiValue, WideArithmetic")]
    [InlineData("(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))", "BulkMemory")]
    public void Inspect_tells_the_features_that_a_module_needs(string fields, string features)
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("module.wat", $"(module {fields})");
        Assert.EndsWith($"\nfeatures: {features}\n", Command.Run("inspect", module).Expect(0).Output, StringComparison.Ordinal);
    }

    /// <summary>A function whose frame is large goes on to a method of another class, which is the one with the code.</summary>
    [Fact]
    public void Functions_shows_the_bodies_of_functions_with_large_frames()
    {
        using var folder = new TemporaryFolder();
        var numbers = Enumerable.Range(1, 3_000).ToArray();
        var sets = string.Concat(
            numbers.Select(number => $"(local.set {number} (i64.extend_i32_u (i32.mul (local.get 0) (i32.const {number}))))"));
        var sums = string.Concat(numbers.Select(number => $"(i32.add (i32.wrap_i64 (local.get {number})))"));
        var locals = string.Concat(numbers.Select(_ => "i64 "));
        var module = folder.Write("large.wat", $"(func $large (param i32) (result i32) (local {locals}) {sets} (local.get 0) {sums})");

        var lines = Command.Run("functions", module).Expect(0).Lines;

        Assert.StartsWith("large.wat: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(" large#0", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_a_module_cannot_write_to_the_terminal()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("module.wat", "(module (func (export \"red\\1b[31m\\nline\")))");
        var output = Command.Run("inspect", module).Expect(0).Output;
        Assert.Contains("\n  red\\u{1b}[31m\\u{a}line: (func)\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', output);
    }

    [Fact]
    public void Print_and_parse_are_each_others_inverse()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("", Command.Run("parse", "samples/add.wat", "-o", folder.PathOf("add.wasm")).Expect(0).Output);
        var text = Command.Run("print", folder.PathOf("add.wasm")).Expect(0).Output;
        Assert.Contains("(func $add (type 0) (param $left i32) (param $right i32) (result i32)", text, StringComparison.Ordinal);
        Command.Run("parse", folder.Write("again.wat", text), "--output", folder.PathOf("again.wasm")).Expect(0);
        Assert.Equal(File.ReadAllBytes(folder.PathOf("add.wasm")), File.ReadAllBytes(folder.PathOf("again.wasm")));
        Command.Run("print", "samples/add.wat", "-o", folder.PathOf("printed.wat")).Expect(0);
        Assert.Equal(text, File.ReadAllText(folder.PathOf("printed.wat")));
    }

    [Theory]
    [InlineData("print", "(module (type $t (array i8)) (func (drop (array.new_default $t")]
    [InlineData("parse", "(module (func (result i32)))")]
    public void A_file_is_left_as_it_was_when_what_goes_there_cannot_be_made(string command, string text)
    {
        using var folder = new TemporaryFolder();
        var output = folder.Write("output", "precious");

        Command.Run(command, folder.Write("guest.wat", text), "-o", output).ExpectFailure(1, "guest.wat");

        Assert.Equal("precious", File.ReadAllText(output));
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(output)!).Length);
    }

    [Fact]
    public void A_file_that_a_link_names_is_replaced_and_a_pipe_is_written_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links and pipes are those of Unix.");
        using var folder = new TemporaryFolder();
        var target = folder.Write("target", "old");
        var link = folder.PathOf("link");
        File.CreateSymbolicLink(link, target);

        Command.Run("print", "samples/add.wat", "-o", link).Expect(0);
        var piped = Command.Run("print", "samples/add.wat", "-o", "/dev/stdout").Expect(0).Output;

        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal(piped, File.ReadAllText(target));
    }

    [Fact]
    public void Standard_input_and_output_stand_in_for_files()
    {
        var text = File.ReadAllBytes(Repository.PathOf("samples/add.wat"));
        Assert.Equal(["3"], Command.Run(text, "run", "--invoke", "add", "-", "1", "2").Expect(0).Lines);
        Assert.Equal(["-: valid"], Command.Run(text, "validate", "-").Expect(0).Lines);
        Assert.Contains("(func $add", Command.Run(text, "print", "-").Expect(0).Output, StringComparison.Ordinal);
        Assert.StartsWith("\0asm", Command.Run(text, "parse", "-").Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_takes_invalid_modules_when_told_to()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("bad.wat", "(module (func (result i32)))");
        Command.Run("parse", module).ExpectFailure(1, "type mismatch");
        Command.Run("parse", "--no-validate", module).Expect(0);
    }

    [Fact]
    public void Text_errors_give_line_and_column()
    {
        using var folder = new TemporaryFolder();
        var module = folder.Write("bad.wat", "(module\n  (func $f\n    é))");
        Command.Run("parse", module).ExpectFailure(1, "bad.wat:3:5: illegal character");

        var invalid = folder.Write("invalid.wat", "(module\n  (func (result i32)\n    i64.const 1))");
        Command.Run("parse", invalid).ExpectFailure(1, "invalid.wat:3:16: ");
        Command.Run("validate", invalid).ExpectFailure(1, "invalid.wat:3:16: ");
    }
}
