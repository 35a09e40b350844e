using System.Runtime.InteropServices;

namespace NativeLibrarySample;

/// <summary>stb_vorbis as machine code, through P/Invoke.</summary>
internal sealed unsafe partial class NativeDecoder : IVorbisDecoder
{
    public Sound Decode(ReadOnlySpan<byte> file)
    {
        int frames, channels, rate;
        short* address;
        fixed (byte* bytes = file)
        {
            frames = stb_vorbis_decode_memory(bytes, file.Length, &channels, &rate, &address);
        }

        if (frames < 0)
        {
            throw new InvalidDataException($"stb_vorbis answers {frames}");
        }

        var samples = new Span<short>(address, checked(frames * channels)).ToArray();
        NativeMemory.Free(address);
        return new Sound(channels, rate, samples);
    }

    [LibraryImport("stb_vorbis")]
    private static partial int stb_vorbis_decode_memory(byte* file, int length, int* channels, int* sampleRate, short** samples);
}
