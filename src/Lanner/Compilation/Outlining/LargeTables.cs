using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Compilation.Tree;
using Lanner.Platform;

namespace Lanner.Compilation.Outlining;

/// <summary>Branch tables whose targets take a large part of the blocks that the JIT allows a method
/// (<see cref="JitQuirks.LargeMethods"/>). Compilers of languages with coroutines write them: Go begins each function with a table of all
/// places at which it can be resumed.</summary>
/// <remarks>Such a table stays where it is, since an outlined function would need as many exits as it has targets. An outlined function
/// that contains some of its targets is entered by one stub for each table, which passes the number to a table in the outlined
/// function.</remarks>
internal static class LargeTables
{
    /// <summary>A table is large when it has more targets than this part of the blocks of a method.</summary>
    private const int Share = 4;

    /// <summary>Tests whether a table stays in its function.</summary>
    internal static bool IsLarge(BranchTable table, MethodLimits limits)
    {
        var most = limits.Method.Blocks / Share;
        return table.Targets.Length > most && table.Targets.Distinct().Skip(most).Any();
    }

    /// <summary>Puts the numbers that large tables branch by into variables, where stubs find them.</summary>
    internal static void Normalize(FunctionTree tree, MethodLimits limits)
    {
        tree.Rewrite((statement, body) =>
        {
            if (statement is not BranchTable table || !IsLarge(table, limits))
            {
                body.Add(statement);
            }
            else if (table.Index is VariableRead { Variable: var variable })
            {
                variable.IsSlotFixed = true;
                body.Add(table);
            }
            else
            {
                var number = tree.NewTemporary(OperandType.I32, isSlotFixed: true);
                body.Add(new Assign(number, table.Index) { Offset = table.Offset });
                body.Add(new BranchTable(new VariableRead(number), table.Targets) { Offset = table.Offset });
            }
        });
    }
}

/// <summary>The part of a large table that goes into one outlined function.</summary>
/// <param name="Number">The variable that the table branches by.</param>
/// <param name="Stub">The target that the table now branches to.</param>
/// <param name="First">The lowest number that goes into the outlined function.</param>
/// <param name="Targets">For each number from that one on, its target in the outlined function; null for numbers that go elsewhere.</param>
internal sealed record TableEntries(Variable Number, Target Stub, int First, Target?[] Targets);
