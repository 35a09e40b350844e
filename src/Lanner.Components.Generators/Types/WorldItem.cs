using Lanner.Components.Generators.Naming;
using Lanner.Wit;

namespace Lanner.Components.Generators.Types;

/// <summary>An interface that a world imports or exports, or what the world itself imports or exports, as a type of C#.</summary>
internal sealed class WorldItem
{
    /// <summary>The interface, or null for the world itself.</summary>
    internal WitInterface? Interface { get; set; }

    /// <summary>The name in components, or null for the world itself.</summary>
    internal string? ExternName { get; set; }

    internal string? Documentation { get; set; }

    internal bool IsExport { get; set; }

    /// <summary>The name by which the world's class speaks of the interface.</summary>
    internal string Name { get; set; } = "";

    /// <summary>The name of the property that has the interface, of an exported one.</summary>
    internal string PropertyName { get; set; } = "";

    /// <summary>The name of the type.</summary>
    internal string TypeName { get; set; } = "";

    /// <summary>The name of the type from anywhere.</summary>
    internal string FullName { get; set; } = "";

    /// <summary>The functions that belong to no resource.</summary>
    internal List<WitFunction> Functions { get; } = [];

    /// <summary>The types that are declared inside.</summary>
    internal List<WitDefinedType> Types { get; } = [];

    /// <summary>The names of the type's members.</summary>
    internal NameScope Members { get; set; } = new();

    internal IEnumerable<WitResourceType> Resources => Types.OfType<WitResourceType>();

    /// <summary>True if there is something to call.</summary>
    internal bool HasFunctions => Functions.Count > 0 || Resources.Any();
}
