namespace Lanner.Wit.Syntax;

/// <summary>A name in a file.</summary>
internal sealed record Identifier(string Text, Location At);

/// <summary>The documentation and the attributes before an item.</summary>
internal sealed record Prefix(string? Documentation, WitGate Gate, string? ExternalId)
{
    internal static Prefix None { get; } = new(null, WitGate.None, null);
}

/// <summary>The contents of a file: what belongs to the package that its header names, and nested packages.</summary>
internal sealed record FileNode(SourceFile File, PackageHeader? Header, ScopeNode Scope, List<NestedPackageNode> Nested);

/// <summary>A declaration of a package.</summary>
internal sealed record PackageHeader(WitPackageName Name, string? Documentation, Location At);

/// <summary>A package inside a file.</summary>
internal sealed record NestedPackageNode(PackageHeader Header, ScopeNode Scope);

/// <summary>Items that see the same uses: those of a file, or of a nested package.</summary>
internal sealed record ScopeNode(TokenSequence Tokens, List<TopLevelUseNode> Uses, List<ItemNode> Items)
{
    private readonly List<(int Start, int End)> _ranges = [];

    /// <summary>The tokens of each use and item, by which packages that are there twice are compared.</summary>
    internal IEnumerable<string> Texts => _ranges.Select(range => string.Join(' ', Enumerable
        .Range(range.Start, range.End - range.Start)
        .Select(index => Tokens.TextOf(Tokens[index]).ToString())));

    /// <summary>Notes that a use or an item reaches from one token to another.</summary>
    internal void AddRange(int start, int end) => _ranges.Add((start, end));
}

/// <summary>The name of an interface or world as references have it.</summary>
internal sealed record PathNode(WitPackageName? Package, string Name, Location At)
{
    public override string ToString() => Package?.NameOf(Name) ?? Name;
}

/// <summary>A <c>use</c> of a whole interface.</summary>
internal sealed record TopLevelUseNode(PathNode Path, Identifier Name);

/// <summary>An interface or a world.</summary>
internal abstract record ItemNode(Identifier Name, Prefix Prefix);

/// <summary>An interface.</summary>
internal sealed record InterfaceNode(Identifier Name, Prefix Prefix, List<MemberNode> Members) : ItemNode(Name, Prefix);

/// <summary>A world.</summary>
internal sealed record WorldNode(Identifier Name, Prefix Prefix, List<MemberNode> Members) : ItemNode(Name, Prefix);

/// <summary>A part of an interface or a world.</summary>
internal abstract record MemberNode(Prefix Prefix);

/// <summary>A <c>use</c> of types.</summary>
internal sealed record UseNode(PathNode Path, List<UsedNameNode> Names, Prefix Prefix) : MemberNode(Prefix);

/// <summary>A type that is used, and the name that it gets.</summary>
internal sealed record UsedNameNode(Identifier Original, Identifier Name);

/// <summary>An <c>include</c> of a world.</summary>
internal sealed record IncludeNode(PathNode Path, List<UsedNameNode> Names, Prefix Prefix) : MemberNode(Prefix);

/// <summary>An import or export of a function.</summary>
internal sealed record FunctionItemNode(bool IsExport, FunctionNode Function) : MemberNode(Function.Prefix);

/// <summary>An import or export of an interface that is written inside the world.</summary>
internal sealed record InlineInterfaceNode(bool IsExport, Identifier Name, List<MemberNode> Members, Prefix Prefix) : MemberNode(Prefix);

/// <summary>An import or export of an interface, by its own name or a plain one.</summary>
internal sealed record InterfaceItemNode(bool IsExport, Identifier? PlainName, PathNode Path, Prefix Prefix) : MemberNode(Prefix);

/// <summary>A function.</summary>
internal sealed record FunctionNode(
    WitFunctionKind Kind, Identifier Name, bool IsAsync, List<FieldNode> Parameters, TypeNode? Result, Prefix Prefix) : MemberNode(Prefix);

/// <summary>A definition of a type.</summary>
internal abstract record TypeDefinitionNode(Identifier Name, Prefix Prefix) : MemberNode(Prefix);

/// <summary>A record.</summary>
internal sealed record RecordNode(Identifier Name, Prefix Prefix, List<FieldNode> Fields) : TypeDefinitionNode(Name, Prefix);

/// <summary>A variant.</summary>
internal sealed record VariantNode(Identifier Name, Prefix Prefix, List<FieldNode> Cases) : TypeDefinitionNode(Name, Prefix);

/// <summary>An enum.</summary>
internal sealed record EnumNode(Identifier Name, Prefix Prefix, List<FieldNode> Cases) : TypeDefinitionNode(Name, Prefix);

/// <summary>Flags.</summary>
internal sealed record FlagsNode(Identifier Name, Prefix Prefix, List<FieldNode> Flags) : TypeDefinitionNode(Name, Prefix);

/// <summary>A resource.</summary>
internal sealed record ResourceNode(Identifier Name, Prefix Prefix, List<FunctionNode> Functions) : TypeDefinitionNode(Name, Prefix);

/// <summary>Another name for a type.</summary>
internal sealed record AliasNode(Identifier Name, Prefix Prefix, TypeNode Target) : TypeDefinitionNode(Name, Prefix);

/// <summary>A field, case, flag or parameter.</summary>
internal sealed record FieldNode(Identifier Name, TypeNode? Type, string? Documentation);

/// <summary>A type as it is written.</summary>
internal abstract record TypeNode(Location At);

/// <summary>A primitive type.</summary>
internal sealed record PrimitiveNode(WitPrimitive Primitive, Location At) : TypeNode(At);

/// <summary>A type by its name.</summary>
internal sealed record NamedNode(Identifier Name) : TypeNode(Name.At);

/// <summary>A handle of a resource.</summary>
internal sealed record HandleNode(Identifier Resource, bool IsBorrow, Location At) : TypeNode(At);

/// <summary>A type that is built of others, which are null where they are left away.</summary>
internal sealed record ComposedNode(Composition Composition, TypeNode?[] Parts, uint? Length, Location At) : TypeNode(At);

/// <summary>The ways to build types of others.</summary>
internal enum Composition
{
    List,
    Map,
    Option,
    Result,
    Tuple,
    Future,
    Stream,
}
