using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>A thread, as stores see it. Not its number: the CLR gives the numbers of dead threads to new ones, whose stacks lie elsewhere.</summary>
internal sealed class GuestThread
{
    /// <summary>What host functions and the CLR's own machinery (throwing an exception takes tens of kilobytes) have left when a guest has used its part of the stack.</summary>
    private const nuint Reserve = 256 << 10;

    /// <summary>The owner of a store that no thread has entered yet. Never a thread.</summary>
    internal static readonly GuestThread Nobody = new(0);

    [ThreadStatic]
    private static GuestThread? t_current;

    private GuestThread(nuint stackLimit) => StackLimit = stackLimit;

    /// <summary>The running thread, or null when it has not been asked for yet.</summary>
    internal static GuestThread? CurrentOrNull => t_current;

    /// <summary>The running thread.</summary>
    internal static GuestThread Current => t_current ??= Measure();

    /// <summary>The address that a guest's stack must stay above.</summary>
    internal nuint StackLimit { get; }

    private static GuestThread Measure()
    {
        var (low, high) = StackBounds.OfCurrentThread();
        return new GuestThread(low + nuint.Min(Reserve, (high - low) / 2));
    }
}
