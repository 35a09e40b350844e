using Lanner.Compilation.Cil;

namespace Lanner.Compilation.Tree;

/// <summary>A function body as statements and expression trees: the builder makes it of wasm, passes and outlining change it, and the
/// emitter turns it into CIL.</summary>
internal sealed class FunctionTree
{
    internal required FunctionType Type { get; init; }

    /// <summary>The outlined function that this is the tree of, or null for a whole function.</summary>
    internal OutlinedFunction? OutlinedFunction { get; init; }

    /// <summary>Parameters first, then, of a whole function, the declared locals that the code names. These are zero at first.</summary>
    internal required Variable[] Locals { get; init; }

    internal int ParameterCount => OutlinedFunction?.Parameters.Length ?? Type.ParameterArray.Length;

    internal required List<Statement> Body { get; set; }

    /// <summary>All variables have numbers below this one, each another.</summary>
    internal required int VariableCount { get; set; }

    /// <summary>All targets have numbers below this one, each another.</summary>
    internal required int TargetCount { get; set; }

    /// <summary>True if the code polls for interruption.</summary>
    internal required bool IsInterruptible { get; init; }

    /// <summary>The builder's further results; null when the passes have run, and for outlined functions.</summary>
    internal BuilderResults? Notes { get; set; }

    internal Variable NewTemporary(OperandType type, bool isSlotFixed = false) =>
        new(VariableKind.Temporary, type, VariableCount++) { IsSlotFixed = isSlotFixed };

    /// <summary>A target for new branches.</summary>
    internal Target NewTarget() => new(TargetCount++) { IsUsed = true };

    /// <summary>Writes the statements anew.</summary>
    /// <param name="add">Adds to the list what stands in the place of a statement.</param>
    internal void Rewrite(Action<Statement, List<Statement>> add)
    {
        var body = new List<Statement>(Body.Count + (Body.Count / 4));
        foreach (var statement in Body)
        {
            add(statement, body);
        }

        Body = body;
    }
}
