using System.Diagnostics.CodeAnalysis;

namespace Lanner.Runtime;

/// <summary>Where compiled code goes to trap.</summary>
internal static class Traps
{
    /// <summary>Raises a trap. Compiled code calls this in its cold paths.</summary>
    [DoesNotReturn]
    internal static void Throw(TrapCode code) => throw new TrapException(code);
}
