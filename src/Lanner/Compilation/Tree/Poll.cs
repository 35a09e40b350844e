namespace Lanner.Compilation.Tree;

/// <summary>Ends the guest here if it is to be interrupted.</summary>
internal sealed class Poll : Statement
{
    internal override void Accept(TreeVisitor visitor)
    {
    }
}
