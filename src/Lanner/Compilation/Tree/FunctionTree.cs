namespace Lanner.Compilation.Tree;

/// <summary>A function body as statements and expression trees: what the builder makes of wasm and the emitter turns into CIL.</summary>
internal sealed class FunctionTree
{
    internal required FunctionType Type { get; init; }

    /// <summary>The outlined function that this is the tree of, or null for a whole function.</summary>
    internal OutlinedFunction? OutlinedFunction { get; init; }

    /// <summary>Parameters first, then declared locals. In a function the locals are zero at first.</summary>
    internal required Variable[] Locals { get; set; }

    internal int ParameterCount => OutlinedFunction?.Parameters.Length ?? Type.ParameterArray.Length;

    internal required List<Statement> Body { get; set; }

    /// <summary>The memories that the function touches, so that each base is loaded once, and only where it is used.</summary>
    internal required MemorySet Memories { get; set; }

    /// <summary>The builder's further results; null when the passes have run, and for outlined functions.</summary>
    internal BuilderResults? Notes { get; set; }

    /// <summary>True if the function calls anything that may call back: such functions check the stack.</summary>
    internal required bool HasCalls { get; set; }
}
