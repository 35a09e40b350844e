using Lanner.Wasi.Tests.Files;

namespace Lanner.Wasi.Tests;

/// <summary>Calls that guests make a million times allocate nothing on the host's heap. Left out are paths in memory (the name is copied)
/// and input from streams of .NET (a task for each 16 KiB).</summary>
public sealed class AllocationTests
{
    private const string Reads = "(i32.const 4) (i32.const 0) (i32.const 1) (i32.const 64)",
        Writes = "(i32.const 5) (i32.const 0) (i32.const 1) (i32.const 64)";

    /// <summary>A call, by its name and its arguments. The guest has 4 open for reading and 5 for writing, a vector of 16 bytes at address
    /// 0, and subscriptions at 256: to a clock that is due, to standard output and input.</summary>
    [Theory]
    [InlineData("fd_read", Reads)]
    [InlineData("fd_write", Writes)]
    [InlineData("fd_pread", "(i32.const 4) (i32.const 0) (i32.const 1) (i64.const 0) (i32.const 64)")]
    [InlineData("fd_pwrite", "(i32.const 5) (i32.const 0) (i32.const 1) (i64.const 0) (i32.const 64)")]
    [InlineData("fd_seek", "(i32.const 4) (i64.const 0) (i32.const 0) (i32.const 64)")]
    [InlineData("fd_tell", "(i32.const 4) (i32.const 64)")]
    [InlineData("fd_filestat_get", "(i32.const 4) (i32.const 64)")]
    [InlineData("fd_fdstat_get", "(i32.const 4) (i32.const 64)")]
    [InlineData("fd_read", "(i32.const 0) (i32.const 0) (i32.const 1) (i32.const 64)", true)]
    [InlineData("fd_write", "(i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64)")]
    [InlineData("fd_write", "(i32.const 2) (i32.const 0) (i32.const 1) (i32.const 64)")]
    [InlineData("fd_readdir", "(i32.const 3) (i32.const 1024) (i32.const 512) (i64.const 0) (i32.const 64)")]
    [InlineData("path_filestat_get", "(i32.const 3) (i32.const 1) (i32.const 512) (i32.const 4) (i32.const 64)")]
    [InlineData("poll_oneoff", "(i32.const 256) (i32.const 1024) (i32.const 1) (i32.const 64)")]
    [InlineData("poll_oneoff", "(i32.const 256) (i32.const 1024) (i32.const 3) (i32.const 64)")]
    [InlineData("clock_time_get", "(i32.const 0) (i64.const 1) (i32.const 64)")]
    [InlineData("clock_time_get", "(i32.const 1) (i64.const 1) (i32.const 64)")]
    [InlineData("clock_res_get", "(i32.const 1) (i32.const 64)")]
    [InlineData("random_get", "(i32.const 1024) (i32.const 32)")]
    [InlineData("sched_yield", "")]
    [InlineData("args_sizes_get", "(i32.const 64) (i32.const 68)")]
    [InlineData("environ_sizes_get", "(i32.const 64) (i32.const 68)")]
    [InlineData("environ_get", "(i32.const 1024) (i32.const 1100)")]
    public void Nothing_is_allocated(string name, string arguments, bool readsInput = false)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories of the host can be granted on Linux only.");
        using var sandbox = new Sandbox();
        File.WriteAllBytes(Path.Combine(sandbox.Inside, "file"), new byte[1 << 20]);
        foreach (var isInterruptible in (bool[])[false, true])
        {
            Assert.Equal(0, Measure(sandbox.Inside, name, arguments, isInterruptible, readsInput, files: null));
        }

        if (!name.StartsWith("path_", StringComparison.Ordinal))
        {
            var files = new InMemoryFileSystem();
            files.WriteFile("file", new byte[1 << 20]);
            files.WriteFile("new", new byte[1 << 20]);
            Assert.Equal(0, Measure(sandbox.Inside, name, arguments, isInterruptible: false, readsInput, files));
        }
    }

    private static long Measure(
        string folder, string name, string arguments, bool isInterruptible, bool readsInput, InMemoryFileSystem? files)
    {
        var builder = new WasiContextBuilder
        {
            Arguments = ["guest", "argument"],
            Input = readsInput ? WasiInput.FromBytes(new byte[1 << 20]) : WasiInput.FromStream(new EndlessStream()),
            Output = WasiOutput.ToStream(new EndlessStream()),
            Error = WasiOutput.Discarded,
            RandomSeed = isInterruptible ? 1 : null,
        };
        builder.Environment["NAME"] = "value";
        builder = files is null ? builder.AddDirectory(folder, "/") : builder.AddFileSystem(files, "/");
        using var context = builder.Build();
        using var engine = new Engine(new EngineOptions { Interruptible = isInterruptible });
        using var store = new Store(engine);
        using var module = Module.FromText(engine, Guest(name, arguments));
        var linker = new Linker(engine);
        linker.DefineWasi(context);
        var instance = linker.Instantiate(store, module);
        Assert.Equal(0, instance.GetFunction<Func<int>>("open")());
        var repeat = instance.GetFunction<Func<int, int>>("repeat");

        // What is made once is made before: code, buffers, and what pools keep.
        Assert.Equal(0, repeat(100));
        var errors = 0;
        var allocated = Patience.FewestBytesAllocated(() => errors |= repeat(1000));
        Assert.Equal(0, errors);
        return allocated;
    }

    private static string Guest(string name, string arguments)
    {
        var parameters = string.Join(' ', arguments.Split('(', StringSplitOptions.RemoveEmptyEntries).Select(argument => argument[..3]));
        return $$"""
            (module
              (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "{{name}}" (func $call (param {{parameters}}) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\00\04\00\00\10\00\00\00")
              (data (i32.const 256)
                "\01\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\01\00\00\00\00\00\00\00"
                "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00")
              (data (i32.const 304) "\02\00\00\00\00\00\00\00\02\00\00\00\00\00\00\00\01\00\00\00")
              (data (i32.const 352) "\03\00\00\00\00\00\00\00\01\00\00\00\00\00\00\00\00\00\00\00")
              (data (i32.const 512) "filenew")
              (func (export "open") (result i32)
                (i32.or
                  (call $open (i32.const 3) (i32.const 1) (i32.const 512) (i32.const 4) (i32.const 0) (i64.const 0x200026) (i64.const 0)
                    (i32.const 0) (i32.const 64))
                  (call $open (i32.const 3) (i32.const 1) (i32.const 516) (i32.const 3) (i32.const 1) (i64.const 0x64) (i64.const 0)
                    (i32.const 0) (i32.const 64))))
              (func (export "repeat") (param $times i32) (result i32) (local $error i32)
                (loop $again
                  (local.set $error (i32.or (local.get $error) (call $call {{arguments}})))
                  (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
                (local.get $error)))
            """;
    }

    /// <summary>A stream that gives as much as is asked for and takes as much as is given, at once.</summary>
    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(buffer.Length);

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.CompletedTask;

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
