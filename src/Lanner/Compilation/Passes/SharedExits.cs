using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Passes;

/// <summary>Moves returns and tail calls to the end of a function, so that all other statements leave it by branches only and can become
/// part of another method.</summary>
internal sealed class SharedExits : IFunctionPass
{
    public void Run(FunctionTree tree)
    {
        var exits = new List<Statement>();
        var body = new List<Statement>(tree.Body.Count);
        Target? end = null;
        Variable[] results = [];
        foreach (var statement in tree.Body)
        {
            switch (statement)
            {
                case Return result:
                    if (end is null)
                    {
                        end = new Target { IsUsed = true };
                        results = NewVariables(result.Values);
                    }

                    AddAssigns(body, results, result.Values, result.Offset);
                    body.Add(new Branch(end) { Offset = result.Offset });
                    break;
                case TailCall tail:
                    var place = new Target { IsUsed = true };
                    var arguments = NewVariables(tail.Call.Arguments);
                    AddAssigns(body, arguments, tail.Call.Arguments, tail.Offset);
                    body.Add(new Branch(place) { Offset = tail.Offset });
                    exits.Add(new TargetLabel(place));
                    exits.Add(new TailCall(tail.Call.With(Reads(arguments))) { Offset = tail.Offset });
                    break;
                default:
                    body.Add(statement);
                    break;
            }
        }

        body.AddRange(exits);
        if (end is not null)
        {
            body.Add(new TargetLabel(end));
            body.Add(new Return(Reads(results)));
        }

        tree.Body = body;
    }

    private static Variable[] NewVariables(Expression[] values) =>
        Array.ConvertAll(values, static value => new Variable(VariableKind.Temporary, value.Type, 0));

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
