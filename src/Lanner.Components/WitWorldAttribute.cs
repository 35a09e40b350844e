namespace Lanner.Components;

/// <summary>Makes of a partial class the C# of a world: its methods are what a component exports, its interfaces what the component
/// imports. The file of WIT has to be one of the project's <c>AdditionalFiles</c>.</summary>
/// <param name="path">The file of WIT, or the folder with the files of a package and its dependencies in <c>deps</c>: from where the source
/// file stands, or from the project.</param>
/// <param name="world">The name of the world, or null when the package has one only.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WitWorldAttribute(string path, string? world = null) : Attribute
{
    /// <summary>The file or folder.</summary>
    public string Path { get; } = path;

    /// <summary>The name of the world, or null when the package has one only.</summary>
    public string? World { get; } = world;

    /// <summary>True if functions return a <see cref="Result{TValue, TError}"/> where WIT says <c>result</c>; false if the error is
    /// thrown.</summary>
    public bool ReturnsResults { get; set; }

    /// <summary>The unstable features of the package whose items are there, separated by commas; null for none.</summary>
    public string? Features { get; set; }
}
