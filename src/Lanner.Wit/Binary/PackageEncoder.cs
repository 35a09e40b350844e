namespace Lanner.Wit.Binary;

/// <summary>Writes a package: for each interface and world, a type of components that holds all that it needs.</summary>
internal static class PackageEncoder
{
    internal static byte[] Encode(WitPackage package)
    {
        var sink = new ByteSink();
        sink.Preamble();

        // Types and exports alternate, and exports of types take indices of types as well.
        var index = 0u;
        foreach (var each in package.Interfaces)
        {
            Write(each.Name!, EncodeInterface(each), sink, index);
            index += 2;
        }

        foreach (var world in package.Worlds)
        {
            Write(world.Name, EncodeWorld(world), sink, index);
            index += 2;
        }

        var custom = new ByteSink();
        custom.Text(PackageMetadata.SectionName);
        custom.Bytes(PackageMetadata.Write(package));
        sink.Section(ComponentTypeCodes.CustomSection, custom);
        return sink.Written.ToArray();
    }

    private static void Write(string name, ComponentType type, ByteSink sink, uint index)
    {
        var types = new ByteSink();
        types.Number(1);
        ComponentTypeWriter.Write(type, types);
        sink.Section(ComponentTypeCodes.TypeSection, types);

        var exports = new ByteSink();
        exports.Number(1);
        ComponentTypeWriter.WriteName(new ExternName(name), exports);
        exports.Byte(ComponentTypeCodes.TypeSort);
        exports.Number(index);
        exports.Byte(0);
        sink.Section(ComponentTypeCodes.ExportSection, exports);
    }

    /// <summary>Makes a component that imports the interfaces that one stands on, and exports that one.</summary>
    private static ScopeComponentType EncodeInterface(WitInterface target)
    {
        var encoder = new TypeEncoder();
        foreach (var dependency in DependenciesOf(target))
        {
            encoder.Outer.Import(new ExternName(dependency.QualifiedName!), encoder.EncodeInstance(dependency, withFunctions: false));
            encoder.SetInstance(dependency);
        }

        encoder.Outer.Export(new ExternName(target.QualifiedName!), encoder.EncodeInstance(target, withFunctions: true));
        return encoder.Outer.ToType();
    }

    /// <summary>The interfaces that one stands on, each after those that it stands on itself.</summary>
    private static List<WitInterface> DependenciesOf(WitInterface target)
    {
        var seen = new HashSet<WitInterface> { target };
        var found = new List<WitInterface>();
        Add(target);
        return found;

        // The length of chains is limited.
        void Add(WitInterface from)
        {
            foreach (var dependency in from.Dependencies)
            {
                if (seen.Add(dependency))
                {
                    Add(dependency);
                    found.Add(dependency);
                }
            }
        }
    }

    /// <summary>Makes a component that exports a component with what a world imports and exports.</summary>
    private static ScopeComponentType EncodeWorld(WitWorld world)
    {
        var encoder = new TypeEncoder();
        foreach (var item in world.Imports)
        {
            switch (item)
            {
                case WitInterfaceItem imported:
                    encoder.Outer.Import(NameOf(imported), encoder.EncodeInstance(imported.Interface, withFunctions: true));
                    encoder.AddInstance(imported);
                    break;
                case WitFunctionItem { Function: var function }:
                    encoder.ImportFunction(function);
                    break;
                case WitTypeItem { Type: var type }:
                    encoder.ImportType(type);
                    break;
            }
        }

        foreach (var item in world.Exports)
        {
            switch (item)
            {
                case WitInterfaceItem exported:
                    encoder.Outer.Export(NameOf(exported), encoder.EncodeInstance(exported.Interface, withFunctions: true));
                    encoder.AddInstance(exported);
                    break;
                case WitFunctionItem { Function: var function }:
                    encoder.ExportFunction(function);
                    break;
            }
        }

        var wrapper = new ScopeBuilder(isInstance: false);
        var index = wrapper.Define(encoder.Outer.ToType());
        wrapper.Export(new ExternName(world.QualifiedName), new ExternType(ExternKind.Component, index));
        return wrapper.ToType();
    }

    private static ExternName NameOf(WitInterfaceItem item) => new(item.Name, item.Implements, null, item.ExternalId);
}
