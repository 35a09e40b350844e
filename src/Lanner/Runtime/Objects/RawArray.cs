namespace Lanner.Runtime;

/// <summary>How an array of the CLR begins, whatever its elements are. Compiled code reads the length of arrays as this field where it
/// wants a read that the JIT takes for any other; nothing is ever an object of this class.</summary>
internal sealed class RawArray
{
    /// <summary>The number of elements.</summary>
    internal uint Length;

    private RawArray() => Length = 0;
}
