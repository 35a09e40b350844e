using System.Text;
using Microsoft.Extensions.Logging;

namespace Lanner.Hosting.Output;

/// <summary>Takes what an instance writes to one of its outputs, and makes records of its lines.</summary>
internal sealed class LogStream(GuestLog log, LogLevel level) : Stream
{
    private const byte LineEnd = (byte)'\n';

    /// <summary>The line that has no end yet, as much of it as is kept.</summary>
    private readonly List<byte> _line = [];

    /// <summary>The number of bytes of the line, those too that are not kept.</summary>
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.IndexOf(LineEnd) is >= 0 and var end)
        {
            Add(buffer[..end]);
            End();
            buffer = buffer[(end + 1)..];
        }

        Add(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>A line is one record, however often the guest flushes.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Writes what has no end of line, since nothing more comes.</summary>
    internal void Finish()
    {
        if (_length > 0)
        {
            End();
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;

        // A character has up to four bytes.
        var room = (4 * log.LineLength) - _line.Count;
        _line.AddRange(bytes.Length > room ? bytes[..room] : bytes);
    }

    private void End()
    {
        var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line);
        if (bytes is [.., (byte)'\r'])
        {
            bytes = bytes[..^1];
        }

        log.Write(level, Encoding.UTF8.GetString(bytes), _length - _line.Count);
        _line.Clear();
        _length = 0;
    }
}
