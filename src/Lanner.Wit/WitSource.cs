using Lanner.Wit.Syntax;

namespace Lanner.Wit;

/// <summary>A file of WIT.</summary>
/// <param name="Name">The name in errors.</param>
/// <param name="Text">The contents.</param>
public sealed record WitSource(string Name, string Text)
{
    internal SourceFile ToFile() => new(Name, Text);
}
