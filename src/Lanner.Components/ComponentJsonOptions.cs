namespace Lanner.Components;

/// <summary>The forms that values have in JSON where there are several. Readers take all of them.</summary>
public sealed record ComponentJsonOptions
{
    /// <summary>True to write a <c>list&lt;u8&gt;</c> as a string in base64, false to write it as an array of numbers.</summary>
    public bool BytesAsBase64 { get; init; }

    /// <summary>True to write an <c>s64</c> or <c>u64</c> beyond ±(2^53 − 1) as a string, since JavaScript and others read numbers as
    /// floating-point ones, which cannot hold it; false to write it as a number with all its digits.</summary>
    public bool LargeIntegersAsStrings { get; init; }

    internal static ComponentJsonOptions Default { get; } = new();
}
