using System.Runtime.InteropServices;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;

namespace Lanner.Compilation.Passes;

/// <summary>The loops of a function, and what they assign.</summary>
internal sealed class FunctionLoops : TreeVisitor
{
    /// <summary>More variables than this, in all loops together, are not kept apart.</summary>
    private const int MaximumVariables = 1 << 20;

    /// <summary>The number of a stretch of several stretches.</summary>
    private const int Several = -1;

    private readonly List<Variable> _variables = [];

    /// <summary>By the number of the variable, the stretch of statements between two labels that alone names it.</summary>
    private readonly List<int> _stretches = [];
    private int _stretch;

    /// <summary>The numbers of the variables that are assigned, in the order of the statements.</summary>
    private readonly List<int> _assigned = [];
    private readonly Dictionary<Target, Loop> _loops = [];

    /// <summary>True if the function may be a loop as a whole, since it calls itself in tail position.</summary>
    internal bool IsLoop { get; private set; }

    /// <summary>True if the function has a loop, or is one.</summary>
    internal bool HasLoops => IsLoop || _loops.Count > 0;

    /// <summary>The variables, by their numbers.</summary>
    internal IReadOnlyList<Variable> Variables => _variables;

    /// <summary>The number of variables that carry values past labels; they have the first numbers. Others are assigned before they are
    /// read, all between two labels, so that no facts about them have to go along edges.</summary>
    internal int CrossingVariables { get; private set; }

    /// <summary>The number of targets.</summary>
    internal int Targets { get; private set; }

    /// <summary>Looks at a function. Its variables are numbered until they are forgotten.</summary>
    internal static FunctionLoops Of(FunctionTree tree)
    {
        var found = new FunctionLoops();
        foreach (var local in tree.Locals)
        {
            found.IndexOf(local, isWritten: false);
        }

        foreach (var statement in tree.Body)
        {
            found.Add(statement);
            found.IsLoop |= statement is TailCall { Call: var call } && IsSelfCall(tree, call);
        }

        found.NumberCrossingFirst();
        found.FindAssigned();
        return found;
    }

    /// <summary>Tests whether a call in tail position may be to the function itself.</summary>
    internal static bool IsSelfCall(FunctionTree tree, Call call) => call.Target is null && call.FunctionType == tree.Type;

    internal static bool IsInteger(Variable variable) => variable.Type is OperandType.I32 or OperandType.I64;

    /// <summary>Gives the numbers of the variables back.</summary>
    internal void Forget()
    {
        foreach (var variable in _variables)
        {
            variable.Index = -1;
        }
    }

    internal Loop LoopAt(Target start) => _loops[start];

    internal override void OnRead(Variable variable) => IndexOf(variable, isWritten: false);

    internal override void OnWrite(Variable variable) => _assigned.Add(IndexOf(variable, isWritten: true));

    private int IndexOf(Variable variable, bool isWritten)
    {
        if (variable.Index < 0)
        {
            variable.Index = _variables.Count;
            _variables.Add(variable);
            var isTemporary = variable is { Kind: VariableKind.Temporary, IsLoopCarried: false };
            _stretches.Add(isTemporary && isWritten ? _stretch : Several);
        }
        else if (_stretches[variable.Index] != _stretch)
        {
            _stretches[variable.Index] = Several;
        }

        return variable.Index;
    }

    private void NumberCrossingFirst()
    {
        var numbers = new int[_variables.Count];
        for (var index = 0; index < numbers.Length; index++)
        {
            numbers[index] = _stretches[index] == Several ? CrossingVariables++ : -1;
        }

        var next = CrossingVariables;
        var variables = _variables.ToArray();
        for (var index = 0; index < numbers.Length; index++)
        {
            numbers[index] = numbers[index] < 0 ? next++ : numbers[index];
            variables[index].Index = numbers[index];
            _variables[numbers[index]] = variables[index];
        }

        foreach (ref var assigned in CollectionsMarshal.AsSpan(_assigned))
        {
            assigned = numbers[assigned];
        }
    }

    private void Add(Statement statement)
    {
        switch (statement)
        {
            case LoopStart loop:
                _stretch++;
                _loops.Add(loop.Target, new Loop(_assigned.Count));
                Targets++;
                break;
            case LoopEnd loop:
                _loops[loop.Target].End = _assigned.Count;
                break;
            case TargetLabel:
                _stretch++;
                Targets++;
                break;
        }

        statement.Accept(this);
    }

    private void FindAssigned()
    {
        if ((long)_loops.Count * (_variables.Count + _assigned.Count) > MaximumVariables)
        {
            return;
        }

        foreach (var loop in _loops.Values)
        {
            loop.Assigned = new bool[_variables.Count];
            for (var index = loop.Start; index < loop.End; index++)
            {
                loop.Assigned[_assigned[index]] = IsInteger(_variables[_assigned[index]]);
            }
        }
    }

    /// <summary>A loop.</summary>
    internal sealed class Loop(int start)
    {
        /// <summary>The first of the assignments in the loop, among all.</summary>
        internal int Start { get; } = start;

        /// <summary>The first assignment behind the loop.</summary>
        internal int End { get; set; }

        /// <summary>By the number of the variable, whether it is an integer that the loop assigns; null where that is not known.</summary>
        internal bool[]? Assigned { get; set; }

        /// <summary>Tests whether the loop may assign an integer to a variable.</summary>
        internal bool MayAssign(int variable) => Assigned is null || Assigned[variable];
    }
}
