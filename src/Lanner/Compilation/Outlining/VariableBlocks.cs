using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Outlining;

/// <summary>Tells for the variables of a function between which blocks they are named.</summary>
internal sealed class VariableBlocks : TreeVisitor
{
    private readonly Dictionary<Variable, int> _first = [];
    private readonly Dictionary<Variable, int> _last = [];
    private int _block;

    private VariableBlocks()
    {
    }

    internal static VariableBlocks Find(List<Statement> body, FlowGraph graph)
    {
        var found = new VariableBlocks();
        for (; found._block < graph.Count; found._block++)
        {
            graph.Visit(body, found._block, found);
        }

        return found;
    }

    /// <summary>Tests whether a variable is named outside of some blocks.</summary>
    internal bool IsNamedOutside(Variable variable, int first, int end) =>
        _first.GetValueOrDefault(variable) < first || _last.GetValueOrDefault(variable) >= end;

    internal override void OnRead(Variable variable) => Add(variable);

    internal override void OnWrite(Variable variable) => Add(variable);

    private void Add(Variable variable)
    {
        _first.TryAdd(variable, _block);
        _last[variable] = _block;
    }
}
