using Lanner;

namespace NativeLibrarySample;

/// <summary>stb_vorbis as a WebAssembly module, through Lanner. After a trap it is of no more use: the guest's memory stays as the trap
/// found it.</summary>
internal sealed class GuestDecoder : IVorbisDecoder, IDisposable
{
    private readonly Store _store;
    private readonly StbVorbis _library;

    internal GuestDecoder(StoreLimits limits)
    {
        _store = new Store(StbVorbis.Engine, limits);
        _library = new StbVorbis(_store);
    }

    public Sound Decode(ReadOnlySpan<byte> file)
    {
        // One block in the guest's memory: the file, behind room for three numbers that the function writes.
        var block = _library.Malloc(12 + file.Length);
        if (block == 0)
        {
            throw new InsufficientMemoryException("The guest may have no more memory.");
        }

        file.CopyTo(_library.Memory.GetSpan(block + 12, file.Length));
        var frames = _library.StbVorbisDecodeMemory(block + 12, file.Length, block, block + 4, block + 8);
        if (frames < 0)
        {
            throw new InvalidDataException($"stb_vorbis answers {frames}");
        }

        // A span is of the memory as it is now, and the memory may have grown in the call: so it is asked for after each call.
        var numbers = _library.Memory.GetSpan<int>(block, 3);
        var (channels, rate, address) = (numbers[0], numbers[1], numbers[2]);
        var samples = _library.Memory.GetSpan<short>(address, checked(frames * channels)).ToArray();
        _library.Free(address);
        _library.Free(block);
        return new Sound(channels, rate, samples);
    }

    public void Dispose()
    {
        _library.Dispose();
        _store.Dispose();
    }
}
