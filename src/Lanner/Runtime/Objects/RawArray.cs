namespace Lanner.Runtime;

/// <summary>The layout of the beginning of an array of the CLR, whatever its elements are. Compiled code reads the length of arrays as this
/// field where it wants a read that the JIT takes for any other; nothing is ever an object of this class.</summary>
internal sealed class RawArray
{
    /// <summary>The number of elements.</summary>
    internal uint Length;

    private RawArray() => Length = 0;
}
