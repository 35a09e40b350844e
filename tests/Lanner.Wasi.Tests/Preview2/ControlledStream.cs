using System.Text;
using System.Threading.Channels;

namespace Lanner.Wasi.Tests.Preview2;

/// <summary>A stream that gives what the test sends, when it does.</summary>
internal sealed class ControlledStream : Stream
{
    private readonly Channel<byte[]> _sent = Channel.CreateUnbounded<byte[]>();
    private ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal void Send(string text) => _sent.Writer.TryWrite(Encoding.UTF8.GetBytes(text));

    internal void End() => _sent.Writer.TryComplete();

    internal void Fail(Exception exception) => _sent.Writer.TryComplete(exception);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_rest.IsEmpty)
        {
            if (!await _sent.Reader.WaitToReadAsync(cancellationToken))
            {
                return 0;
            }

            _rest = await _sent.Reader.ReadAsync(cancellationToken);
        }

        var count = int.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
