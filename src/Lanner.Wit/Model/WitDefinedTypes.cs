namespace Lanner.Wit;

/// <summary>A type with a name.</summary>
public abstract class WitDefinedType : WitType
{
    private protected WitDefinedType(WitTypeOwner owner, string name, params ReadOnlySpan<WitType?> parts)
        : base(parts)
    {
        Owner = owner;
        Name = name;

        // An expression ends at a name.
        Nesting = 0;
        Size = 1;
    }

    /// <summary>The interface or world that the type is defined in.</summary>
    public WitTypeOwner Owner { get; }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The documentation, lines separated by <c>\n</c>, or null.</summary>
    public string? Documentation { get; internal set; }

    /// <summary>The gate.</summary>
    public WitGate Gate { get; internal set; } = WitGate.None;

    /// <summary>The name that the world outside has for the type (<c>@external-id</c>), or null.</summary>
    public string? ExternalId { get; internal init; }
}

/// <summary>A field, case or flag of a type.</summary>
public abstract class WitMember
{
    private protected WitMember(string name, string? documentation)
    {
        Name = name;
        Documentation = documentation;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The documentation, lines separated by <c>\n</c>, or null.</summary>
    public string? Documentation { get; internal set; }

    /// <summary>The name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}

/// <summary>A field of a record.</summary>
public sealed class WitField : WitMember
{
    internal WitField(string name, WitType type, string? documentation)
        : base(name, documentation) => Type = type;

    /// <summary>The type.</summary>
    public WitType Type { get; }
}

/// <summary>A case of a variant or an enum.</summary>
public sealed class WitCase : WitMember
{
    internal WitCase(string name, WitType? type, string? documentation)
        : base(name, documentation) => Type = type;

    /// <summary>The type of the value that comes with the case, or null.</summary>
    public WitType? Type { get; }
}

/// <summary>A flag.</summary>
public sealed class WitFlag : WitMember
{
    internal WitFlag(string name, string? documentation)
        : base(name, documentation)
    {
    }
}

/// <summary>A <c>record</c>.</summary>
public sealed class WitRecordType : WitDefinedType
{
    internal WitRecordType(WitTypeOwner owner, string name, IReadOnlyList<WitField> fields)
        : base(owner, name, [.. fields.Select(field => field.Type)])
    {
        Fields = fields;
        Layout = ValueLayout.OfRecord(fields.Select(field => field.Type));
    }

    /// <summary>The fields.</summary>
    public IReadOnlyList<WitField> Fields { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout { get; }
}

/// <summary>A <c>variant</c>.</summary>
public sealed class WitVariantType : WitDefinedType
{
    internal WitVariantType(WitTypeOwner owner, string name, IReadOnlyList<WitCase> cases)
        : base(owner, name, [.. cases.Select(each => each.Type)])
    {
        Cases = cases;
        Layout = ValueLayout.OfVariant(cases.Count, cases.Select(each => each.Type));
    }

    /// <summary>The cases.</summary>
    public IReadOnlyList<WitCase> Cases { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout { get; }
}

/// <summary>An <c>enum</c>: a variant whose cases have no values.</summary>
public sealed class WitEnumType : WitDefinedType
{
    internal WitEnumType(WitTypeOwner owner, string name, IReadOnlyList<WitCase> cases)
        : base(owner, name) => Cases = cases;

    /// <summary>The cases.</summary>
    public IReadOnlyList<WitCase> Cases { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout => ValueLayout.OfVariant(Cases.Count, []);
}

/// <summary>A <c>flags</c> type: a set of names.</summary>
public sealed class WitFlagsType : WitDefinedType
{
    internal WitFlagsType(WitTypeOwner owner, string name, IReadOnlyList<WitFlag> flags)
        : base(owner, name) => Flags = flags;

    /// <summary>The flags.</summary>
    public IReadOnlyList<WitFlag> Flags { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout => ValueLayout.OfFlags(Flags.Count);
}

/// <summary>A <c>resource</c>. Values are never resources, but handles of them.</summary>
public sealed class WitResourceType : WitDefinedType
{
    private readonly List<WitFunction> _functions = [];
    private readonly HashSet<string> _names = [];

    internal WitResourceType(WitTypeOwner owner, string name)
        : base(owner, name)
    {
    }

    /// <summary>The constructor, methods and static functions.</summary>
    public IReadOnlyList<WitFunction> Functions => _functions;

    /// <inheritdoc/>
    internal override ValueLayout Layout => ValueLayout.Handle;

    /// <summary>Adds a function, unless one of that name is there.</summary>
    internal bool TryAdd(WitFunction added)
    {
        var isNew = _names.Add(added.ExternName);
        if (isNew)
        {
            _functions.Add(added);
        }

        return isNew;
    }
}

/// <summary>Another name for a type: <c>type</c>, or <c>use</c> of another interface's.</summary>
public sealed class WitAliasType : WitDefinedType
{
    internal WitAliasType(WitTypeOwner owner, string name, WitType target)
        : base(owner, name, target)
    {
        Target = target;
        Underlying = target.Underlying;
    }

    /// <summary>The type that the name stands for.</summary>
    public WitType Target { get; }

    /// <summary>True when the type is another interface's.</summary>
    public bool IsUse => Target is WitDefinedType { Owner: WitInterface owner } && owner != Owner;

    /// <inheritdoc/>
    public override WitType Underlying { get; }

    /// <inheritdoc/>
    internal override ValueLayout Layout => Target.Layout;
}
