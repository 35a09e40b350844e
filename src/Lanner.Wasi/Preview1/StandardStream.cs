namespace Lanner.Wasi.Preview1;

/// <summary>Standard input.</summary>
internal sealed class StandardInput(Stream stream, StandardOutput output) : Descriptor
{
    internal override FileType Type => FileType.CharacterDevice;

    internal override int Read(Span<byte> buffer)
    {
        // Whoever waits for an answer wants the question to be seen.
        output.Flush();
        return stream.Read(buffer);
    }
}

/// <summary>Standard output or error.</summary>
/// <param name="stream">Where it goes.</param>
/// <param name="isBuffered">Whether small writes are gathered.</param>
/// <param name="before">What has to be seen before anything written here.</param>
internal sealed class StandardOutput(Stream stream, bool isBuffered, StandardOutput? before = null) : Descriptor
{
    private readonly byte[] _buffer = new byte[isBuffered ? 16 << 10 : 0];
    private int _waiting;

    internal override FileType Type => FileType.CharacterDevice;

    internal override int Write(ReadOnlySpan<byte> buffer)
    {
        before?.Flush();
        try
        {
            if (buffer.Length <= _buffer.Length - _waiting)
            {
                buffer.CopyTo(_buffer.AsSpan(_waiting));
                _waiting += buffer.Length;
            }
            else
            {
                Flush();
                stream.Write(buffer);
                if (!isBuffered)
                {
                    stream.Flush();
                }
            }
        }
        catch (IOException)
        {
            throw new WasiException(Errno.BrokenPipe);
        }

        return buffer.Length;
    }

    internal void Flush()
    {
        if (_waiting > 0)
        {
            var count = _waiting;
            _waiting = 0;
            stream.Write(_buffer, 0, count);
        }

        stream.Flush();
    }
}
