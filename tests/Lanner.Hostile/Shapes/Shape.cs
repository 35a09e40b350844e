namespace Lanner.Hostile.Shapes;

/// <summary>A way to make a module of about any size by repeating one construct of the format.</summary>
/// <param name="Name">The name of what is repeated.</param>
/// <param name="Make">Makes a module of about so many bytes.</param>
internal sealed record Shape(string Name, Func<int, byte[]> Make)
{
    /// <summary>All shapes.</summary>
    internal static IReadOnlyList<Shape> All { get; } =
        [.. DefinitionShapes.All, .. SequenceShapes.All, .. NestedShapes.All, .. WideShapes.All, .. InstructionShapes.All];
}
