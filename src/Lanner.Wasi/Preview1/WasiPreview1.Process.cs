using System.Security.Cryptography;

namespace Lanner.Wasi.Preview1;

/// <content>Arguments, environment, clocks, random numbers, and the end of the process.</content>
internal sealed partial class WasiPreview1
{
    private void DefineProcess(Linker linker, string module)
    {
        var environment = _context.Environment.Select(pair => $"{pair.Key}={pair.Value}").ToArray();
        linker.Define(module, "args_sizes_get", (Caller caller, int count, int size) =>
            Run(() => WriteSizes(caller.Memory, _context.Arguments, count, size)));
        linker.Define(module, "args_get", (Caller caller, int pointers, int buffer) =>
            Run(() => WriteStrings(caller.Memory, _context.Arguments, pointers, buffer)));
        linker.Define(module, "environ_sizes_get", (Caller caller, int count, int size) =>
            Run(() => WriteSizes(caller.Memory, environment, count, size)));
        linker.Define(module, "environ_get", (Caller caller, int pointers, int buffer) =>
            Run(() => WriteStrings(caller.Memory, environment, pointers, buffer)));
        linker.Define(module, "clock_res_get", (Caller caller, int clock, int result) => Run(() =>
        {
            RequireClock(clock);
            Write64(caller.Memory, result, 100);
        }));
        linker.Define(module, "clock_time_get", (Caller caller, int clock, long precision, int result) =>
            Run(() => Write64(caller.Memory, result, Now(clock))));
        linker.Define(module, "random_get", (Caller caller, int buffer, int length) => Run(() => FillRandom(caller.Memory, buffer, length)));
        linker.Define(module, "sched_yield", () =>
        {
            Thread.Yield();
            return (int)Errno.Success;
        });
        linker.Define(module, "proc_raise", (int signal) => (int)Errno.NotSupported);
        linker.Define(module, "proc_exit", (Action<int>)(code => throw new WasiExitException(code)));
    }

    private static void RequireClock(int clock)
    {
        if (clock is < 0 or > 3)
        {
            throw new WasiException(Errno.Invalid);
        }
    }

    /// <summary>The time of a clock in nanoseconds: 0 is the time of day, 1 a clock that never goes back; 2 and 3 count the time of the process and thread, for which
    /// the time since the start stands here.</summary>
    private ulong Now(int clock)
    {
        RequireClock(clock);
        return clock == 0
            ? (ulong)(_context.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100
            : (ulong)_context.Time.GetElapsedTime(_start).Ticks * 100;
    }

    private void FillRandom(Memory memory, int buffer, int length)
    {
        var destination = memory.GetSpan((uint)buffer, length);
        if (_random is null)
        {
            RandomNumberGenerator.Fill(destination);
        }
        else
        {
            _random.NextBytes(destination);
        }
    }
}
