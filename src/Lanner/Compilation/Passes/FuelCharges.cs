using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Passes;

/// <summary>Gives each basic block of a function a <see cref="FuelCharge"/>.</summary>
/// <remarks>Blocks are those of the tree, which are the same in every memory mode and however the function is emitted; so is what they
/// cost. An instruction belongs to the block in which the builder stood when it read it.</remarks>
internal sealed class FuelCharges : IFunctionPass
{
    public void Run(FunctionTree tree)
    {
        if (tree.Notes?.Costs is not { } costs)
        {
            return;
        }

        var (next, position, start, isChecked) = (0, 0, 0, true);
        tree.Rewrite((statement, body) =>
        {
            body.Add(statement);
            position++;
            if (StartsBlock(statement))
            {
                EndBlock(body, position);
                start = body.Count;
                isChecked = statement is LoopStart;
            }
        });
        EndBlock(tree.Body, int.MaxValue);

        // Puts the charge before the statements of a block, when it is known what its instructions cost.
        void EndBlock(List<Statement> body, int end)
        {
            var cost = 0L;
            var offset = 0;
            for (; next < costs.Count && costs[next].Position < end; next++)
            {
                cost += costs[next].Cost;
                offset = offset == 0 ? costs[next].Offset : offset;
            }

            if (cost > 0 || isChecked)
            {
                body.Insert(start, new FuelCharge(cost, isChecked) { Offset = offset });
            }
        }
    }

    /// <summary>Tests whether the code behind a statement is not always reached from it, or is reached from elsewhere too.</summary>
    private static bool StartsBlock(Statement statement) => statement switch
    {
        TargetLabel mark => mark.Target.IsUsed,
        LoopStart loop => loop.Target.IsUsed,
        BranchIf or BranchTable => true,
        _ => false,
    };
}
