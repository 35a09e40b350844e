namespace Lanner.Components.CanonicalAbi;

/// <summary>The encodings of text that is copied.</summary>
internal enum TextForm
{
    Utf8,
    Utf16,
    Latin1,
}
