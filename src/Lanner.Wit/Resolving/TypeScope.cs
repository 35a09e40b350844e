using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>The types of an interface or a world: finds them by name, and makes types and functions of what is written.</summary>
internal sealed class TypeScope(Resolver resolver, DefinitionUnit definition, WitTypeOwner owner)
{
    private readonly Dictionary<string, WitDefinedType> _types = [];
    private readonly Dictionary<string, WitGate> _excluded = [];
    private readonly HashSet<string> _functions = [];
    private readonly List<(WitResourceType Type, ResourceNode Node)> _resources = [];
    private WitGate _gate = WitGate.None;

    /// <summary>The names of types and functions.</summary>
    internal UniqueNames Names { get; } = new();

    /// <summary>Makes the types that members define, in an order in which each comes after those that it is made of.</summary>
    internal List<WitDefinedType> DefineTypes(List<MemberNode> members)
    {
        var entries = new List<TypeEntry>();
        foreach (var member in members.Where(member => member is UseNode or TypeDefinitionNode or FunctionNode))
        {
            Collect(member, entries);
        }

        var types = new List<WitDefinedType>();
        foreach (var entry in Order(entries))
        {
            var type = Define(entry);
            Check(type, entry.Name.At);
            owner.Add(type);
            _types.Add(type.Name, type);
            types.Add(type);
        }

        foreach (var (type, node) in _resources)
        {
            DefineFunctions(type, node);
        }

        return types;
    }

    /// <summary>Makes a function.</summary>
    internal WitFunction DefineFunction(FunctionNode node, WitResourceType? resource = null)
    {
        _gate = node.Prefix.Gate;
        var names = new UniqueNames();
        var parameters = new List<WitParameter>();
        if (node.Kind == WitFunctionKind.Method)
        {
            parameters.Add(new WitParameter("self", new WitHandleType(resource!, isBorrow: true)));
            names.Add("self", node.Name.At, "a parameter");
        }

        foreach (var parameter in node.Parameters)
        {
            names.Add(parameter.Name, "a parameter");
            parameters.Add(new WitParameter(parameter.Name.Text, Build(parameter.Type!)));
        }

        return new WitFunction(node.Kind, node.Name.Text, resource, node.IsAsync)
        {
            Parameters = parameters,
            Result = ResultOf(node, resource),
            Documentation = node.Prefix.Documentation,
            Gate = node.Prefix.Gate,
            ExternalId = node.Prefix.ExternalId,
        };
    }

    private void Collect(MemberNode member, List<TypeEntry> entries)
    {
        switch (member)
        {
            case FunctionNode function:
                Names.Add(function.Name, "a type or function of this scope");
                _functions.Add(function.Name.Text);
                break;
            case UseNode use when IsClosed(use.Prefix.Gate, use.Path.At):
                foreach (var name in use.Names)
                {
                    _excluded[name.Name.Text] = use.Prefix.Gate;
                }

                break;
            case UseNode use:
                foreach (var name in use.Names)
                {
                    Names.Add(name.Name, "a type or function of this scope");
                    entries.Add(new TypeEntry(name.Name, use, name.Original, null));
                }

                break;
            case TypeDefinitionNode type when IsClosed(type.Prefix.Gate, type.Name.At):
                _excluded[type.Name.Text] = type.Prefix.Gate;
                definition.ExcludedTypes.Add(type.Name.Text);
                if (type is ResourceNode resource)
                {
                    resolver.Gates.CheckClosed(
                        resource.Functions.Select(each => (each.Name, each.Prefix)), resource.Name, definition.Package);
                }

                break;
            case TypeDefinitionNode type:
                resolver.Gates.CheckStrength(type.Prefix.Gate, owner.Gate, type.Name.At, $"belongs to `{definition.Node.Name.Text}`");
                Names.Add(type.Name, "a type or function of this scope");
                entries.Add(new TypeEntry(type.Name, null, null, type));
                break;
        }
    }

    private bool IsClosed(WitGate gate, Location at) => resolver.Gates.IsClosed(gate, definition.Package, at);

