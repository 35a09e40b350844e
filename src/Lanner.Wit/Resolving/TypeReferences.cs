using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>Finds the names of types in what is written.</summary>
internal static class TypeReferences
{
    /// <summary>The names that a definition is made of. Functions of resources do not count: a resource is not made of them.</summary>
    internal static IEnumerable<Identifier> Of(TypeDefinitionNode? definition)
    {
        var found = new List<Identifier>();
        switch (definition)
        {
            case RecordNode record:
                record.Fields.ForEach(field => Add(field.Type, found));
                break;
            case VariantNode variant:
                variant.Cases.ForEach(each => Add(each.Type, found));
                break;
            case AliasNode alias:
                Add(alias.Target, found);
                break;
        }

        return found;
    }

    private static void Add(TypeNode? node, List<Identifier> found)
    {
        switch (node)
        {
            case NamedNode named:
                found.Add(named.Name);
                break;
            case HandleNode handle:
                found.Add(handle.Resource);
                break;
            case ComposedNode composed:
                foreach (var part in composed.Parts)
                {
                    Add(part, found);
                }

                break;
        }
    }
}
