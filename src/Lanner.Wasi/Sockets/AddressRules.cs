using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Lanner.Wasi.Sockets;

/// <summary>Tells what addresses are for, by the registries of special addresses (RFC 6890 and those that extend it).</summary>
internal static class AddressRules
{
    /// <summary>Addresses of IPv4 that are not those of hosts on the Internet.</summary>
    private static readonly IPNetwork[] SpecialOfVersion4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3");

    /// <summary>Of IPv6, the hosts on the Internet have these addresses.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Those among them that are not: of protocols (with Teredo), and of documents.</summary>
    private static readonly IPNetwork[] SpecialOfVersion6 = Networks("2001::/23", "2001:db8::/32", "3fff::/20");

    /// <summary>An address of IPv4 in its last four bytes, which a translator takes out (RFC 6052).</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>An address of IPv4 behind the first two bytes, to which packets are sent through a tunnel (RFC 3056).</summary>
    private static readonly IPNetwork Tunnelled = IPNetwork.Parse("2002::/16");

    /// <summary>The address without the wrapping that an address of IPv4 may have in IPv6 (<c>::ffff:127.0.0.1</c>), and without a
    /// scope.</summary>
    internal static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes())
        : address;

    /// <summary>True if the address is that of a host on the Internet: not of this machine, nor of a private network, nor of a
    /// group.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        address = Plain(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !IsIn(SpecialOfVersion4, address);
        }

        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out _)
            && (Translated.Contains(address) ? IsPublic(new IPAddress(bytes[12..]))
                : Tunnelled.Contains(address) ? IsPublic(new IPAddress(bytes[2..6]))
                : GlobalUnicast.Contains(address) && !IsIn(SpecialOfVersion6, address));
    }

    /// <summary>True if one host has the address, or any has: not if it is that of a group, or of all.</summary>
    internal static bool IsUnicast(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out _)
            && (address.AddressFamily == AddressFamily.InterNetworkV6
                ? bytes[0] != 0xFF
                : (bytes[0] & 0xF0) != 0xE0 && BinaryPrimitives.ReadUInt32BigEndian(bytes) != uint.MaxValue);
    }

    /// <summary>True if the address stands for none: <c>0.0.0.0</c> and <c>::</c>.</summary>
    internal static bool IsUnspecified(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsIn(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, network => network.Contains(address));

    private static IPNetwork[] Networks(params string[] texts) => Array.ConvertAll(texts, text => IPNetwork.Parse(text));
}