    private static IEnumerable<TypeEntry> Order(List<TypeEntry> entries)
    {
        var indices = entries.Select((entry, index) => (entry, index)).ToDictionary(pair => pair.entry.Name.Text, pair => pair.index);
        var dependencies = entries
            .Select(entry => TypeReferences.Of(entry.Definition)
                .Where(name => indices.ContainsKey(name.Text))
                .Select(name => indices[name.Text])
                .ToHashSet())
            .ToList();
        var order = DependencyOrder.Find(dependencies, out var cycle)
            ?? throw entries[cycle[0]].Name.At.Error(
                $"types cannot be made of themselves: {DependencyOrder.Describe(cycle, index => entries[index].Name.Text)}");
        return order.Select(index => entries[index]);
    }

    private WitDefinedType Define(TypeEntry entry)
    {
        if (entry.Use is not null)
        {
            return DefineUse(entry);
        }

        var node = entry.Definition!;
        var name = node.Name.Text;
        var (documentation, gate, externalId) = node.Prefix;
        _gate = gate;
        WitDefinedType type = node switch
        {
            RecordNode record => new WitRecordType(owner, name, Members(record.Fields, "a field", field =>
                new WitField(field.Name.Text, Build(field.Type!), field.Documentation))) { ExternalId = externalId },
            VariantNode variant => new WitVariantType(owner, name, Members(variant.Cases, "a case", each =>
                new WitCase(each.Name.Text, each.Type is null ? null : Build(each.Type), each.Documentation))) { ExternalId = externalId },
            EnumNode enumeration => new WitEnumType(owner, name, Members(enumeration.Cases, "a case", each =>
                new WitCase(each.Name.Text, null, each.Documentation))) { ExternalId = externalId },
            FlagsNode flags => new WitFlagsType(owner, name, Members(flags.Flags, "a flag", flag =>
                new WitFlag(flag.Name.Text, flag.Documentation))) { ExternalId = externalId },
            AliasNode alias => new WitAliasType(owner, name, BuildTarget(alias.Target)) { ExternalId = externalId },
            _ => new WitResourceType(owner, name) { ExternalId = externalId },
        };
        type.Documentation = documentation;
        type.Gate = gate;
        if (type is WitResourceType resource)
        {
            _resources.Add((resource, (ResourceNode)node));
        }

        return type;
    }

    private WitAliasType DefineUse(TypeEntry entry)
    {
        var use = entry.Use!;
        var original = entry.Original!;
        var found = resolver.FindInterface(use.Path, definition.Scope);
        if (!found.Interface!.TryFindType(original.Text, out var target))
        {
            throw original.At.Error(found.ExcludedTypes.Contains(original.Text)
                ? $"the type `{original.Text}` of the interface `{found.Node.Name.Text}` is behind a closed gate"
                : found.Interface.TryFindFunction(original.Text, out _)
                    ? $"`{original.Text}` is a function of the interface `{found.Node.Name.Text}`, not a type"
                    : $"the interface `{found.Node.Name.Text}` has no type `{original.Text}`");
        }

        if (found.Package == definition.Package)
        {
            resolver.Gates.CheckStrength(use.Prefix.Gate, target.Gate, original.At, $"refers to `{original.Text}`");
        }

        return new WitAliasType(owner, entry.Name.Text, target) { Documentation = use.Prefix.Documentation, Gate = use.Prefix.Gate };
    }

    private static List<T> Members<T>(List<FieldNode> nodes, string kind, Func<FieldNode, T> create)
    {
        var names = new UniqueNames();
        var members = new List<T>(nodes.Count);
        foreach (var node in nodes)
        {
            names.Add(node.Name, kind);
            members.Add(create(node));
        }

        return members;
    }

