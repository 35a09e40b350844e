using System.Reflection;
using System.Runtime.Intrinsics;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;

namespace Lanner.Compilation.Emission;

/// <summary>The CIL of a vector instruction.</summary>
/// <param name="First">The lanes in which the first vector operand is taken.</param>
/// <param name="Others">The lanes of the other vector operands.</param>
/// <param name="Result">The lanes of the result; null when it is a scalar.</param>
/// <param name="Steps">The steps once all operands are on the stack, in this order.</param>
internal sealed record VectorRecipe(LaneType First, LaneType Others, LaneType? Result, params VectorStep[] Steps)
{
    /// <summary>The order in which the operands are pushed.</summary>
    internal OperandOrder Order { get; init; }

    /// <summary>The steps for the operand that is pushed first, before the second is pushed.</summary>
    internal VectorStep[] AfterFirst { get; init; } = [];
}

/// <summary>The order in which an instruction needs its operands.</summary>
internal enum OperandOrder : byte
{
    AsTheyCome,

    /// <summary>Two operands in reverse order.</summary>
    Swapped,

    /// <summary>The third of three first.</summary>
    LastFirst,

    /// <summary>Only the first of two.</summary>
    OnlyFirst,

    /// <summary>Only the second of two.</summary>
    OnlySecond,
}

/// <summary>A call, an opcode, or a constant to push.</summary>
internal readonly record struct VectorStep(MethodInfo? Method, ILOpCode OpCode, int Immediate, Vector128<byte> Constant, LaneType Lanes)
{
    public static implicit operator VectorStep(MethodInfo method) => new(method, default, default, default, default);

    public static implicit operator VectorStep(ILOpCode opcode) => new(null, opcode, default, default, default);

    /// <summary>Pushes a constant vector.</summary>
    internal static VectorStep Push(Vector128<byte> constant, LaneType lanes) => new(null, ILOpCode.Ldc_i8, 0, constant, lanes);

    /// <summary>Pushes a constant number.</summary>
    internal static VectorStep Push(int immediate) => new(null, ILOpCode.Ldc_i4, immediate, default, default);
}
