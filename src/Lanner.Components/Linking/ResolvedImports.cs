namespace Lanner.Components.Linking;

/// <summary>The definitions that were found for the imports of a component, by name. They serve every store, unless some belong to
/// one.</summary>
internal sealed class ResolvedImports
{
    private readonly List<(string Path, string Kind, Store Store)> _bound = [];

    internal Dictionary<string, RuntimeItem> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>Notes that a definition belongs to a store.</summary>
    /// <param name="path">The name of the import.</param>
    /// <param name="kind">The kind of the definition, for messages.</param>
    /// <param name="store">The store.</param>
    internal void Bind(string path, string kind, Store store) => _bound.Add((path, kind, store));

    /// <summary>Refuses a store that something else belongs to.</summary>
    /// <exception cref="ComponentLinkException">A definition belongs to another store.</exception>
    internal void CheckStore(Store store)
    {
        foreach (var (path, kind, owner) in _bound)
        {
            if (owner != store)
            {
                throw new ComponentLinkException(path, $"the {kind} belongs to another store");
            }
        }
    }
}
