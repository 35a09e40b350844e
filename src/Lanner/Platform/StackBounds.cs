using System.Runtime.InteropServices;

namespace Lanner.Platform;

/// <summary>The bounds of the stack of a thread.</summary>
internal static unsafe partial class StackBounds
{
    /// <summary>With <c>ulimit -s unlimited</c> the main thread's stack would be most of the address space, and endless recursion of a
    /// guest would fill the machine.</summary>
    private const nuint MaximumSize = 1 << 30;

    /// <summary>More than the attributes of a thread take with any C library (56 bytes on Linux x64, 64 on arm64).</summary>
    private const int AttributesSize = 256;

    /// <summary>The bounds of the running thread's stack.</summary>
    /// <returns>The lowest address that belongs to it and the first above it.</returns>
    internal static (nuint Low, nuint High) OfCurrentThread()
    {
        var (low, high) = Ask();
        byte here;
        var position = (nuint)(&here);
        return low < position && position < high
            ? (nuint.Max(low, high - nuint.Min(high, MaximumSize)), high)
            : Estimate(position);
    }

    private static (nuint Low, nuint High) Ask()
    {
        if (OperatingSystem.IsWindows())
        {
            GetCurrentThreadStackLimits(out var low, out var high);
            return (low, high);
        }

        if (OperatingSystem.IsMacOS())
        {
            var thread = GetThread();
            var high = GetStackAddressOnMac(thread);
            return (high - GetStackSizeOnMac(thread), high);
        }

        return OperatingSystem.IsLinux() ? AskLinux() : default;
    }

    private static (nuint Low, nuint High) AskLinux()
    {
        var attributes = stackalloc byte[AttributesSize];
        if (GetAttributes(GetThread(), attributes) != 0)
        {
            return default;
        }

        var found = GetStack(attributes, out var low, out var size) == 0;
        _ = DestroyAttributes(attributes);
        return found ? (low, low + size) : default;
    }

    /// <summary>The smallest stack that threads commonly have is 512 KiB, and whoever asks is not deep in it.</summary>
    private static (nuint Low, nuint High) Estimate(nuint position) => (position - (256 << 10), position + (64 << 10));

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint GetThread();

    [LibraryImport("libc", EntryPoint = "pthread_getattr_np")]
    private static partial int GetAttributes(nint thread, byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getstack")]
    private static partial int GetStack(byte* attributes, out nuint low, out nuint size);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_get_stackaddr_np")]
    private static partial nuint GetStackAddressOnMac(nint thread);

    [LibraryImport("libc", EntryPoint = "pthread_get_stacksize_np")]
    private static partial nuint GetStackSizeOnMac(nint thread);

    [LibraryImport("kernel32")]
    private static partial void GetCurrentThreadStackLimits(out nuint low, out nuint high);
}
