using Lanner.Interpreter.Objects;

namespace Lanner.Interpreter.Execution;

/// <summary>A block that has been entered (specification 4.2.13, "label").</summary>
/// <param name="Block">The instruction that opened it; null for the function itself.</param>
/// <param name="Height">The number of operands below it.</param>
/// <param name="BranchArity">The number of values that a branch to it carries.</param>
/// <param name="Start">The index where it starts, in the function's operations.</param>
internal sealed record Label(Operation? Block, int Height, int BranchArity, int Start)
{
    /// <summary>The exception that a legacy <c>catch</c> of the block handles.</summary>
    internal ExceptionObject? Caught { get; set; }
}

/// <summary>A function that runs: its locals and blocks, and where it is.</summary>
internal sealed class Frame(ModuleInstance instance, FunctionCode code, RuntimeValue[] locals, int height)
{
    internal ModuleInstance Instance => instance;

    internal FunctionCode Code => code;

    internal RuntimeValue[] Locals => locals;

    /// <summary>The number of operands below the function's.</summary>
    internal int Height => height;

    /// <summary>The open blocks, the innermost last.</summary>
    internal List<Label> Labels { get; } = [new Label(null, height, code.ResultCount, 0)];

    /// <summary>The place of the next instruction.</summary>
    internal int Next { get; set; }

    /// <summary>True if the function has come to its end.</summary>
    internal bool IsFinished => Labels.Count == 0;

    internal Label Top => Labels[^1];

    internal void PopLabel() => Labels.RemoveAt(Labels.Count - 1);
}
