using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Lanner.Components;
using Lanner.Wasi.Sockets;

namespace Lanner.Wasi.Preview2.Sockets;

/// <summary>Addresses as values of <c>wasi:sockets/network</c>.</summary>
internal static class SocketAddresses
{
    internal static ComponentValue FromFamily(AddressFamily family) =>
        ComponentValue.FromEnum(family == AddressFamily.InterNetwork ? "ipv4" : "ipv6");

    internal static AddressFamily ToFamily(in ComponentValue family) =>
        family.AsEnum() == "ipv4" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    /// <summary>An <c>ip-address</c>.</summary>
    internal static ComponentValue FromAddress(IPAddress address) => ComponentValue.FromVariant(CaseOf(address), TupleOf(address));

    /// <summary>An <c>ip-socket-address</c>.</summary>
    internal static ComponentValue FromEndPoint(IPEndPoint endPoint)
    {
        var address = endPoint.Address;
        var port = ComponentValue.FromU16((ushort)endPoint.Port);
        return ComponentValue.FromVariant(
            CaseOf(address),
            address.AddressFamily == AddressFamily.InterNetwork
                ? ComponentValue.FromRecord(("port", port), ("address", TupleOf(address)))
                : ComponentValue.FromRecord(
                    ("port", port),
                    ("flow-info", ComponentValue.FromU32(0)),
                    ("address", TupleOf(address)),
                    ("scope-id", ComponentValue.FromU32((uint)address.ScopeId))));
    }

    /// <summary>The end point that an <c>ip-socket-address</c> says.</summary>
    internal static IPEndPoint ToEndPoint(in ComponentValue value)
    {
        var (family, content) = value.AsVariant();
        var fields = content!.Value;
        var parts = fields.GetField("address").AsList();
        var port = fields.GetField("port").AsU16();
        if (family == "ipv4")
        {
            return new IPEndPoint(
                new IPAddress([parts[0].AsU8(), parts[1].AsU8(), parts[2].AsU8(), parts[3].AsU8()]), port);
        }

        Span<byte> bytes = stackalloc byte[16];
        for (var index = 0; index < 8; index++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes[(2 * index)..], parts[index].AsU16());
        }

        return new IPEndPoint(new IPAddress(bytes, fields.GetField("scope-id").AsU32()), port);
    }

    /// <summary>Refuses an address that no socket of a family can have.</summary>
    internal static NetworkError? CheckLocal(IPEndPoint local, AddressFamily family) =>
        local.AddressFamily != family || local.Address.IsIPv4MappedToIPv6 || !AddressRules.IsUnicast(local.Address)
            ? NetworkError.InvalidArgument
            : null;

    /// <summary>Refuses an address at which no peer of a socket of a family can be.</summary>
    internal static NetworkError? CheckRemote(IPEndPoint remote, AddressFamily family) =>
        remote.AddressFamily != family || remote.Address.IsIPv4MappedToIPv6
            || AddressRules.IsUnspecified(remote.Address) || remote.Port == 0
            ? NetworkError.InvalidArgument
            : null;

    private static string CaseOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? "ipv4" : "ipv6";

    private static ComponentValue TupleOf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (bytes.Length == 4)
        {
            return ComponentValue.FromTuple([.. bytes.Select(ComponentValue.FromU8)]);
        }

        var parts = new ComponentValue[8];
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = ComponentValue.FromU16(BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2 * index)));
        }

        return ComponentValue.FromTuple(parts);
    }
}
