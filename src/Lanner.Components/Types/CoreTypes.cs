namespace Lanner.Components;

/// <summary>The type of a core module: what it imports, and what its instances export.</summary>
public sealed class CoreModuleType : DefinitionType
{
    internal CoreModuleType(
        Dictionary<(string Module, string Name), ExternalType> imports, Dictionary<string, ExternalType> exports)
        : base(new TypeShape(1 + imports.Count + exports.Count, 1, TypeTraits.None))
    {
        Imports = imports;
        Exports = exports;
    }

    /// <summary>The types of imports, by the name of the module and the name in it.</summary>
    public IReadOnlyDictionary<(string Module, string Name), ExternalType> Imports { get; }

    /// <summary>The types of exports, by name.</summary>
    public IReadOnlyDictionary<string, ExternalType> Exports { get; }

    internal override string Kind => "module";
}
