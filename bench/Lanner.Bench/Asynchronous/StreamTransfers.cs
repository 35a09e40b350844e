using System.IO.Pipelines;
using Lanner.Components;

namespace Lanner.Bench.Asynchronous;

/// <summary>Streams of bytes in chunks: from the host to a guest, from one guest to another, and through a pipe of .NET.</summary>
internal sealed class StreamTransfers : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly ComponentInstance _instance;

    internal StreamTransfers(string guest)
    {
        _store = new Store(_engine);
        _instance = new ComponentLinker(_engine).Instantiate(_store, Component.FromText(_engine, guest));
    }

    /// <summary>Has a guest read a stream of the host.</summary>
    internal async Task FromHost(int chunk, int count)
    {
        var stream = ComponentStream.FromStream(new Zeros(chunk, count));
        var result = await _instance.GetFunction("drain").CallAsync(
            new[] { ComponentValue.FromStream(stream), ComponentValue.FromU32((uint)chunk) });
        Require(result!.Value.AsU64(), chunk, count);
    }

    /// <summary>Has a guest read what another writes.</summary>
    internal async Task BetweenGuests(int chunk, int count)
    {
        var result = await _instance.GetFunction("pipe").CallAsync(
            new[] { ComponentValue.FromU32((uint)chunk), ComponentValue.FromU32((uint)count) });
        Require(result!.Value.AsU64(), chunk, count);
    }

    /// <summary>Sends the bytes through a pipe, from one task to another, which copies them.</summary>
    internal static async Task ThroughPipe(int chunk, int count)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: chunk, resumeWriterThreshold: chunk / 2, minimumSegmentSize: chunk));
        var writing = Task.Run(async () =>
        {
            var source = new byte[chunk];
            for (var index = 0; index < count; index++)
            {
                await pipe.Writer.WriteAsync(source);
            }

            await pipe.Writer.CompleteAsync();
        });
        var total = 0UL;
        var target = new byte[chunk];
        await using var reader = pipe.Reader.AsStream();
        while (await reader.ReadAsync(target) is > 0 and var read)
        {
            total += (uint)read;
        }

        await writing;
        Require(total, chunk, count);
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    private static void Require(ulong bytes, int chunk, int count)
    {
        if (bytes != (ulong)chunk * (ulong)count)
        {
            throw new InvalidOperationException($"{bytes} bytes have come instead of {(ulong)chunk * (ulong)count}.");
        }
    }

    /// <summary>Chunks of zeros.</summary>
    private sealed class Zeros(int chunk, int count) : Stream
    {
        private int _left = count;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_left == 0)
            {
                return 0;
            }

            _left--;
            buffer[..chunk].Clear();
            return chunk;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
