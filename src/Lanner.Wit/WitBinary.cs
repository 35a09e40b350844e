using Lanner.Wit.Binary;

namespace Lanner.Wit;

/// <summary>The binary form of packages: a component that exports a type for each interface and world.</summary>
public static class WitBinary
{
    /// <summary>Writes a package as a binary. Documentation and gates stand in the custom section <c>package-docs</c>.</summary>
    /// <param name="package">The package.</param>
    /// <returns>The binary.</returns>
    public static byte[] Encode(WitPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return PackageEncoder.Encode(package);
    }

    /// <summary>Reads a package from a binary. Of the packages that it depends on, there is what the binary needs of them.</summary>
    /// <param name="binary">The binary.</param>
    /// <returns>The packages.</returns>
    /// <exception cref="WitException">The binary is no package.</exception>
    public static WitPackages Decode(ReadOnlySpan<byte> binary) => PackageDecoder.Decode(binary);
}
