using System.Runtime.InteropServices;

namespace Lanner.Platform;

/// <summary>Turns faults in reserved ranges into exceptions that can be caught (Linux on x64).</summary>
/// <remarks>
/// CoreCLR makes a fault in managed code a <see cref="NullReferenceException"/> only when the address is near zero, and ends the process otherwise. The handler stands in
/// front of the runtime's: when the address lies in one of the ranges it writes zero over it, and in every case it jumps to the runtime's handler. So faults of
/// guests become exceptions, and all others are what they would have been. It is a few instructions that touch only the signal's arguments and the table of
/// ranges, which nothing removes from, so that it may run on any thread at any time.
/// </remarks>
internal static unsafe partial class FaultHandler
{
    private const int SegmentationFault = 11;

    /// <summary>The size of <c>struct sigaction</c> of glibc and musl on x64: handler, mask of 128 bytes, flags, restorer.</summary>
    private const int ActionSize = 152;

    /// <summary>The ranges: pairs of start and end, ended by a zero start.</summary>
    private const int MaximumRanges = 254;

    private static readonly Lock Gate = new();
    private static ulong* s_ranges;
    private static int s_rangeCount;

    internal static bool IsSupported => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Adds a range, for as long as the process lives. The first installs the handler. False when there is no room.</summary>
    internal static bool TryAddRange(byte* start, nuint size)
    {
        lock (Gate)
        {
            if (s_rangeCount == MaximumRanges || (s_ranges is null && !TryInstall()))
            {
                return false;
            }

            // A handler on another thread sees the range once its start is there, so the end is written before.
            Volatile.Write(ref s_ranges[(s_rangeCount * 2) + 1], (ulong)start + size);
            Volatile.Write(ref s_ranges[s_rangeCount * 2], (ulong)start);
            s_rangeCount++;
            return true;
        }
    }

    private static bool TryInstall()
    {
        var page = VirtualMemory.PageSize;
        var block = VirtualMemory.TryReserve(2 * page);
        if (block is null || !VirtualMemory.TryCommit(block, 2 * page))
        {
            return false;
        }

        var action = stackalloc byte[ActionSize];
        if (SignalAction(SegmentationFault, null, action) != 0)
        {
            return false;
        }

        var ranges = (ulong*)(block + page);
        WriteCode(new Span<byte>(block, (int)page), (ulong)ranges, *(ulong*)action);
        if (!VirtualMemory.TryMakeExecutable(block, page))
        {
            return false;
        }

        // The runtime's flags stay: the alternate stack, and the three arguments that the code passes on untouched.
        *(ulong*)action = (ulong)block;
        if (SignalAction(SegmentationFault, action, null) != 0)
        {
            return false;
        }

        s_ranges = ranges;
        return true;
    }

    private static void WriteCode(Span<byte> destination, ulong ranges, ulong runtimeHandler)
    {
        ReadOnlySpan<byte> code =
        [
            0x48, 0x8B, 0x46, 0x10,                         //       mov rax, [rsi + 16]        siginfo_t.si_addr
            0x48, 0xB9, 0, 0, 0, 0, 0, 0, 0, 0,             //       mov rcx, ranges
            0x4C, 0x8B, 0x01,                               // next: mov r8, [rcx]
            0x4D, 0x85, 0xC0,                               //       test r8, r8
            0x74, 0x19,                                     //       jz done
            0x4C, 0x39, 0xC0,                               //       cmp rax, r8
            0x72, 0x06,                                     //       jb skip
            0x48, 0x3B, 0x41, 0x08,                         //       cmp rax, [rcx + 8]
            0x72, 0x06,                                     //       jb found
            0x48, 0x83, 0xC1, 0x10,                         // skip: add rcx, 16
            0xEB, 0xE7,                                     //       jmp next
            0x48, 0xC7, 0x46, 0x10, 0, 0, 0, 0,             // found: mov qword [rsi + 16], 0
            0x48, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0,             // done: mov rax, runtimeHandler
            0xFF, 0xE0,                                     //       jmp rax
        ];
        code.CopyTo(destination);
        BitConverter.TryWriteBytes(destination[6..], ranges);
        BitConverter.TryWriteBytes(destination[49..], runtimeHandler);
    }

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    private static partial int SignalAction(int signal, byte* action, byte* oldAction);
}
