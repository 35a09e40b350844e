using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;
using Lanner.Platform;

namespace Lanner.Compilation.Emission;

/// <summary>Calls in tail position to the function itself. The JIT makes loops of them, in which it computes those arguments that may trap
/// or call something after it has written others to the parameters (<see cref="JitQuirks.ArgumentOfTailCall"/>).</summary>
internal sealed partial class FunctionEmitter
{
    /// <summary>The locals that hold arguments of such calls, by place and type.</summary>
    private readonly Dictionary<(int Index, OperandType Type), int> _argumentSlots = [];

    /// <summary>Computes arguments ahead, into locals of which the JIT knows nothing: it would put back what it knows.</summary>
    /// <returns>For each argument the local that holds it, or null for one that can be computed at any time.</returns>
    private int?[] EmitKeptArguments(Expression[] arguments, bool[] isAhead)
    {
        var slots = new int?[arguments.Length];
        for (var index = 0; index < slots.Length; index++)
        {
            var argument = arguments[index];
            if (!isAhead[index])
            {
                continue;
            }

            if (!_argumentSlots.TryGetValue((index, argument.Type), out var slot))
            {
                slot = NewSlot(argument.Type);
                _argumentSlots.Add((index, argument.Type), slot);
            }

            Emit(argument);
            _il.EmitStoreLocal(slot);
            slots[index] = slot;
        }

        return slots;
    }
}
