using Lanner.Compilation.Cil;

namespace Lanner.Compilation.Tree;

/// <summary>Where a variable of the compiled function lives.</summary>
internal enum VariableKind : byte
{
    /// <summary>A parameter of the wasm function.</summary>
    Parameter,

    /// <summary>A local of the wasm function.</summary>
    Local,

    /// <summary>A value that the builder had to put down: always written before it is read.</summary>
    Temporary,
}

/// <summary>A variable of the function being compiled.</summary>
internal sealed class Variable(VariableKind kind, OperandType type, int number)
{
    internal VariableKind Kind { get; } = kind;

    internal OperandType Type { get; } = type;

    /// <summary>For parameters and locals, the wasm index.</summary>
    internal int Number { get; } = number;

    internal ulong EffectBit => 1UL << (Number & 63);

    /// <summary>Whether it holds a reference that is never null when it is read.</summary>
    internal bool IsNonNull { get; init; }

    /// <summary>How many reads the tree holds; when the last was emitted, a temporary's place can be used again.</summary>
    internal int Reads { get; set; }

    /// <summary>Whether the JIT may know its value. A local of integers is 0 at first.</summary>
    internal bool MayBeConstant { get; set; } = kind == VariableKind.Local && type is OperandType.I32 or OperandType.I64;

    /// <summary>How many of the reads make a value that nobody looks at.</summary>
    internal int UnusedReads { get; set; }

    /// <summary>The values assigned that are not constants, for who looks for loads among them.</summary>
    internal List<Expression>? Values { get; private set; }

    /// <summary>The first of <see cref="Values"/> that was assigned since the last place where ways meet or part.</summary>
    internal int FirstRecentValue { get; set; }

    /// <summary>The stretch of code that the last of <see cref="Values"/> was assigned in.</summary>
    internal int LastRegion { get; set; }

    /// <summary>Which of the writes to all variables was the last to this one.</summary>
    internal int LastWrite { get; set; }

    /// <summary>The last write, when it was the assignment of a comparison.</summary>
    internal Assign? Comparison { get; set; }

    /// <summary>Whether a loop carries the value around, so that the last read in the order of the code isn't the last in time.</summary>
    internal bool IsLoopCarried { get; init; }

    /// <summary>Whether a temporary keeps its place to the end, since the function was cut so that the order of its code isn't that of
    /// time.</summary>
    internal bool IsSlotFixed { get; set; }

    /// <summary>A number that an analysis of the tree gives it.</summary>
    internal int Index { get; set; } = -1;

    /// <summary>The first and the last block that names it, of a function that is being cut.</summary>
    internal (int First, int Last) Blocks { get; set; }

    /// <summary>Whether <see cref="Slot"/> is an argument of the method being emitted.</summary>
    internal bool IsArgument { get; set; }

    /// <summary>Whether its place is free once the last read was emitted.</summary>
    internal bool IsReleasedByLastRead => Kind == VariableKind.Temporary && !IsLoopCarried && !IsSlotFixed && !IsArgument;

    /// <summary>Of a vector, the lanes in which it is kept: those of the first value assigned that has any of its own.</summary>
    internal LaneType? Lanes { get; set; }

    /// <summary>The CLR local or argument that holds it; -1 while it has none.</summary>
    internal int Slot { get; set; } = -1;

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
