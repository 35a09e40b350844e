using System.Runtime.InteropServices;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Outlining;

/// <summary>Moves returns and tail calls to the end of a function, so that all other statements leave it by branches only and can become
/// part of another method.</summary>
/// <remarks>Between the branch to an exit and the exit nothing else is executed, so that all exits have the same variables: were they of
/// each tail call's own, a function of many would have more than a method of the CLR can have.</remarks>
internal static class SharedExits
{
    internal static void Normalize(FunctionTree tree)
    {
        var variables = new ExitVariables(tree);
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
                        results = variables.For(result.Values);
                    }

                    AddAssigns(body, results, result.Values, result.Offset);
                    body.Add(new Branch(end) { Offset = result.Offset });
                    break;
                case TailCall tail:
                    var exit = tree.NewTarget();
                    var arguments = variables.For(tail.Call.Arguments);
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

    private static Expression[] Reads(Variable[] variables) =>
        Array.ConvertAll<Variable, Expression>(variables, static variable => new VariableRead(variable));

    private static void AddAssigns(List<Statement> body, Variable[] variables, Expression[] values, int offset)
    {
        for (var index = 0; index < variables.Length; index++)
        {
            body.Add(new Assign(variables[index], values[index]) { Offset = offset });
        }
    }

    /// <summary>The variables that hand values to the exits, of each type as many as the exit that needs most.</summary>
    private sealed class ExitVariables(FunctionTree tree)
    {
        private readonly Dictionary<OperandType, List<Variable>> _byType = [];

        internal Variable[] For(Expression[] values)
        {
            var taken = new Dictionary<OperandType, int>();
            return Array.ConvertAll(values, value =>
            {
                ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(taken, value.Type, out _);
                ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_byType, value.Type, out _);
                known ??= [];
                if (number == known.Count)
                {
                    known.Add(tree.NewTemporary(value.Type));
                }

                return known[number++];
            });
        }
    }
}
