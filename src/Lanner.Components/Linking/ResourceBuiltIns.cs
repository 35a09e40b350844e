using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;
using Lanner.Components.Structure;

namespace Lanner.Components.Linking;

/// <summary>Makes the built-in functions of resources (Canonical ABI, <c>canon resource.new</c> and those after it).</summary>
internal static class ResourceBuiltIns
{
    internal static HostCallback Make(BuiltInDefinition definition, InstanceSpaces spaces)
    {
        var node = spaces.Node;
        switch (definition.BuiltIn)
        {
            case BuiltIn.ResourceNew:
                var made = ResourceOf(definition, spaces);
                return (_, arguments, results) =>
                {
                    node.RequireMayLeave();
                    results[0] = node.Handles.Add(new HandleEntry(made, arguments[0].Low, null, borrowScope: null));
                };
            case BuiltIn.ResourceRep:
                var known = ResourceOf(definition, spaces);
                return (_, arguments, results) =>
                {
                    var representation = node.Handles.Get(arguments[0].AsUInt32(), known).Representation;
                    results[0] = WordOf(representation, known.Is64);
                };
            default:
                var dropped = ResourceOf(definition, spaces);
                return (_, arguments, _) =>
                {
                    node.RequireMayLeave();
                    Drop(node, node.Handles.Remove(arguments[0].AsUInt32(), dropped));
                };
        }
    }

    private static RuntimeResource ResourceOf(BuiltInDefinition definition, InstanceSpaces spaces) =>
        spaces.Types[(int)definition.Type].Resource!;

    private static void Drop(InstanceNode node, HandleEntry entry)
    {
        if (entry.BorrowScope is { } scope)
        {
            scope.Borrows--;
            return;
        }

        entry.Type.Destroy(entry.Representation, entry.HostValue, node);
    }

    private static Value WordOf(ulong bits, bool is64) =>
        new(is64 ? WasmValueKind.I64 : WasmValueKind.I32, is64 ? bits : (uint)bits);
}
