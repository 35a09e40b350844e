namespace Lanner.Compilation.Tree;

/// <summary>Computes anew the facts that the emitter needs about a tree and its variables and targets. Needed before a tree is emitted of
/// which a part was outlined, or that was emitted before.</summary>
internal sealed class TreeSummary : TreeVisitor
{
    private readonly HashSet<Variable> _variables = [];
    private readonly HashSet<Target> _targets = [];
    private readonly MemorySet _memories = new();
    private bool _hasCalls;

    internal static void Refresh(FunctionTree tree)
    {
        var summary = new TreeSummary();
        foreach (var parameter in tree.Locals.AsSpan(0, tree.ParameterCount))
        {
            summary.Add(parameter);
        }

        foreach (var statement in tree.Body)
        {
            statement.Accept(summary);
        }

        tree.Memories = summary._memories;
        tree.HasCalls = summary._hasCalls;
        var parameters = tree.Locals[..tree.ParameterCount];

        // Temporaries get their places when they are first assigned. Others may be read first, in the order of the code.
        var locals =
            summary._variables.Where(variable => variable.Kind != VariableKind.Temporary && Array.IndexOf(parameters, variable) < 0);
        tree.Locals = [.. parameters, .. locals.OrderBy(static variable => variable.Number)];
    }

    internal override void OnRead(Variable variable)
    {
        Add(variable);
        variable.Reads++;
    }

    internal override void OnWrite(Variable variable) => Add(variable);

    internal override void OnBranch(Target target)
    {
        Add(target);
        target.IsUsed = true;
    }

    internal override void OnLabel(Target target) => Add(target);

    internal override void OnMemory(int memoryIndex) => _memories.Add(memoryIndex);

    internal override void OnCall() => _hasCalls = true;

    private void Add(Variable variable)
    {
        if (_variables.Add(variable))
        {
            variable.Reads = 0;
            variable.Slot = -1;
            variable.IsArgument = false;
        }
    }

    private void Add(Target target)
    {
        if (_targets.Add(target))
        {
            target.IsUsed = false;
            target.Label = null;
        }
    }
}
