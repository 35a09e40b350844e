using Lanner.Structure;

namespace Lanner.Compilation.Tree;

/// <summary>What opened a <see cref="ControlFrame"/>.</summary>
internal enum ControlKind : byte
{
    Function,
    Block,
    Loop,
    If,
    Else,
}

/// <summary>A block that the builder is inside of.</summary>
internal sealed class ControlFrame(ControlKind kind, Target target, BlockType type, int height)
{
    internal ControlKind Kind { get; set; } = kind;

    /// <summary>Where a branch to the block goes.</summary>
    internal Target Target { get; } = target;

    internal BlockType Type { get; } = type;

    /// <summary>The number of operands below the block's parameters.</summary>
    internal int Height { get; } = height;

    /// <summary>The <c>else</c> of an <c>if</c>.</summary>
    internal Target? ElseTarget { get; init; }

    /// <summary>The parameters of an <c>if</c>, for its <c>else</c>.</summary>
    internal Expression[] Parameters { get; init; } = [];

    /// <summary>Whether the code after an unconditional branch is being skipped.</summary>
    internal bool IsUnreachable { get; set; }

    /// <summary>The number of blocks opened and not closed while skipping.</summary>
    internal int SkippedBlocks { get; set; }
}
