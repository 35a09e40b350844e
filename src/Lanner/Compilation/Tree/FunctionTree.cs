namespace Lanner.Compilation.Tree;

/// <summary>A function body as statements and expression trees: what the builder makes of wasm and the emitter turns into CIL.</summary>
internal sealed class FunctionTree
{
    internal required FunctionType Type { get; init; }

    /// <summary>Parameters first, then declared locals.</summary>
    internal required Variable[] Locals { get; init; }

    internal required List<Statement> Body { get; init; }

    /// <summary>The memories that the function touches, so that each base is loaded once, and only where it is used.</summary>
    internal required SortedSet<int> Memories { get; init; }

    /// <summary>Whether the function calls anything that may call back: such functions check the stack.</summary>
    internal required bool HasCalls { get; init; }
}
