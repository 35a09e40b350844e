using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Passes;

/// <summary>Changes the tree of a function before it is emitted.</summary>
internal interface IFunctionPass
{
    /// <summary>Changes the tree, whose meaning for the guest stays.</summary>
    void Run(FunctionTree tree);
}
