using Lanner.Compilation.Tree;
using Lanner.Platform;

namespace Lanner.Compilation.Passes;

/// <summary>Hides from the JIT what it would get wrong, by an exclusive or with a zero that it does not know, or by way of the stack:
/// <see cref="JitQuirks.ComplementOfComparison"/>, <see cref="JitQuirks.FlagsOfRotation"/>, <see cref="JitQuirks.ExclusiveOrOfShifts"/>,
/// <see cref="JitQuirks.DivisionOfSteps"/>, <see cref="JitQuirks.ArithmeticIdentity"/>, <see cref="JitQuirks.ConjunctionOfMasks"/>,
/// <see cref="JitQuirks.SignOfSum"/>, <see cref="JitQuirks.TrapInCondition"/>, <see cref="JitQuirks.AbsorbedLoad"/>,
/// <see cref="JitQuirks.ArgumentOfTailCall"/>.</summary>
internal sealed class HiddenValues : IFunctionPass
{
    public void Run(FunctionTree tree)
    {
        var loops = FunctionLoops.Of(tree);
        var facts = new ForwardDataFlow(loops, LiveVariables.Of(tree, loops));
        var hider = new ValueHider(tree, loops, facts);
        do
        {
            // What has to be hidden by the facts so far has to be by more facts too.
            hider.Walk();
            facts.FunctionRound++;
        }
        while (facts.HasChanged);

        loops.Forget();
    }
}
