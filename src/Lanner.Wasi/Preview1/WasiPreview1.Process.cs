using System.Buffers.Binary;

namespace Lanner.Wasi.Preview1;

/// <content>Arguments, environment, clocks, random numbers, and the end of the process.</content>
internal sealed partial class WasiPreview1
{
    private const int RealtimeClock = 0;
    private const int LastClock = 3;

    private void DefineProcess(WasiDefinitions definitions)
    {
        definitions.Define("args_sizes_get", ArgsSizesGet);
        definitions.Define("args_get", ArgsGet);
        definitions.Define("environ_sizes_get", EnvironSizesGet);
        definitions.Define("environ_get", EnvironGet);
        definitions.Define("clock_res_get", ClockResGet);
        definitions.Define("clock_time_get", ClockTimeGet);
        definitions.Define("random_get", RandomGet);
        definitions.Define("sched_yield", SchedYield);
        definitions.Define("proc_raise", ProcRaise);
        definitions.Define("proc_exit", ProcExit);
    }

    private int ArgsSizesGet(Caller caller, int count, int size) => WriteSizes(caller, ContextOf(caller).Arguments, count, size);

    private int ArgsGet(Caller caller, int pointers, int buffer) => WriteStrings(caller, ContextOf(caller).Arguments, pointers, buffer);

    private int EnvironSizesGet(Caller caller, int count, int size) => WriteSizes(caller, ContextOf(caller).Environment, count, size);

    private int EnvironGet(Caller caller, int pointers, int buffer) =>
        WriteStrings(caller, ContextOf(caller).Environment, pointers, buffer);

    private int ClockResGet(Caller caller, int clock, int result)
    {
        var resolution = clock == RealtimeClock ? GuestClock.WallResolution : GuestClock.MonotonicResolution(ContextOf(caller));
        return Return(clock is < 0 or > LastClock ? WasiError.Invalid : WasiError.Success, caller, result, resolution);
    }

    private int ClockTimeGet(Caller caller, int clock, long precision, int result) =>
        clock is < 0 or > LastClock ? Return(WasiError.Invalid) : Return(WasiError.Success, caller, result, Now(ContextOf(caller), clock));

    private int RandomGet(Caller caller, int buffer, int length)
    {
        if (!TryGet(caller, buffer, length, out var destination))
        {
            return Return(WasiError.Fault);
        }

        // Gigabytes take seconds, so they are made chunk by chunk.
        const int chunk = 1 << 20;
        var random = ContextOf(caller).Random;
        for (; destination.Length > chunk; destination = destination[chunk..])
        {
            random.Fill(destination[..chunk]);
            caller.Store.ThrowIfInterrupted();
        }

        random.Fill(destination);
        return Return(WasiError.Success);
    }

    private int SchedYield(Caller caller)
    {
        ContextOf(caller).Output.Flush(WaiterOf(caller));
        Thread.Yield();
        return Return(WasiError.Success);
    }

    /// <summary>Ends the guest as a shell would see a program that the signal has ended; those that end nobody do nothing.</summary>
    private int ProcRaise(Caller caller, int signal)
    {
        const int none = 0, child = 16, resume = 17, firstStop = 18, lastStop = 21, urgent = 22, window = 27, last = 30;
        return signal switch
        {
            none or child or resume or urgent or window => Return(WasiError.Success),
            >= firstStop and <= lastStop => Return(WasiError.NotSupported),
            > none and <= last => throw new WasiExitException(128 + signal),
            _ => Return(WasiError.Invalid),
        };
    }

    private void ProcExit(Caller caller, int code) => throw new WasiExitException(code);

    /// <summary>The time of a clock in nanoseconds: 0 is the time of day, 1 a clock that never goes back; 2 and 3 count the time of the
    /// process and thread, for which the time since the start stands here.</summary>
    private static ulong Now(WasiContext context, int clock) =>
        clock == RealtimeClock ? GuestClock.Wall(context) : GuestClock.Monotonic(context);

    /// <summary>Writes strings one after the other, each ended by zero, and pointers to them.</summary>
    private static int WriteStrings(Caller caller, byte[][] strings, int pointers, int buffer)
    {
        var address = (uint)buffer;
        if (!TryGet(caller, pointers, strings.Length * 4, out var places))
        {
            return Return(WasiError.Fault);
        }

        foreach (var text in strings)
        {
            if (!TryGet(caller, (int)address, text.Length, out var destination))
            {
                return Return(WasiError.Fault);
            }

            text.CopyTo(destination);
            BinaryPrimitives.WriteUInt32LittleEndian(places, address);
            places = places[4..];
            address += (uint)text.Length;
        }

        return Return(WasiError.Success);
    }

    private static int WriteSizes(Caller caller, byte[][] strings, int count, int size)
    {
        var total = 0;
        foreach (var text in strings)
        {
            total += text.Length;
        }

        var error = Return(WasiError.Success, caller, count, (uint)strings.Length);
        return error != 0 ? error : Return(WasiError.Success, caller, size, (uint)total);
    }
}
