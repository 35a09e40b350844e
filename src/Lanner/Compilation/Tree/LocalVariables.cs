using Lanner.Binary;
using Lanner.Compilation.Cil;

namespace Lanner.Compilation.Tree;

/// <summary>The parameters and locals of a function that is built. A local gets its variable when the code first names it: a body of a few
/// bytes can declare 50,000 of them, and one that is never named need not be a local of the CLR.</summary>
internal sealed class LocalVariables
{
    private readonly Variable[] _parameters;
    private readonly LocalRun[] _runs;

    /// <summary>The end of each run in the index space.</summary>
    private readonly int[] _ends;

    private readonly Dictionary<int, Variable> _named = [];

    internal LocalVariables(WasmValueType[] parameters, LocalRun[] runs)
    {
        _parameters = new Variable[parameters.Length];
        for (var index = 0; index < parameters.Length; index++)
        {
            _parameters[index] = NewVariable(VariableKind.Parameter, parameters[index], index);
        }

        _runs = runs;
        _ends = new int[runs.Length];
        Count = parameters.Length;
        for (var run = 0; run < runs.Length; run++)
        {
            Count += runs[run].Count;
            _ends[run] = Count;
        }
    }

    /// <summary>The number of parameters and locals, named or not.</summary>
    internal int Count { get; }

    internal Variable this[uint index]
    {
        get
        {
            if (index < (uint)_parameters.Length)
            {
                return _parameters[index];
            }

            if (!_named.TryGetValue((int)index, out var variable))
            {
                variable = NewVariable(VariableKind.Local, TypeOf((int)index), (int)index);
                _named.Add((int)index, variable);
            }

            return variable;
        }
    }

    /// <summary>All parameters, and the locals that the code has named, in their order.</summary>
    internal Variable[] ToArray()
    {
        var all = new Variable[_parameters.Length + _named.Count];
        _parameters.CopyTo(all, 0);
        _named.Values.CopyTo(all, _parameters.Length);
        Array.Sort(all, _parameters.Length, _named.Count, ByNumber.Instance);
        return all;
    }

    private WasmValueType TypeOf(int index)
    {
        // The run is the first one that ends after the index. Runs may be empty, so several can end at the same place.
        var (low, high) = (0, _ends.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ends[middle] > index ? (low, middle) : (middle + 1, high);
        }

        return _runs[low].Type;
    }

    private static Variable NewVariable(VariableKind kind, WasmValueType type, int number) =>
        new(kind, OperandTypes.Of(type), number) { IsNonNull = TreeBuilder.IsNeverNull(type) };

    private sealed class ByNumber : IComparer<Variable>
    {
        internal static readonly ByNumber Instance = new();

        public int Compare(Variable? left, Variable? right) => left!.Number - right!.Number;
    }
}
