using System.Runtime.InteropServices;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Passes;

/// <summary>Gives each basic block of a function a <see cref="FuelCharge"/>.</summary>
/// <remarks>Blocks are those of the tree, which are the same in every memory mode and however the function is emitted; so is what they
/// cost. An instruction belongs to the block in which the builder stood when it read it.</remarks>
internal sealed class FuelCharges : IFunctionPass
{
    public void Run(FunctionTree tree)
    {
        if (tree.Notes?.Costs is { } costs)
        {
            tree.Body = Writer.Insert(tree.Body, CollectionsMarshal.AsSpan(costs));
        }
    }

    /// <summary>Writes the statements of one function anew.</summary>
    private ref struct Writer
    {
        private readonly List<Statement> _result;
        private ReadOnlySpan<InstructionCost> _costs;

        private Writer(int capacity, ReadOnlySpan<InstructionCost> costs)
        {
            _result = new List<Statement>(capacity);
            _costs = costs;
        }

        /// <summary>Inserts the charges.</summary>
        /// <param name="statements">The statements of a function.</param>
        /// <param name="costs">The costs of the instructions, in order.</param>
        internal static List<Statement> Insert(List<Statement> statements, ReadOnlySpan<InstructionCost> costs) =>
            new Writer(statements.Count + (statements.Count / 4) + 1, costs).Insert(statements);

        private List<Statement> Insert(List<Statement> statements)
        {
            var start = 0;
            var isChecked = true;
            for (var position = 0; position < statements.Count; position++)
            {
                if (StartsBlock(statements[position]))
                {
                    AddBlock(statements, start, position + 1, isChecked);
                    start = position + 1;
                    isChecked = statements[position] is LoopStart;
                }
            }

            AddBlock(statements, start, statements.Count, isChecked);
            return _result;
        }

        private void AddBlock(List<Statement> statements, int start, int end, bool isChecked)
        {
            var cost = 0L;
            var offset = 0;
            var count = 0;
            var isLast = end == statements.Count;
            for (; count < _costs.Length && (isLast || _costs[count].Position < end); count++)
            {
                cost += _costs[count].Cost;
                offset = offset == 0 ? _costs[count].Offset : offset;
            }

            _costs = _costs[count..];
            if (cost > 0 || isChecked)
            {
                _result.Add(new FuelCharge(cost, isChecked) { Offset = offset });
            }

            for (var position = start; position < end; position++)
            {
                _result.Add(statements[position]);
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
}
