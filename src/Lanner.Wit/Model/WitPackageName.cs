namespace Lanner.Wit;

/// <summary>The name of a package, such as <c>wasi:http@0.2.0</c>.</summary>
/// <param name="Namespace">The namespace, such as <c>wasi</c>. Nested namespaces have colons in between.</param>
/// <param name="Name">The name inside the namespace, such as <c>http</c>. Nested packages have slashes in between.</param>
/// <param name="Version">The version, or null.</param>
public sealed record WitPackageName(string Namespace, string Name, WitVersion? Version = null)
{
    /// <summary>Reads a name.</summary>
    /// <param name="text">The text, such as <c>wasi:http@0.2.0</c>.</param>
    /// <returns>The name.</returns>
    /// <exception cref="WitException">The text is no name of a package.</exception>
    public static WitPackageName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Syntax.Names.TrySplitPackage(text, out var name) ? name : throw new WitException($"`{text}` is not the name of a package");
    }

    /// <summary>The name of one of the package's interfaces or worlds, such as <c>wasi:http/types@0.2.0</c>.</summary>
    /// <param name="item">The interface or world, such as <c>types</c>.</param>
    /// <returns>The whole name.</returns>
    public string NameOf(string item) => $"{Namespace}:{Name}/{item}{(Version is null ? "" : $"@{Version}")}";

    /// <summary>The name as it is written.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Namespace}:{Name}{(Version is null ? "" : $"@{Version}")}";
}
