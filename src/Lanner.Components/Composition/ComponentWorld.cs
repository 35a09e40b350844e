using Lanner.Components.Binary;
using Lanner.Wit;

namespace Lanner.Components.Composition;

/// <summary>Makes WIT of the type of a component, by way of the binary form of packages, which the library for WIT reads.</summary>
internal static class ComponentWorld
{
    private const string PackageName = "root:component";
    private const string WorldName = "root";

    internal static WitPackages Of(Component component)
    {
        if (component.Exports.Count > 0
            && component.Exports.All(export => export is { Kind: ComponentExternKind.Type, Type: ComponentType }))
        {
            return WitBinary.Decode(component.Binary.Span);
        }

        try
        {
            return WitBinary.Decode(Encode(component.Type));
        }
        catch (NotSupportedException error)
        {
            throw new WitException($"WIT has no words for the component: {error.Message}");
        }
    }

    /// <summary>The binary form of a package with one world.</summary>
    private static byte[] Encode(ComponentType component)
    {
        var package = ScopeEncoder.OfComponent();
        var wrapper = package.BeginComponentType();
        var world = wrapper.BeginComponentType();
        foreach (var import in component.Imports)
        {
            world.Import(import);
        }

        foreach (var export in component.Exports)
        {
            world.ExportDeclared(export);
        }

        wrapper.ExportComponentType($"{PackageName}/{WorldName}", wrapper.AddType(world));
        package.Export(new(WorldName), new(Structure.Sort.Type, package.AddType(wrapper)));
        return package.EncodeComponent();
    }
}
