using Lanner.Compilation.Tree;
using Lanner.Platform;

namespace Lanner.Compilation.Passes;

/// <summary>Marks the loads below values that are unused: the JIT drops them, and with them the fault of the guest
/// (<see cref="JitQuirks.DroppedLoad"/>).</summary>
internal sealed class UnusedLoads : IFunctionPass
{
    public void Run(FunctionTree tree)
    {
        if (tree.Notes is not { NarrowableLoads: var uses, LastRegion: var region })
        {
            return;
        }

        var dropped = uses.Dropped;
        var partlyUsed = new Stack<Expression>();
        var unusedReads = new Dictionary<Variable, int>();
        var unusedVariables = new HashSet<Variable>();
        foreach (var local in tree.Locals)
        {
            if (local.Reads == 0)
            {
                NarrowableLoads.PushAll(dropped, local.Values, 0);
            }
        }

        while (dropped.TryPop(out var value))
        {
            switch (value)
            {
                case NumericOperation operation:
                    NarrowableLoads.PushOperands(dropped, operation);
                    break;
                case Select select:
                    dropped.Push(select.WhenTrue);
                    dropped.Push(select.WhenFalse);
                    dropped.Push(select.Condition);
                    break;
                case VariableRead { Variable: var variable }:
                    if (IsUnused(variable) && unusedVariables.Add(variable))
                    {
                        NarrowableLoads.PushAll(dropped, variable.Values, 0);
                    }

                    break;
                case VariableTee { Variable: var variable } tee:
                    // A tee counts as a read of what it wrote.
                    if (IsUnused(variable))
                    {
                        dropped.Push(tee.Value);
                    }

                    break;
                case MemoryLoad load:
                    load.IsDropped = true;
                    break;
                default:
                    partlyUsed.Push(value);
                    break;
            }
        }

        while (partlyUsed.TryPop(out var used))
        {
            uses.Mark(used, region);
        }

        bool IsUnused(Variable variable)
        {
            var count = unusedReads.GetValueOrDefault(variable) + 1;
            unusedReads[variable] = count;
            return count >= variable.Reads;
        }
    }
}
