namespace Lanner.Hunt.Tasks.Model;

/// <summary>Bytes in the memory of a guest.</summary>
internal sealed class CopyBuffer(byte[] memory, int address, int length)
{
    internal int Progress { get; private set; }

    internal int Remaining => length - Progress;

    internal bool IsEmpty => length == 0;

    /// <summary>Copies as much as both can.</summary>
    internal static void Copy(CopyBuffer from, CopyBuffer to)
    {
        var count = Math.Min(from.Remaining, to.Remaining);
        var bytes = from.Next(count).ToArray();
        bytes.CopyTo(to.Next(count));
        from.Progress += count;
        to.Progress += count;
    }

    private Span<byte> Next(int count) => memory.AsSpan(address + Progress, count);
}
