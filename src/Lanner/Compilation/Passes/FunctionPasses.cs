using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Passes;

/// <summary>The passes over every function that was built, in their order.</summary>
internal static class FunctionPasses
{
    private static readonly IFunctionPass[] All = [new UnusedLoads(), new HiddenValues(), new FuelCharges(), new Polls()];

    /// <summary>Runs them. The notes of the builder are gone then.</summary>
    /// <param name="tree">The function.</param>
    /// <param name="cancellation">Cancels it between two passes.</param>
    internal static void Run(FunctionTree tree, CancellationToken cancellation = default)
    {
        foreach (var pass in All)
        {
            cancellation.ThrowIfCancellationRequested();
            pass.Run(tree);
        }

        tree.Notes = null;
    }
}
