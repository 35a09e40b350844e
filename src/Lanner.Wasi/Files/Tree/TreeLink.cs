namespace Lanner.Wasi.Files.Tree;

/// <summary>A symbolic link.</summary>
internal sealed class TreeLink(FileTree tree, byte[] target) : TreeNode(tree, FileType.SymbolicLink)
{
    internal byte[] Target { get; } = target;

    internal override ulong Size => (ulong)Target.Length;

    internal override void Unlinked()
    {
        base.Unlinked();
        if (Links == 0)
        {
            Tree.GiveBack(FileTree.NodeCost + Target.Length);
        }
    }
}
