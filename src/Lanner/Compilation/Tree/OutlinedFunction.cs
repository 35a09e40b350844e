using Lanner.Compilation.Cil;

namespace Lanner.Compilation.Tree;

/// <summary>A region of a function that is a method of its own, since the function as a whole is too large for the JIT. Values go in as
/// arguments. If it has several exits, the method returns the number of the exit; what it has assigned goes out through a frame of the
/// caller's, or, when that is one value and there is one exit, as the method's result.</summary>
internal sealed class OutlinedFunction
{
    /// <summary>The number of the outlined function in its assembly.</summary>
    internal required int Number { get; init; }

    /// <summary>The variables whose values go in.</summary>
    internal required Variable[] Parameters { get; init; }

    /// <summary>The variables whose values come out.</summary>
    internal required Variable[] Results { get; init; }

    /// <summary>The number of exits. Without any, the outlined function does not return.</summary>
    internal required int ExitCount { get; init; }

    /// <summary>The statements. The tree's locals begin with <see cref="Parameters"/>.</summary>
    internal FunctionTree Tree { get; set; } = null!;

    /// <summary>True if the method returns the one value that comes out.</summary>
    internal bool ReturnsResult => ExitCount == 1 && Results.Length == 1;

    /// <summary>True if the method returns the number of the exit.</summary>
    internal bool ReturnsExit => ExitCount > 1;

    /// <summary>The number of bytes of numbers that come out through the frame.</summary>
    internal int FrameBytes => ReturnsResult ? 0 : Results.Sum(SizeOf);

    /// <summary>The number of references that come out through the frame.</summary>
    internal int FrameReferences => ReturnsResult ? 0 : Results.Count(result => result.Type == OperandType.Reference);

    internal static int SizeOf(Variable variable) => variable.Type switch
    {
        OperandType.V128 => 16,
        OperandType.Reference => 0,
        _ => 8,
    };
}

/// <summary>Calls an outlined function, and then branches to one of several targets by the exit that it returns. It replaces the statements
/// that were moved into the outlined function.</summary>
internal sealed class CallOutlined(OutlinedFunction outlined, Target[] exits) : Statement
{
    internal OutlinedFunction OutlinedFunction { get; } = outlined;

    internal Target[] Exits { get; } = exits;

    internal override bool EndsFlow => true;

    internal override void Accept(TreeVisitor visitor)
    {
        foreach (var parameter in OutlinedFunction.Parameters)
        {
            visitor.OnRead(parameter);
        }

        visitor.OnCall();
        foreach (var result in OutlinedFunction.Results)
        {
            visitor.OnWrite(result);
        }

        foreach (var exit in Exits)
        {
            visitor.OnBranch(exit);
        }
    }
}

/// <summary>Leaves an outlined function. <paramref name="results"/> are those of its results that are live at the exit.</summary>
internal sealed class ExitOutlined(OutlinedFunction outlined, Expression exit, Variable[] results) : Statement
{
    internal OutlinedFunction OutlinedFunction { get; } = outlined;

    /// <summary>The number of the exit.</summary>
    internal Expression Exit { get; } = exit;

    internal Variable[] Results { get; } = results;

    internal override bool EndsFlow => true;

    internal override void Accept(TreeVisitor visitor)
    {
        foreach (var result in Results)
        {
            visitor.OnRead(result);
        }

        Exit.Accept(visitor);
    }
}
