namespace Lanner.Wasi.Tests.Preview3;

/// <summary>Files of guests of WASI 0.3.</summary>
public sealed class FilesystemTests : IDisposable
{
    private const string Imports = """
        (import "wasi:filesystem/types@0.3.0" (instance $types
          (export "descriptor" (type $descriptor (sub resource)))
          (type $p (flags "symlink-follow")) (export "path-flags" (type $path-flags (eq $p)))
          (type $o (flags "create" "directory" "exclusive" "truncate")) (export "open-flags" (type $open-flags (eq $o)))
          (type $d (flags "read" "write" "file-integrity-sync" "data-integrity-sync" "requested-write-sync" "mutate-directory"))
          (export "descriptor-flags" (type $flags (eq $d)))
          (type $e (variant (case "not-permitted") (case "read-only") (case "no-entry") (case "other" (option string))))
          (export "error-code" (type $error (eq $e)))
          (export "[method]descriptor.open-at" (func async
            (param "self" (borrow $descriptor)) (param "path-flags" $path-flags) (param "path" string) (param "open-flags" $open-flags)
            (param "flags" $flags) (result (result (own $descriptor) (error $error)))))
          (export "[method]descriptor.get-flags" (func async (param "self" (borrow $descriptor)) (result (result $flags (error $error)))))
          (export "[method]descriptor.write-via-stream" (func
            (param "self" (borrow $descriptor)) (param "data" (stream u8)) (param "offset" u64)
            (result (future (result (error $error))))))))
        (alias export $types "descriptor" (type $descriptor))
        (import "wasi:filesystem/preopens@0.3.0" (instance $preopens
          (alias outer 1 $descriptor (type $outer)) (export "descriptor" (type $descriptor (eq $outer)))
          (export "get-directories" (func (result (list (tuple (own $descriptor) string)))))))
        (type $bytes (stream u8))
        (core func $open (canon lower (func $types "[method]descriptor.open-at") (memory $mem) (realloc $realloc)))
        (core func $get-flags (canon lower (func $types "[method]descriptor.get-flags") (memory $mem) (realloc $realloc)))
        (core func $output (canon lower (func $types "[method]descriptor.write-via-stream")))
        (core func $directories (canon lower (func $preopens "get-directories") (memory $mem) (realloc $realloc)))
        (core func $new (canon stream.new $bytes))
        (core func $write (canon stream.write $bytes (memory $mem)))
        """;

    private const string Functions = """
        (export "open" (func $open)) (export "get-flags" (func $get-flags)) (export "output" (func $output))
        (export "directories" (func $directories)) (export "new" (func $new)) (export "write" (func $write))
        """;

    /// <summary><c>$open-path</c> opens the path at 64 in the directory that was granted.</summary>
    private const string Code = """
        (import "f" "open" (func $open (param i32 i32 i32 i32 i32 i32 i32)))
        (import "f" "get-flags" (func $get-flags (param i32 i32)))
        (import "f" "output" (func $output (param i32 i32 i64) (result i32)))
        (import "f" "directories" (func $directories (param i32)))
        (import "f" "new" (func $new (result i64)))
        (import "f" "write" (func $write (param i32 i32 i32) (result i32)))
        (func $open-path (param $length i32) (param $open-flags i32) (param $flags i32) (result i32)
          (call $directories (i32.const 16))
          (call $open (i32.load (i32.load (i32.const 16)))
            (i32.const 0) (i32.const 64) (local.get $length) (local.get $open-flags) (local.get $flags) (i32.const 32))
          (if (i32.load8_u (i32.const 32)) (then (unreachable)))
          (i32.load (i32.const 36)))
        """;

    private readonly Files.Sandbox _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The host does not wait for a reader whom the guest has chosen.</summary>
    [Fact]
    public async Task What_was_written_to_a_pipe_that_nobody_reads_does_not_stop_the_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Guests open pipes of the host on Linux.");
        var path = Path.Combine(_folder.Inside, "pipe");
        Native.MakePipe(path);
        await using var reader = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);

        // A pipe has room for 64 KiB, and the host takes 16 KiB more.
        Assert.Equal(0, await RunAsync("""
            (data (i32.const 64) "pipe")
            (func (export "run") (result i32)
              (local $count i32) (local $ends i64)
              (local.set $ends (call $new))
              (drop (call $output
                (call $open-path (i32.const 4) (i32.const 0) (i32.const 2)) (i32.wrap_i64 (local.get $ends)) (i64.const 0)))
              (loop
                (drop (call $write
                  (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))) (i32.const 1024) (i32.const 16384)))
                (local.set $count (i32.add (local.get $count) (i32.const 1)))
                (br_if 0 (i32.lt_u (local.get $count) (i32.const 5))))
              (i32.const 0))
            """));
    }

    [Theory]
    [InlineData(0b000001, 0b000001)]
    [InlineData(0b100001, 0b100001)]
    public async Task A_directory_may_be_changed_by_its_flags_where_that_was_asked_for(int asked, int given) =>
        Assert.Equal(0, await RunAsync($$"""
        (data (i32.const 64) ".")
        (func (export "run") (result i32)
          (call $get-flags (call $open-path (i32.const 1) (i32.const 2) (i32.const {{asked}})) (i32.const 128))
          (i32.or (i32.load8_u (i32.const 128)) (i32.ne (i32.load8_u (i32.const 132)) (i32.const {{given}}))))
        """));

    private Task<int> RunAsync(string code)
    {
        var builder = new WasiContextBuilder();
        builder.AddDirectory(_folder.Inside, "/");

        // On the pool, since the end of a context waits on its thread.
        return Task.Run(() => Program.RunAsync(builder, Imports, Functions, Code + code))
            .WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }
}
