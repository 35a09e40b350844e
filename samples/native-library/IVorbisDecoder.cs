namespace NativeLibrarySample;

/// <summary>A decoder of Ogg Vorbis, whoever does the work.</summary>
internal interface IVorbisDecoder
{
    /// <summary>Decodes a file.</summary>
    /// <exception cref="InvalidDataException">The library says that the file is none of its own.</exception>
    Sound Decode(ReadOnlySpan<byte> file);
}

/// <summary>A decoded sound.</summary>
/// <param name="Channels">The number of channels.</param>
/// <param name="SampleRate">The number of samples of a channel in a second.</param>
/// <param name="Samples">Those of all channels, in turn.</param>
internal sealed record Sound(int Channels, int SampleRate, short[] Samples)
{
    internal double Seconds => (double)Samples.Length / Channels / SampleRate;

    internal bool IsSameAs(Sound other) =>
        (Channels, SampleRate) == (other.Channels, other.SampleRate) && Samples.AsSpan().SequenceEqual(other.Samples);
}
