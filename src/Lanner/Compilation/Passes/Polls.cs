using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Passes;

/// <summary>Gives each loop a <see cref="Poll"/> at its start. Where a function is entered, its check of the stack serves for polling as
/// well (<see cref="Runtime.InstanceState.Interrupt"/>).</summary>
internal sealed class Polls : IFunctionPass
{
    public void Run(FunctionTree tree)
    {
        if (tree.IsInterruptible)
        {
            tree.Rewrite(static (statement, body) =>
            {
                body.Add(statement);
                if (statement is LoopStart { Target.IsUsed: true })
                {
                    body.Add(new Poll());
                }
            });
        }
    }
}
