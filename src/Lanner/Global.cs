using System.Runtime.Intrinsics;

namespace Lanner;

/// <summary>A global variable that more than its own module can see.</summary>
public sealed class Global
{
    /// <summary>The value of a number or vector, in its low bytes. Compiled code reads and writes this.</summary>
    internal Vector128<byte> Bits;

    /// <summary>The value of a reference. Compiled code reads and writes this.</summary>
    internal object? Reference;

    internal Global(GlobalType type) => Type = type;

    /// <summary>The global's type.</summary>
    public GlobalType Type { get; }
}
