namespace Lanner;

/// <summary>Types that were defined together and may refer to each other (specification 2.3.9).</summary>
internal sealed class RecursionGroup
{
    internal RecursionGroup(DefinedType[] types) => Types = types;

    internal DefinedType[] Types { get; }

    /// <summary>Tells groups apart in the keys of others. Never used twice.</summary>
    internal long Identity { get; } = Interlocked.Increment(ref s_lastIdentity);

    /// <summary>The structure as a number of 256 bits, in hexadecimal: the same in every process for groups that are equal, and for no
    /// others. Found when it is first asked for.</summary>
    internal string Fingerprint => Convert.ToHexStringLower(TypeFingerprints.Of(this));

    /// <summary>The bytes of <see cref="Fingerprint"/>, once they are found.</summary>
    internal byte[]? FingerprintBytes { get; set; }

    private static long s_lastIdentity;
}
