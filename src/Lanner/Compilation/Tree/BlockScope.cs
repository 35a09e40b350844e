using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>The instruction that opened a <see cref="BlockScope"/>.</summary>
internal enum BlockKind : byte
{
    Function,
    Block,
    Loop,
    If,
    Else,

    /// <summary>The block of <c>try_table</c>.</summary>
    TryTable,

    /// <summary>The first part of <c>try</c>, whose exceptions its catches take.</summary>
    Try,

    /// <summary>The other parts of <c>try</c>.</summary>
    Catch,
}

/// <summary>A block that the builder is inside of.</summary>
internal sealed class BlockScope(BlockKind kind, Target target, BlockType type, int height)
{
    internal BlockKind Kind { get; set; } = kind;

    /// <summary>The target of a branch to the block.</summary>
    internal Target Target { get; } = target;

    internal BlockType Type { get; } = type;

    /// <summary>The number of operands below the block's parameters.</summary>
    internal int Height { get; } = height;

    /// <summary>The <c>else</c> of an <c>if</c>.</summary>
    internal Target? ElseTarget { get; init; }

    /// <summary>The parameters of an <c>if</c>, for its <c>else</c>.</summary>
    internal Expression[] Parameters { get; init; } = [];

    /// <summary>The protected region of a <c>try_table</c> or <c>try</c>.</summary>
    internal ProtectedBlock? Protected { get; init; }

    /// <summary>The clauses of a <c>try_table</c> with the blocks that they branch to.</summary>
    internal (CatchClause Clause, BlockScope Destination)[] Clauses { get; init; } = [];

    /// <summary>The target of a <c>catch</c> whose tag is not that of the exception: the next one.</summary>
    internal Target? NextCatch { get; set; }

    /// <summary>The target at which <c>delegate</c> throws exceptions so that this block's handlers meet them, and the variable in which
    /// they come; null where there is none.</summary>
    internal (Target Target, Variable Exception)? Delegated { get; set; }

    /// <summary>True if exceptions thrown inside go to handlers of this block.</summary>
    internal bool Catches => Kind is BlockKind.TryTable or BlockKind.Try;

    /// <summary>True if the code after an unconditional branch is being skipped.</summary>
    internal bool IsUnreachable { get; set; }

    /// <summary>The number of blocks opened and not closed while skipping.</summary>
    internal int SkippedBlocks { get; set; }
}
