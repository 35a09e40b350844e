using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Outlining;

/// <summary>Moves returns and tail calls to the end of a function, so that all other statements leave it by branches only and can become
/// part of another method.</summary>
internal static class SharedExits
{
    internal static void Normalize(FunctionTree tree)
    {
        var exits = new List<Statement>();
        Target? end = null;
        Variable[] results = [];
        tree.Rewrite((statement, body) =>
        {
            switch (statement)
            {
                case Return result:
                    if (end is null)
                    {
                        end = tree.NewTarget();
                        results = NewTemporaries(tree, result.Values);
                    }

                    AddAssigns(body, results, result.Values, result.Offset);
                    body.Add(new Branch(end) { Offset = result.Offset });
                    break;
                case TailCall tail:
                    var exit = tree.NewTarget();
                    var arguments = NewTemporaries(tree, tail.Call.Arguments);
                    AddAssigns(body, arguments, tail.Call.Arguments, tail.Offset);
                    body.Add(new Branch(exit) { Offset = tail.Offset });
                    exits.Add(new TargetLabel(exit));
                    exits.Add(new TailCall(tail.Call.With(Reads(arguments))) { Offset = tail.Offset });
                    break;
                default:
                    body.Add(statement);
                    break;
            }
        });
        tree.Body.AddRange(exits);
        if (end is not null)
        {
            tree.Body.Add(new TargetLabel(end));
            tree.Body.Add(new Return(Reads(results)));
        }
    }

    private static Variable[] NewTemporaries(FunctionTree tree, Expression[] values) =>
        Array.ConvertAll(values, value => tree.NewTemporary(value.Type));

    private static Expression[] Reads(Variable[] variables) =>
        Array.ConvertAll<Variable, Expression>(variables, static variable => new VariableRead(variable));

    private static void AddAssigns(List<Statement> body, Variable[] variables, Expression[] values, int offset)
    {
        for (var index = 0; index < variables.Length; index++)
        {
            body.Add(new Assign(variables[index], values[index]) { Offset = offset });
        }
    }
}
