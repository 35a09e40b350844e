namespace Lanner.Bench.Calls;

/// <summary>The host's functions that guests call: the same delegates for both engines.</summary>
internal static class HostFunctions
{
    internal static readonly Func<int> None = () => 1;

    internal static readonly Func<int, int, int> Two = (first, second) => first + second;

    internal static readonly Func<int, int, int, int, int, int, int, int, int> Eight = (first, _, _, _, _, _, _, eighth) => first + eighth;

    internal static readonly Func<long, double, double> Mixed = (_, second) => second;
}
