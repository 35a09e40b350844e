namespace Lanner.Wast.Components;

/// <summary>Compares messages. The suite gives a part of the message of one implementation; Lanner says the same in the same words, and
/// more. The table holds the places where that cannot be.</summary>
internal static class ComponentWordings
{
    private static readonly (string Expected, string Actual)[] Equivalents =
    [
        // The engine's own reader and validator of modules have the words of the core specification.
        ("unexpected end-of-file", "unexpected end"),
        ("unexpected end-of-file", "length out of bounds"),
        ("section out of order", "unexpected content after last section"),
        ("expected a version header for a module", "unknown binary version: this is a component"),
        ("invalid string escape", "illegal escape"),

        // That implementation names the instruction of its own engine.
        ("wasm trap: wasm `unreachable` instruction executed", "unreachable"),

        // Of a function with a result where one without is asked for, the other implementation says it the other way round.
        ("expected a result, found none", "type mismatch for import `f`: expected no result, found one"),
    ];

    internal static bool Matches(string expected, string actual) =>
        actual.Contains(expected.Replace("wasm trap: ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
        || actual.Contains(expected, StringComparison.OrdinalIgnoreCase)
        || Array.Exists(Equivalents, pair => pair.Expected == expected && actual.StartsWith(pair.Actual, StringComparison.Ordinal));
}
