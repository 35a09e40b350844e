namespace Lanner.Components;

/// <summary>A component could not be instantiated because an import is not defined, or is defined as something else.</summary>
public sealed class ComponentLinkException : LannerException
{
    internal ComponentLinkException(string import, string reason)
        : base($"import `{import}`: {reason}") => Import = import;

    /// <summary>The name of the import.</summary>
    public string Import { get; }
}
