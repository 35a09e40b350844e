using Lanner.Compilation.Cil;

namespace Lanner.Compilation.Tree;

/// <summary>The kind of a variable of the compiled function.</summary>
internal enum VariableKind : byte
{
    /// <summary>A parameter of the wasm function.</summary>
    Parameter,

    /// <summary>A local of the wasm function.</summary>
    Local,

    /// <summary>A value that the builder spilled: always written before it is read.</summary>
    Temporary,
}

/// <summary>A variable of the function being compiled.</summary>
internal sealed class Variable(VariableKind kind, OperandType type, int number)
{
    internal VariableKind Kind { get; } = kind;

    internal OperandType Type { get; } = type;

    /// <summary>The number of the variable among those of the function: for parameters and locals, the wasm index.</summary>
    internal int Number { get; } = number;

    internal ulong EffectBit => 1UL << (Number & 63);

    /// <summary>True if it holds a reference that is never null when it is read.</summary>
    internal bool IsNonNull { get; init; }

    /// <summary>The number of reads that were built.</summary>
    internal int Reads { get; set; }

    /// <summary>True if the JIT may know its value. A local of integers is 0 at first.</summary>
    internal bool MayBeConstant { get; set; } = kind == VariableKind.Local && type is OperandType.I32 or OperandType.I64;

    /// <summary>The assigned values that are not constants, among which loads are searched.</summary>
    internal List<Expression>? Values { get; private set; }

    /// <summary>The first of <see cref="Values"/> that was assigned since the last place where control flow joins or splits.</summary>
    internal int FirstRecentValue { get; set; }

    /// <summary>The straight-line region that the last of <see cref="Values"/> was assigned in.</summary>
    internal int LastRegion { get; set; }

    /// <summary>The number of the last write to this variable, among the writes to all.</summary>
    internal int LastWrite { get; set; }

    /// <summary>The last write, when it was the assignment of a comparison.</summary>
    internal Assign? Comparison { get; set; }

    /// <summary>True if a loop carries the value around, so that the last read in the order of the code isn't the last in time.</summary>
    internal bool IsLoopCarried { get; set; }

    /// <summary>True if a temporary keeps its slot to the end, since parts of the function were outlined so that the order of its code
    /// isn't that of time.</summary>
    internal bool IsSlotFixed { get; set; }

    /// <summary>A number that an analysis of the tree gives it.</summary>
    internal int Index { get; set; } = -1;

    /// <summary>Of a vector, the lanes in which it is kept: those of the first value assigned that has any of its own.</summary>
    internal LaneType? Lanes { get; set; }

    /// <summary>Has something else stand for a value assigned, which was made anew.</summary>
    internal void ReplaceValue(Expression value, Expression replacement)
    {
        if (Values?.LastIndexOf(value) is { } index and >= 0)
        {
            Values[index] = replacement;
        }
    }

    internal void AddValue(Expression value, int region)
    {
        if (value.Effects == Effects.None)
        {
            return;
        }

        Values ??= [];
        if (LastRegion != region)
        {
            FirstRecentValue = Values.Count;
            LastRegion = region;
        }

        Values.Add(value);
    }
}
