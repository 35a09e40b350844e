using System.Runtime.InteropServices;

namespace Lanner.Platform;

/// <summary>Where the stack of the running thread lies.</summary>
internal static unsafe partial class StackBounds
{
    /// <summary>Assumed where the operating system does not tell: what .NET makes sure of before it runs anything big.</summary>
    private const nuint Assumed = 256 << 10;

    /// <summary>The lowest address that the stack may grow down to, and the one above its start.</summary>
    internal static (nuint Low, nuint High) OfCurrentThread()
    {
        if (OperatingSystem.IsLinux() && OfLinuxThread() is { } linux)
        {
            return linux;
        }

        if (OperatingSystem.IsWindows())
        {
            GetCurrentThreadStackLimits(out var low, out var high);
            return (low, high);
        }

        if (OperatingSystem.IsMacOS())
        {
            var self = GetSelf();
            var high = (nuint)GetStackAddress(self);
            return (high - GetStackSize(self), high);
        }

        byte here;
        return ((nuint)(&here) - Assumed, (nuint)(&here));
    }

    private static (nuint Low, nuint High)? OfLinuxThread()
    {
        // pthread_attr_t has 56 bytes with glibc and musl on 64-bit machines; more here for those that have more.
        var attributes = stackalloc long[32];
        if (GetAttributes(GetSelf(), attributes) != 0)
        {
            return null;
        }

        var found = GetStack(attributes, out var address, out var size) == 0;
        _ = DestroyAttributes(attributes);
        return found ? ((nuint)address, (nuint)address + size) : null;
    }

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint GetSelf();

    [LibraryImport("libc", EntryPoint = "pthread_getattr_np")]
    private static partial int GetAttributes(nint thread, void* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getstack")]
    private static partial int GetStack(void* attributes, out nint address, out nuint size);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int DestroyAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_get_stackaddr_np")]
    private static partial nint GetStackAddress(nint thread);

    [LibraryImport("libc", EntryPoint = "pthread_get_stacksize_np")]
    private static partial nuint GetStackSize(nint thread);

    [LibraryImport("kernel32")]
    private static partial void GetCurrentThreadStackLimits(out nuint low, out nuint high);
}
