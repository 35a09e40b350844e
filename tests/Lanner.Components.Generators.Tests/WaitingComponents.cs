using System.Text.RegularExpressions;

namespace Lanner.Components.Generators.Tests;

/// <summary>Components whose functions are those of others, but may wait: they are lifted and lowered synchronously, so that the guest
/// waits with its stack.</summary>
internal static partial class WaitingComponents
{
    /// <summary>A component of <c>worlds/waiting.wit</c>.</summary>
    public static string Values(string encoding) => Functions().Replace(EchoComponent.Text(encoding), "(func$1 async $2")
        .Replace("test:all/", "test:waiting/", StringComparison.Ordinal);

    /// <summary>A component of <c>worlds/waiting-resources.wit</c>.</summary>
    public static string Resources => Functions().Replace(ResourceComponent.Text, "(func$1 async $2")
        .Replace("test:resources/", "test:waiting-resources/", StringComparison.Ordinal);

    /// <summary>The types of functions of components, but for constructors: core functions have parameters without names, or names with a
    /// dollar sign.</summary>
    [GeneratedRegex("""\(func( \$[\w-]+)? (\(param "(?!start"|name"))""")]
    private static partial Regex Functions();
}
