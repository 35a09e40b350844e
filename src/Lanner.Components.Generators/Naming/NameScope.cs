namespace Lanner.Components.Generators.Naming;

/// <summary>The names of a type's members, or of parameters, which must differ.</summary>
internal sealed class NameScope(params string[] taken)
{
    /// <summary>The members that every type has, or that the compiler makes for a record.</summary>
    internal static readonly string[] OfObject =
    [
        "Equals", "GetHashCode", "ToString", "GetType", "MemberwiseClone", "Finalize", "ReferenceEquals", "EqualityContract", "Clone",
        "PrintMembers", "Deconstruct",
    ];

    private readonly HashSet<string> _taken = [.. taken];

    /// <summary>Takes a name, or one like it that is free.</summary>
    /// <param name="name">The name.</param>
    /// <param name="suffix">The word for what it names, which is added when the name is taken.</param>
    internal string Add(string name, string suffix)
    {
        var free = name;
        for (var number = 1; !_taken.Add(free); number++)
        {
            free = number == 1 ? name + suffix : $"{name}{suffix}{number}";
        }

        return free;
    }
}
