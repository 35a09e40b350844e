using System.Text;

namespace Lanner.Bench.Loading;

/// <summary>Modules with one export more than they come with: programs export nothing but their start, and what is wanted here is one
/// function of the library in them.</summary>
internal static class ExportedFunction
{
    private const byte CustomSection = 0;
    private const byte ExportSection = 7;
    private const byte FunctionNames = 1;
    private const byte FunctionKind = 0;

    /// <summary>Exports a function of a module in the binary format by the name that the name section gives it.</summary>
    /// <exception cref="ArgumentException">No function has the name.</exception>
    internal static byte[] Add(byte[] module, string name)
    {
        const int headerSize = 8;
        var sections = ReadSections(module, headerSize).ToList();
        var index = sections.Where(section => section.Id == CustomSection).Select(section => FindFunction(section.Content, name))
            .FirstOrDefault(found => found is not null)
            ?? throw new ArgumentException($"There is no function {name}.");
        var result = new List<byte>(module.AsSpan(0, headerSize).ToArray());
        foreach (var (id, section) in sections)
        {
            var content = section;
            if (id == ExportSection)
            {
                var start = 0;
                var count = ReadUnsigned(content, ref start);
                content = [.. WriteUnsigned(count + 1), .. content[start..], .. WriteUnsigned((uint)name.Length),
                    .. Encoding.ASCII.GetBytes(name), FunctionKind, .. WriteUnsigned(index)];
            }

            result.Add(id);
            result.AddRange(WriteUnsigned((uint)content.Length));
            result.AddRange(content);
        }

        return [.. result];
    }

    private static IEnumerable<(byte Id, byte[] Content)> ReadSections(byte[] bytes, int position)
    {
        while (position < bytes.Length)
        {
            var id = bytes[position++];
            var size = (int)ReadUnsigned(bytes, ref position);
            yield return (id, bytes[position..(position + size)]);
            position += size;
        }
    }

    /// <summary>The index of a function by its name, if a custom section is the name section.</summary>
    private static uint? FindFunction(byte[] section, string wanted)
    {
        var position = 0;
        if (ReadName(section, ref position) != "name")
        {
            return null;
        }

        foreach (var (_, names) in ReadSections(section, position).Where(subsection => subsection.Id == FunctionNames))
        {
            position = 0;
            for (var count = ReadUnsigned(names, ref position); count > 0; count--)
            {
                var index = ReadUnsigned(names, ref position);
                if (ReadName(names, ref position) == wanted)
                {
                    return index;
                }
            }
        }

        return null;
    }

    private static string ReadName(byte[] bytes, ref int position)
    {
        var length = (int)ReadUnsigned(bytes, ref position);
        position += length;
        return Encoding.UTF8.GetString(bytes, position - length, length);
    }

    private static uint ReadUnsigned(byte[] bytes, ref int position)
    {
        var value = 0u;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[position++];
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private static IEnumerable<byte> WriteUnsigned(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
