namespace Lanner.Compilation.Tree;

/// <summary>Takes the fuel that a basic block costs, as the block is entered.</summary>
/// <param name="cost">The fuel.</param>
/// <param name="isChecked">True if the function traps here when there is not enough. Only function entries and loop heads check, since
/// between two of them a function can only go forward.</param>
internal sealed class FuelCharge(long cost, bool isChecked) : Statement
{
    internal long Cost { get; } = cost;

    internal bool IsChecked { get; } = isChecked;

    internal override void Accept(TreeVisitor visitor)
    {
    }
}

/// <summary>The cost of an instruction.</summary>
/// <param name="Position">The number of statements there were when the instruction was read, which tells the block that it belongs
/// to.</param>
/// <param name="Cost">The fuel.</param>
/// <param name="Offset">The offset of the instruction in the module.</param>
internal readonly record struct InstructionCost(int Position, int Cost, int Offset);
