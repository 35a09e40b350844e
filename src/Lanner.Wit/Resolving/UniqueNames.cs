using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>The names of a scope, which must differ in more than small and capital letters.</summary>
internal sealed class UniqueNames
{
    private readonly Dictionary<string, string> _names = [];

    /// <summary>Adds a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">The kind of thing that is called so, for errors.</param>
    internal void Add(Identifier name, string kind) => Add(name.Text, name.At, kind);

    internal void Add(string name, Location at, string kind)
    {
        if (!_names.TryAdd(Names.Canonical(name), name))
        {
            var other = _names[Names.Canonical(name)];
            throw at.Error(other == name
                ? $"`{name}` is already the name of {kind}"
                : $"`{name}` differs only in small and capital letters from `{other}`, the name of {kind}");
        }
    }
}
