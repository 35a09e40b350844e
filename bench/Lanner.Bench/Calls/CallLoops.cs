using System.Runtime.CompilerServices;

namespace Lanner.Bench.Calls;

/// <summary>Loops in the host that make calls. Optimised from the start, and each with one delegate only, so that nothing is specialised
/// for some and not for others.</summary>
internal static class CallLoops
{
    private const MethodImplOptions Options = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>Keeps what the loops compute from being thrown away.</summary>
    internal static int Sink { get; set; }

    [MethodImpl(Options)]
    internal static void None(Func<int> callee, int count)
    {
        var sum = 0;
        for (var index = 0; index < count; index++)
        {
            sum += callee();
        }

        Sink = sum;
    }

    [MethodImpl(Options)]
    internal static void Two(Func<int, int, int> callee, int count)
    {
        var sum = 0;
        for (var index = 0; index < count; index++)
        {
            sum = callee(sum, index);
        }

        Sink = sum;
    }

    [MethodImpl(Options)]
    internal static void Eight(Func<int, int, int, int, int, int, int, int, int> callee, int count)
    {
        var sum = 0;
        for (var index = 0; index < count; index++)
        {
            sum = callee(sum, index, 3, 4, 5, 6, 7, index);
        }

        Sink = sum;
    }

    [MethodImpl(Options)]
    internal static void Pair(Func<int, int, (int, int)> callee, int count)
    {
        var (first, second) = (0, 0);
        for (var index = 0; index < count; index++)
        {
            (first, second) = callee(first + index, second);
        }

        Sink = first + second;
    }

    [MethodImpl(Options)]
    internal static void Mixed(Func<long, double, double> callee, int count)
    {
        var sum = 0.0;
        for (var index = 0; index < count; index++)
        {
            sum = callee(index, sum);
        }

        Sink = (int)sum;
    }

    [MethodImpl(Options)]
    internal static void Static(int count)
    {
        var sum = 0;
        for (var index = 0; index < count; index++)
        {
            sum = Add(sum, index);
        }

        Sink = sum;
    }

    [MethodImpl(Options)]
    internal static int Add(int left, int right) => left + right;
}
