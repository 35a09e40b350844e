using System.Runtime.InteropServices;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Tree;
using Lanner.Structure;

namespace Lanner.Compilation.Passes;

/// <summary>Finds the variables that the loops of a function carry around, as far as a JIT may follow them: by sums, and by operations that
/// turn out to do nothing.</summary>
internal sealed class LoopVariables : TreeVisitor
{
    /// <summary>More variables and sums than this are not looked at for the loops of one function.</summary>
    private const int MaximumWork = 1 << 20;

    private readonly List<Variable> _variables = [];

    /// <summary>A variable and one that its next value may be made of, in the order of the statements.</summary>
    private readonly List<(int Assigned, int Read, int Statement)> _sums = [];

    private readonly Dictionary<Target, bool[]> _carriedIn = [];

    private readonly Dictionary<Target, (int Start, int End)> _loops = [];
    private bool[] _isCarried = [];
    private int _statement;

    private LoopVariables()
    {
    }

    /// <summary>True if the function may be a loop as a whole, since it calls itself in tail position.</summary>
    internal bool IsLoop { get; private set; }

    internal bool HasLoops => IsLoop || _loops.Count > 0;

    /// <summary>The number of variables.</summary>
    internal int Count => _variables.Count;

    /// <summary>The number of targets.</summary>
    internal int Targets { get; private set; }

    /// <summary>Looks at a function. Its variables are numbered until they are forgotten.</summary>
    internal static LoopVariables Of(FunctionTree tree)
    {
        var found = new LoopVariables();
        foreach (var local in tree.Locals)
        {
            found.IndexOf(local);
        }

        for (; found._statement < tree.Body.Count; found._statement++)
        {
            found.Add(tree.Body[found._statement]);
        }

        found._isCarried = found.FindCarried(0, found._sums.Count);
        found.FindCarriedInLoops();
        return found;
    }

    /// <summary>Gives the numbers of the variables back.</summary>
    internal void Forget()
    {
        foreach (var variable in _variables)
        {
            variable.Index = -1;
        }
    }

    /// <summary>Tests whether a value of the variable may be made of the one before by addition.</summary>
    internal bool IsCarried(Variable variable) => _isCarried[variable.Index];

    /// <summary>By the number of the variable, whether a value at the beginning of a loop may be made of the one before by addition, in
    /// the statements of that loop. The JIT takes only such for variables that go up in steps, since the next value has to be a sum of
    /// the one before.</summary>
    internal bool[] CarriedIn(Target loop) => _carriedIn[loop];

    /// <summary>The variables that a loop carries around.</summary>
    internal IEnumerable<Variable> VariablesCarriedIn(Target loop)
    {
        var isCarried = _carriedIn[loop];
        for (var index = 0; index < isCarried.Length; index++)
        {
            if (isCarried[index])
            {
                yield return _variables[index];
            }
        }
    }

    /// <summary>Returns the facts about the variables before the first statement, or, where one set of facts is for all places,
    /// anywhere.</summary>
    internal JitFacts[] InitialFacts(bool isForAllPlaces)
    {
        var facts = new JitFacts[_variables.Count];
        for (var index = 0; index < facts.Length; index++)
        {
            var variable = _variables[index];
            var step = variable.Kind == VariableKind.Local && IsInteger(variable) ? JitStep.OfLiteral(0) : JitStep.None;
            var isCarried = isForAllPlaces ? HasLoops : IsLoop && variable.Kind == VariableKind.Parameter;
            facts[index] = new JitFacts(JitForms.None, isCarried && IsInteger(variable) ? step.Carried() : step);
        }

        return facts;
    }

    internal override void OnRead(Variable variable) => IndexOf(variable);

    internal override void OnWrite(Variable variable) => IndexOf(variable);

    internal override void OnAssign(Variable variable, Expression value)
    {
        if (IsInteger(variable))
        {
            AddSums(IndexOf(variable), value);
        }
    }

    private static bool IsInteger(Variable variable) => variable.Type is OperandType.I32 or OperandType.I64;