    private void DefineFunctions(WitResourceType resource, ResourceNode node)
    {
        var names = new UniqueNames();
        names.Add(node.Name, "the resource");
        var hasConstructor = false;
        foreach (var function in node.Functions)
        {
            if (IsClosed(function.Prefix.Gate, function.Name.At))
            {
                continue;
            }

            resolver.Gates.CheckStrength(function.Prefix.Gate, resource.Gate, function.Name.At, $"belongs to `{resource.Name}`");
            if (function.Kind != WitFunctionKind.Constructor)
            {
                names.Add(function.Name, function.Name.Text == resource.Name ? "the resource" : "a function of the resource");
            }
            else if (hasConstructor)
            {
                throw function.Name.At.Error($"the resource `{resource.Name}` has two constructors");
            }

            hasConstructor |= function.Kind == WitFunctionKind.Constructor;
            resource.TryAdd(DefineFunction(function, resource));
        }
    }

    private WitType? ResultOf(FunctionNode node, WitResourceType? resource)
    {
        var result = node.Result is null ? null : Build(node.Result);
        if (node.Kind == WitFunctionKind.Constructor)
        {
            var own = new WitHandleType(resource!, isBorrow: false);
            if (result is not null && !(result is WitResultType { Ok: { } ok } && ok.Equals(own)))
            {
                throw node.Result!.At.Error(
                    $"a constructor of `{resource!.Name}` returns `result<{resource.Name}>`, with or without an error");
            }

            result ??= own;
        }

        return result is { ContainsBorrow: true }
            ? throw node.Result!.At.Error($"the result of `{node.Name.Text}` holds a borrowed handle, which functions cannot return")
            : result;
    }

    /// <summary>Makes the type that an alias stands for, which may be a resource itself.</summary>
    private WitType BuildTarget(TypeNode node) => node is NamedNode named ? FindType(named.Name) : Build(node);

    /// <summary>Makes a type of values. The name of a resource stands for a handle that owns it.</summary>
    private WitType Build(TypeNode node)
    {
        switch (node)
        {
            case PrimitiveNode primitive:
                return WitPrimitiveType.Of(primitive.Primitive);
            case NamedNode named:
                var type = FindType(named.Name);
                return type.Underlying is WitResourceType ? new WitHandleType(type, isBorrow: false) : type;
            case HandleNode handle:
                var resource = FindType(handle.Resource);
                return resource.Underlying is WitResourceType
                    ? new WitHandleType(resource, handle.IsBorrow)
                    : throw handle.Resource.At.Error($"`{handle.Resource.Text}` is no resource");
            default:
                var composed = Compose((ComposedNode)node);
                Check(composed, node.At);
                return composed;
        }
    }

    private WitType Compose(ComposedNode node)
    {
        var parts = new WitType?[node.Parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = node.Parts[i] is { } part ? Build(part) : null;
        }

        switch (node.Composition)
        {
            case Composition.List:
                return new WitListType(parts[0]!, node.Length);
            case Composition.Map:
                return new WitMapType(parts[0]!, parts[1]!);
            case Composition.Option:
                return new WitOptionType(parts[0]!);
            case Composition.Result:
                return new WitResultType(parts[0], parts[1]);
            case Composition.Tuple:
                return new WitTupleType(parts!);
            case Composition.Future:
                return new WitFutureType(parts[0]);
            default:
                return new WitStreamType(parts[0]);
        }
    }

    private WitDefinedType FindType(Identifier name)
    {
        if (!_types.TryGetValue(name.Text, out var type))
        {
            throw name.At.Error(_excluded.TryGetValue(name.Text, out var gate)
                ? GateKeeper.Closed($"the type `{name.Text}`", gate)
                : _functions.Contains(name.Text) ? $"`{name.Text}` is a function, not a type" : $"no type `{name.Text}` is defined here");
        }

        resolver.Gates.CheckStrength(_gate, type.Gate, name.At, $"refers to `{name.Text}`");
        return type;
    }

    private static void Check(WitType type, Location at)
    {
        if (TypeRules.MistakeOf(type) is { } mistake)
        {
            throw at.Error(mistake);
        }
    }

    /// <summary>A name of a type, and where it comes from: a use or a definition.</summary>
    private sealed record TypeEntry(Identifier Name, UseNode? Use, Identifier? Original, TypeDefinitionNode? Definition);
}
