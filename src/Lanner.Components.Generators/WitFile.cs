using Lanner.Wit;

namespace Lanner.Components.Generators;

/// <summary>A file of WIT that the compiler knows.</summary>
/// <param name="Path">The path, with slashes.</param>
/// <param name="Text">The contents.</param>
internal sealed record WitFile(string Path, string Text)
{
    internal WitSource Source => new(Path, Text);

    internal string Folder => Path.Substring(0, Math.Max(0, Path.LastIndexOf('/')));
}
