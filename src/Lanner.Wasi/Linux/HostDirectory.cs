using System.Buffers.Binary;
using Lanner.Wasi.Preview1;

namespace Lanner.Wasi.Linux;

/// <summary>Reads the entries of a directory.</summary>
internal static unsafe class HostDirectory
{
    internal static List<DirectoryEntry> ReadEntries(int handle)
    {
        var entries = new List<DirectoryEntry>();
        var buffer = new byte[32 << 10];
        while (true)
        {
            int count;
            fixed (byte* address = buffer)
            {
                count = (int)LinuxErrors.Check(SystemCalls.GetEntries(handle, address, buffer.Length));
            }

            if (count == 0)
            {
                return entries;
            }

            // struct linux_dirent64: inode, offset, length of the record, type, name (getdents64(2)).
            for (var position = 0; position < count;)
            {
                var record = buffer.AsSpan(position);
                var length = BinaryPrimitives.ReadUInt16LittleEndian(record[16..]);
                var name = record[19..length];
                entries.Add(new DirectoryEntry(
                    name[..name.IndexOf((byte)0)].ToArray(),
                    BinaryPrimitives.ReadUInt64LittleEndian(record),
                    HostStatus.TypeOf(record[18] << 12)));
                position += length;
            }
        }
    }
}
