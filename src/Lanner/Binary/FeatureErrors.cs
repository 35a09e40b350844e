namespace Lanner.Binary;

/// <summary>The error about parts of WebAssembly that are switched off. To a decoder without a feature its encodings are malformed, so the
/// message begins as that of the malformation does.</summary>
internal static class FeatureErrors
{
    internal static MalformedModuleException Off(string phrase, string what, WasmFeatures features, int offset) =>
        new(
            $"{phrase}: {what} needs the feature {features.ToString().Replace(", ", " or ", StringComparison.Ordinal)}, which is off",
            offset);
}
