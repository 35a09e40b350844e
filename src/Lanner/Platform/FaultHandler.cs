using System.Runtime.InteropServices;

namespace Lanner.Platform;

/// <summary>The signal handler that turns faults in <see cref="FaultRanges"/> into <see cref="NullReferenceException"/>, on Linux on
/// x64.</summary>
/// <remarks>
/// <para>The runtime's own handler makes a <see cref="NullReferenceException"/> of a fault in managed code when the address is near zero,
/// and ends the process otherwise. So this handler stands before it, replaces an address in one of the ranges by zero, and hands on to the
/// runtime's handler in every case. It cannot be a method of C#, since the runtime does not let managed code run while it may be in any
/// state; it is a few instructions that use neither stack nor locks.</para>
/// <para>Flags and mask stay those of the runtime's handler, so that it runs as it expects, on the alternate stack.</para>
/// </remarks>
internal static unsafe partial class FaultHandler
{
    private const int SegmentationFault = 11;
    private const int WantsDetails = 4;

    /// <summary>The offset of the two addresses that the code uses, after the code.</summary>
    private const int TableOffset = 0x40;
    private const int PreviousOffset = 0x48;

    private static readonly Lock Gate = new();

    /// <summary>True in a process of others, where the loader keeps what is installed before the handlers of the host. (Another page would
    /// stand before a handler of the host that the loader has not noticed yet, and hide it.)</summary>
    private static readonly bool IsKept = AppContext.TryGetSwitch("Lanner.FaultHandlerIsKept", out var isKept) && isKept;

    /// <summary>The handlers that were installed. Never freed: others may have kept their address.</summary>
    private static nuint[] s_installed = [];

    /// <summary>The handler that the process has now.</summary>
    internal static nuint Current
    {
        get
        {
            SignalAction action;
            return GetOrSetAction(SegmentationFault, null, &action) == 0 ? action.Handler : 0;
        }
    }

    /// <summary>void handler(int signal, siginfo_t* details, void* context)</summary>
    private static ReadOnlySpan<byte> Code =>
    [
        0xf3, 0x0f, 0x1e, 0xfa,                         //       endbr64
        0x48, 0x8b, 0x46, 0x10,                         //       mov rax, [rsi+16]            details.si_addr
        0x83, 0x7e, 0x08, 0x00,                         //       cmp dword ptr [rsi+8], 0     details.si_code is positive
        0x7e, 0x28,                                     //       jle done                     if a fault raised the signal, not kill()
        0x4c, 0x8b, 0x05, 0x2b, 0x00, 0x00, 0x00,       //       mov r8, [rip+table]
        0x49, 0x8b, 0x08,                               //       mov rcx, [r8]                number of ranges
        0x48, 0x83, 0xe9, 0x01,                         // next: sub rcx, 1
        0x72, 0x18,                                     //       jb done
        0x49, 0x83, 0xc0, 0x10,                         //       add r8, 16
        0x49, 0x89, 0xc1,                               //       mov r9, rax
        0x4d, 0x2b, 0x08,                               //       sub r9, [r8]                 less the start,
        0x4d, 0x3b, 0x48, 0x08,                         //       cmp r9, [r8+8]               less than the length?
        0x73, 0xea,                                     //       jae next
        0x48, 0xc7, 0x46, 0x10, 0x00, 0x00, 0x00, 0x00, //       mov qword ptr [rsi+16], 0
        0xff, 0x25, 0x0c, 0x00, 0x00, 0x00,             // done: jmp [rip+previous]
    ];

    /// <summary>Puts the handler before the one that is installed now, unless that is this one. Called whenever address space is reserved,
    /// which also repairs what native code has done that replaced the handler in the meantime.</summary>
    /// <returns>Why it is not possible, or null when it is done.</returns>
    internal static string? Install()
    {
        lock (Gate)
        {
            if (IsKept && s_installed.Length > 0)
            {
                return null;
            }

            SignalAction action;
            if (GetOrSetAction(SegmentationFault, null, &action) != 0)
            {
                return "the handler of SIGSEGV cannot be read";
            }

            foreach (var installed in s_installed)
            {
                if (installed == action.Handler)
                {
                    return null;
                }
            }

            // 0 and 1 stand for the default action and for ignoring the signal.
            if (action.Handler <= 1 || (action.Flags & WantsDetails) == 0)
            {
                return "the runtime has no handler for SIGSEGV";
            }

            var handler = Write(action.Handler);
            if (handler is null)
            {
                return "the system allows no code to be made at run time";
            }

            action.Handler = (nuint)handler;
            if (GetOrSetAction(SegmentationFault, &action, null) != 0)
            {
                return "the handler of SIGSEGV cannot be replaced";
            }

            s_installed = [.. s_installed, (nuint)handler];
            return null;
        }
    }

    /// <summary>Writes a handler into a page of its own. The page is complete before it becomes executable, and then it cannot be written
    /// any more.</summary>
    private static byte* Write(nuint previous)
    {
        var size = VirtualMemory.PageSize;
        var page = VirtualMemory.Reserve(size);
        if (page is null || !VirtualMemory.Commit(page, size))
        {
            return null;
        }

        Code.CopyTo(new Span<byte>(page, TableOffset));
        *(ulong**)(page + TableOffset) = FaultRanges.Table;
        *(nuint*)(page + PreviousOffset) = previous;
        if (PosixMemory.Protect(page, size, PosixMemory.ReadExecute))
        {
            return page;
        }

        VirtualMemory.Release(page, size);
        return null;
    }

    /// <summary><c>struct sigaction</c> of glibc and musl on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SignalAction
    {
        internal nuint Handler;
        internal fixed ulong Mask[16];
        internal int Flags;
        internal nuint Restorer;
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int GetOrSetAction(int signal, SignalAction* action, SignalAction* previous);
}
