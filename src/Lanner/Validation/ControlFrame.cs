using System.Runtime.InteropServices;
using Lanner.Structure;

namespace Lanner.Validation;

/// <summary>A block that is open while its instructions are validated (specification appendix "Validation Algorithm").</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ControlFrame
{
    /// <summary>The instruction that opened the block or continued it: <c>else</c>, <c>catch</c>, <c>catch_all</c>.</summary>
    internal Opcode Opcode;

    /// <summary>True if the rest of the block cannot be reached, so that operands of any type may be taken from below its start.</summary>
    internal bool IsUnreachable;

    /// <summary>The height of the operand stack where the block starts.</summary>
    internal int Height;

    /// <summary>The number of locals that had been initialised where the block starts.</summary>
    internal int InitializedLocals;

    /// <summary>The last <c>br_table</c> that had this block as a target.</summary>
    internal int LastBranchTable;

    /// <summary>The number of clauses of a <c>try</c> so far.</summary>
    internal int Clauses;

    internal BlockType Type;
}
