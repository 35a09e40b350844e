using System.Buffers.Binary;
using System.Security.Cryptography;
using Lanner.Components;
using Lanner.Wasi.Files;

namespace Lanner.Wasi.Preview2.Filesystem;

/// <summary>The record <c>metadata-hash-value</c>: tells files apart, and a file from itself after a change, and says nothing else. Mixed
/// with a secret of the context.</summary>
internal static class MetadataHash
{
    internal static ComponentValue Of(InterfaceCall call, FileStatus status)
    {
        Span<byte> fields = stackalloc byte[5 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(fields, status.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[8..], status.Inode);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[16..], status.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[24..], status.ModificationTime);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[32..], (ulong)status.Type);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(call.Context.HashKey, fields, hash);
        return ComponentValue.FromRecord(
            ("lower", ComponentValue.FromU64(BinaryPrimitives.ReadUInt64LittleEndian(hash))),
            ("upper", ComponentValue.FromU64(BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]))));
    }
}
