using Lanner.Components.CanonicalAbi;
using Lanner.Components.Resources;
using Lanner.Components.Structure;

namespace Lanner.Components.Linking;

/// <summary>Makes the built-in functions that are not asynchronous (Canonical ABI, "Canonical Definitions"). The others trap when they are
/// called.</summary>
internal static class BuiltInFunctions
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
            case BuiltIn.ResourceDrop:
                var dropped = ResourceOf(definition, spaces);
                return (_, arguments, _) =>
                {
                    node.RequireMayLeave();
                    Drop(node, node.Handles.Remove(arguments[0].AsUInt32(), dropped));
                };
            case BuiltIn.ContextGet:
                return (_, _, results) => results[0] = ToSlotValue(
                    definition, definition.Slot == 0 ? node.Context0 : node.Context1);
            case BuiltIn.ContextSet:
                return (_, arguments, _) => SetContext(node, definition.Slot, arguments[0].Low);
            case BuiltIn.BackpressureInc:
                return (_, _, _) => ChangeBackpressure(node, 1);
            case BuiltIn.BackpressureDec:
                return (_, _, _) => ChangeBackpressure(node, -1);
            default:
                var name = BuiltInTable.Get(definition.BuiltIn).Name;
                return (_, _, _) =>
                {
                    node.RequireMayLeave();
                    throw AbiTraps.Of($"`{name}` is not supported");
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

    private static Value ToSlotValue(BuiltInDefinition definition, ulong bits)
    {
        const byte I64 = 0x7E;
        return WordOf(bits, definition.ValueType == I64);
    }

    private static Value WordOf(ulong bits, bool is64) =>
        new(is64 ? WasmValueKind.I64 : WasmValueKind.I32, is64 ? bits : (uint)bits);

    private static void SetContext(InstanceNode node, uint slot, ulong value)
    {
        if (slot == 0)
        {
            node.Context0 = value;
        }
        else
        {
            node.Context1 = value;
        }
    }

    private static void ChangeBackpressure(InstanceNode node, int change)
    {
        node.Backpressure += change;
        if (node.Backpressure is < 0 or > ushort.MaxValue)
        {
            throw AbiTraps.Of("backpressure counter out of range");
        }
    }
}
