using Lanner.Platform;

namespace Lanner.Compilation.Passes;

/// <summary>The kinds of expression that RyuJIT may see where a value is used, and which it then gets wrong
/// (<see cref="JitQuirks"/>): what reaches the use by assignments.</summary>
[Flags]
internal enum ExpressionKinds : ushort
{
    /// <summary>Nothing that it gets wrong.</summary>
    None = 0,

    /// <summary>A rotation: <see cref="JitQuirks.FlagsOfRotation"/>.</summary>
    Rotation = 1 << 0,

    /// <summary>A shift to the left, half of a rotation.</summary>
    LeftShift = 1 << 1,

    /// <summary>A logical shift to the right, the other half.</summary>
    RightShift = 1 << 2,

    /// <summary>A shift by a number that is not constant: <see cref="JitQuirks.ExclusiveOrOfShifts"/>.</summary>
    VariableShift = 1 << 3,

    /// <summary>A comparison, which is 0 or 1, or one to which something was added.</summary>
    Comparison = 1 << 4,

    /// <summary>The bits of a comparison turned around, which is neither: <see cref="JitQuirks.ComplementOfComparison"/>.</summary>
    Complement = 1 << 5,

    /// <summary>A constant of floating-point type: <see cref="JitQuirks.ArithmeticIdentity"/>.</summary>
    FloatConstant = 1 << 6,

    /// <summary>The constant -1 of floating-point type, of which the JIT makes 1.</summary>
    MinusOne = 1 << 7,

    /// <summary>Something that traps, unless the CLR is told so by other means: <see cref="JitQuirks.TrapInCondition"/>.</summary>
    Trap = 1 << 8,

    /// <summary>Something that may trap or be a call, as far as the JIT knows, which changes when it computes it:
    /// <see cref="JitQuirks.ArgumentOfTailCall"/>.</summary>
    Effect = 1 << 9,

    /// <summary>A constant.</summary>
    Constant = 1 << 10,

    /// <summary>A value that may be the opposite of another.</summary>
    Opposite = 1 << 11,

    /// <summary>A constant vector that may be zero: <see cref="JitQuirks.ConjunctionOfMasks"/>.</summary>
    ZeroVector = 1 << 12,

    /// <summary>A constant vector that may consist of numbers that are none.</summary>
    NotANumberVector = 1 << 13,

    /// <summary>A sum of which the JIT may get the sign wrong: <see cref="JitQuirks.SignOfSum"/>.</summary>
    MisjudgedSum = 1 << 14,

    /// <summary>Any sum or difference, also as a factor.</summary>
    Sum = 1 << 15,

    /// <summary>Any constant vector.</summary>
    ConstantVector = ZeroVector | NotANumberVector,

    /// <summary>Those that matter wherever the value gets to. The JIT follows values through all of a function.</summary>
    Anywhere = 0xFF,

    /// <summary>Those that matter within the basic block of the assignment only. There the JIT puts the expression in the place of the
    /// variable.</summary>
    WithinBlock = Trap | Effect | Constant | Opposite | ConstantVector | MisjudgedSum | Sum,

    /// <summary>Those that the JIT knows by the value and not by the tree, so that it finds them again in a global, a field or an
    /// element.</summary>
    ByValue = Comparison | Complement | FloatConstant | MinusOne,
}
