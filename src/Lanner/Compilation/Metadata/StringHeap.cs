using System.Text;

namespace Lanner.Compilation.Metadata;

/// <summary>The heap of names, each once, in UTF-8 with a zero behind (ECMA-335 II.24.2.3).</summary>
internal sealed class StringHeap
{
    private readonly Dictionary<string, int> _offsets = new(StringComparer.Ordinal);

    internal StringHeap() => Bytes.WriteByte(0);

    internal ByteBuffer Bytes { get; } = new(1024);

    /// <summary>The offset of a name, which has no zeros in it.</summary>
    internal int Add(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        if (!_offsets.TryGetValue(text, out var offset))
        {
            offset = Bytes.Length;
            Write(text);
            Bytes.WriteByte(0);
            _offsets.Add(text, offset);
        }

        return offset;
    }

    /// <summary>Takes names from the end away.</summary>
    internal void TakeBack(int length)
    {
        Bytes.Shorten(length);
        foreach (var (text, offset) in _offsets)
        {
            if (offset >= length)
            {
                _offsets.Remove(text);
            }
        }
    }

    /// <summary>ASCII is written without the encoder of .NET, whose first use costs a process that did nothing else yet
    /// milliseconds.</summary>
    private void Write(string text)
    {
        var start = Bytes.Length;
        var bytes = Bytes.Extend(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] >= 0x80)
            {
                Bytes.Shorten(start);
                Encoding.UTF8.GetBytes(text, Bytes.Extend(Encoding.UTF8.GetByteCount(text)));
                return;
            }

            bytes[index] = (byte)text[index];
        }
    }
}