    private int IndexOf(Variable variable)
    {
        if (variable.Index < 0)
        {
            variable.Index = _variables.Count;
            _variables.Add(variable);
        }

        return variable.Index;
    }

    private void Add(Statement statement)
    {
        switch (statement)
        {
            case LoopStart loop:
                _loops.Add(loop.Target, (_statement, _statement));
                Targets++;
                break;
            case LoopEnd loop:
                _loops[loop.Target] = (_loops[loop.Target].Start, _statement);
                break;
            case TargetLabel:
                Targets++;
                break;
            case TailCall:
                IsLoop = true;
                break;
        }

        statement.Accept(this);
    }

    private void AddSums(int assigned, Expression value)
    {
        switch (value)
        {
            case VariableRead read:
                _sums.Add((assigned, IndexOf(read.Variable), _statement));
                break;
            case VariableTee tee:
                _sums.Add((assigned, IndexOf(tee.Variable), _statement));
                break;
            case Select select:
                AddSums(assigned, select.WhenTrue);
                AddSums(assigned, select.WhenFalse);
                break;
            case NumericOperation operation when PassesOn(operation.Opcode):
                if (IsSum(operation.Opcode) || JitFormRules.MayGiveFirst(operation))
                {
                    AddSums(assigned, operation.First);
                }

                if (operation.Second is { } second && (IsSum(operation.Opcode) || JitFormRules.MayGiveSecond(operation)))
                {
                    AddSums(assigned, second);
                }

                break;
        }
    }

    private static bool PassesOn(Opcode opcode) => opcode is
        (>= Opcode.I32Add and <= Opcode.I32Rotr) or (>= Opcode.I64Add and <= Opcode.I64Rotr)
        or Opcode.I32WrapI64 or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U or (>= Opcode.I32Extend8S and <= Opcode.I64Extend32S);

    private static bool IsSum(Opcode opcode) => opcode is Opcode.I32Add or Opcode.I32Sub or Opcode.I64Add or Opcode.I64Sub;

    /// <summary>Finds what each loop carries around: of many loops with many sums, what any does.</summary>
    private void FindCarriedInLoops()
    {
        var isTooMuch = (long)_loops.Count * (_variables.Count + _sums.Count) > MaximumWork;
        foreach (var (loop, (start, end)) in _loops)
        {
            _carriedIn.Add(loop, isTooMuch ? _isCarried : FindCarried(FirstSum(start), FirstSum(end)));
        }
    }

    /// <summary>The first sum from a statement on.</summary>
    private int FirstSum(int statement)
    {
        var (low, high) = (0, _sums.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _sums[middle].Statement < statement ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Finds what is in a circle of some sums, or between two: what has no variable before it in the end, or none behind it, is
    /// not.</summary>
    private bool[] FindCarried(int start, int end)
    {
        var isCarried = new bool[_variables.Count];
        Array.Fill(isCarried, HasLoops);
        var sums = CollectionsMarshal.AsSpan(_sums)[start..end];
        Peel(isCarried, sums, static sum => sum.Assigned, static sum => sum.Read);
        Peel(isCarried, sums, static sum => sum.Read, static sum => sum.Assigned);
        return isCarried;
    }

    private static void Peel(
        bool[] isLeft,
        ReadOnlySpan<(int Assigned, int Read, int)> sums,
        Func<(int Assigned, int Read, int), int> from,
        Func<(int Assigned, int Read, int), int> to)
    {
        var degree = new int[isLeft.Length];
        var leading = new List<int>?[isLeft.Length];
        foreach (var sum in sums)
        {
            degree[from(sum)]++;
            (leading[to(sum)] ??= []).Add(from(sum));
        }

        var free = new Stack<int>();
        for (var index = 0; index < degree.Length; index++)
        {
            if (degree[index] == 0)
            {
                free.Push(index);
            }
        }

        while (free.TryPop(out var index))
        {
            isLeft[index] = false;
            foreach (var before in leading[index] ?? [])
            {
                if (--degree[before] == 0)
                {
                    free.Push(before);
                }
            }
        }
    }
}
