using Lanner.Wit.Syntax;

namespace Lanner.Wit.Resolving;

/// <summary>Resolves the members of an interface.</summary>
internal sealed class InterfaceResolver(Resolver resolver, DefinitionUnit definition, WitInterface target)
{
    internal void Resolve(List<MemberNode> members, Location at)
    {
        var open = members.Where(member => member is not FunctionNode function || IsOpen(function)).ToList();
        var scope = new TypeScope(resolver, definition, target);
        scope.DefineTypes(open);
        foreach (var function in open.OfType<FunctionNode>())
        {
            resolver.Gates.CheckStrength(
                function.Prefix.Gate, target.Gate, function.Name.At, $"belongs to `{definition.Node.Name.Text}`");
            target.Add(scope.DefineFunction(function));
        }

        target.Depth = 1 + target.Dependencies.Select(dependency => dependency.Depth).DefaultIfEmpty().Max();
        if (target.Depth > Limits.Depth)
        {
            throw at.Error("the chain of interfaces that use each other is too long");
        }
    }

    private bool IsOpen(FunctionNode function) =>
        !resolver.Gates.IsClosed(function.Prefix.Gate, definition.Package, function.Name.At);
}
