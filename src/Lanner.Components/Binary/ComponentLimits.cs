namespace Lanner.Components.Binary;

/// <summary>The limits on components, Lanner's own: they bound what hostile ones can make the stages do. What tools make stays far
/// below.</summary>
internal static class ComponentLimits
{
    /// <summary>Components, and types of components and instances, inside each other.</summary>
    internal const int Nesting = 100;

    /// <summary>Definitions of a component, with those of components and types in it.</summary>
    internal const int Definitions = 1_000_000;

    /// <summary>Items of a section or list.</summary>
    internal const int Items = 1_000_000;

    /// <summary>Fields, cases and labels of a type.</summary>
    internal const int Labels = 100_000;

    /// <summary>Parameters of a function.</summary>
    internal const int Parameters = 1_000;

    /// <summary>The number of types that a type may have in it, written out without sharing.</summary>
    internal const int TypeSize = 1_000_000;

    /// <summary>Value types inside each other.</summary>
    internal const int TypeDepth = 100;

    /// <summary>Steps of comparing and copying types that a component may take, besides those for each of its bytes.</summary>
    internal const long TypeSteps = 10_000_000;

    /// <summary>Steps of comparing and copying types that each byte may take.</summary>
    internal const long TypeStepsOfByte = 20;
}
