namespace Lanner.Wit.Binary;

/// <summary>Gathers the declarations of a type of components or instances, and counts their indices.</summary>
internal sealed class ScopeBuilder(bool isInstance)
{
    private readonly List<Declaration> _declarations = [];
    private uint _types;
    private uint _instances;

    internal ScopeComponentType ToType() => new(isInstance, _declarations);

    /// <summary>Defines a type.</summary>
    /// <returns>Its index.</returns>
    internal uint Define(ComponentType type)
    {
        _declarations.Add(new TypeDeclaration(type));
        return _types++;
    }

    /// <summary>Makes an alias of a type.</summary>
    /// <returns>Its index.</returns>
    internal uint Alias(Declaration alias)
    {
        _declarations.Add(alias);
        return _types++;
    }

    /// <summary>Imports something.</summary>
    /// <returns>Its index, unless it is a function.</returns>
    internal uint Import(ExternName name, ExternType type)
    {
        _declarations.Add(new ImportDeclaration(name, type));
        return IndexOf(type.Kind);
    }

    /// <summary>Exports something.</summary>
    /// <returns>Its index, unless it is a function.</returns>
    internal uint Export(ExternName name, ExternType type)
    {
        _declarations.Add(new ExportDeclaration(name, type));
        return IndexOf(type.Kind);
    }

    private uint IndexOf(ExternKind kind) => kind switch
    {
        ExternKind.Type => _types++,
        ExternKind.Instance => _instances++,
        _ => 0,
    };
}
