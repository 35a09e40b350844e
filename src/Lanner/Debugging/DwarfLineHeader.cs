using Lanner.Binary;

namespace Lanner.Debugging;

/// <summary>The header of a line table (DWARF 5, section 6.2.4). Its lists of files are read when a name is asked for.</summary>
internal sealed class DwarfLineHeader
{
    private byte[] _operandCounts = [];
    private int _version;
    private bool _isWide;
    private int _listsOffset;

    internal int ProgramOffset { get; private set; }

    internal uint MinimumInstructionLength { get; private set; }

    internal int LineBase { get; private set; }

    internal int LineRange { get; private set; }

    internal int OpcodeBase { get; private set; }

    /// <summary>Reads a header.</summary>
    /// <returns>Null when it is of a version that is not known.</returns>
    internal static DwarfLineHeader? Read(ref ByteReader unit, bool isWide)
    {
        var header = new DwarfLineHeader { _isWide = isWide, _version = ReadFixed16(ref unit) };
        if (header._version is < 2 or > 5)
        {
            return null;
        }

        if (header._version >= 5)
        {
            unit.ReadBytes(2); // sizes of addresses and segment selectors
        }

        var headerLength = header.ReadOffset(ref unit);
        if (headerLength > (ulong)unit.Remaining)
        {
            return null;
        }

        header.ProgramOffset = unit.Position + (int)headerLength;
        header.MinimumInstructionLength = unit.ReadByte();
        unit.ReadBytes(header._version >= 4 ? 2 : 1); // operations an instruction, whether rows are statements by default
        header.LineBase = (sbyte)unit.ReadByte();
        header.LineRange = unit.ReadByte();
        header.OpcodeBase = unit.ReadByte();
        if (header.LineRange == 0 || header.OpcodeBase == 0)
        {
            return null;
        }

        header._operandCounts = unit.ReadBytes(header.OpcodeBase - 1).ToArray();
        header._listsOffset = unit.Position;
        return header;
    }

    internal int OperandCount(int opcode) => _operandCounts[opcode - 1];

    /// <summary>The name of a file, with its directory where the table has one.</summary>
    internal string FileName(ReadOnlySpan<byte> module, DwarfStrings strings, ulong index)
    {
        var reader = new ByteReader(module[..ProgramOffset], _listsOffset);
        try
        {
            return _version >= 5 ? ReadNamed(ref reader, strings, index) : ReadListed(ref reader, index);
        }
        catch (MalformedModuleException)
        {
            return "?";
        }
    }

    private static int ReadFixed16(ref ByteReader reader) => reader.ReadByte() | (reader.ReadByte() << 8);

    private static string Join(string directory, string name) =>
        directory.Length == 0 || name.StartsWith('/') ? name : directory.EndsWith('/') ? directory + name : $"{directory}/{name}";

    private static string ReadString(ref ByteReader reader)
    {
        var copy = reader;
        var end = copy.ReadBytes(Math.Max(0, copy.Remaining)).IndexOf((byte)0);
        if (end < 0)
        {
            throw new MalformedModuleException("a string without an end", reader.Position);
        }

        var text = DwarfStrings.Read(reader.ReadBytes(end));
        reader.ReadByte();
        return text;
    }

    /// <summary>Versions 2 to 4: directories, then files that name theirs by number, from 1; 0 is where the compiler ran.</summary>
    private static string ReadListed(ref ByteReader reader, ulong index)
    {
        var directories = reader;
        while (reader.Peek() > 0)
        {
            ReadString(ref reader);
        }

        reader.ReadByte();
        for (var number = 1UL; reader.Peek() > 0; number++)
        {
            var name = ReadString(ref reader);
            var directory = reader.ReadUnsigned64();
            reader.ReadUnsigned64(); // time
            reader.ReadUnsigned64(); // length
            if (number != index)
            {
                continue;
            }

            for (; directories.Peek() > 0; directory--)
            {
                var text = ReadString(ref directories);
                if (directory == 1)
                {
                    return Join(text, name);
                }
            }

            return name;
        }

        return "?";
    }

    /// <summary>Version 5: lists whose items are described before them, counted from 0.</summary>
    private string ReadNamed(ref ByteReader reader, DwarfStrings strings, ulong index)
    {
        var directories = reader;
        ReadEntry(ref reader, strings, ulong.MaxValue);
        var (name, directory) = ReadEntry(ref reader, strings, index);
        return name is null ? "?" : Join(ReadEntry(ref directories, strings, directory).Name ?? "", name);
    }

    /// <summary>Reads a list up to an item.</summary>
    private (string? Name, ulong Directory) ReadEntry(ref ByteReader reader, DwarfStrings strings, ulong index)
    {
        var formats = new (ulong Content, ulong Form)[reader.ReadByte()];
        foreach (ref var format in formats.AsSpan())
        {
            format = (reader.ReadUnsigned64(), reader.ReadUnsigned64());
        }

        var count = reader.ReadUnsigned64();
        if (formats.Length == 0)
        {
            return (null, 0);
        }

        for (var number = 0UL; number < count; number++)
        {
            string? name = null;
            var directory = 0UL;
            foreach (var (content, form) in formats)
            {
                var (text, value) = ReadForm(ref reader, strings, form, content == 1 && number == index);
                name = content == 1 ? text : name;
                directory = content == 2 ? value : directory;
            }

            if (number == index)
            {
                return (name, directory);
            }
        }

        return (null, 0);
    }

    /// <summary>Reads an attribute (DWARF 5, section 7.5.5) of those that line tables may use.</summary>
    private (string? Text, ulong Value) ReadForm(ref ByteReader reader, DwarfStrings strings, ulong form, bool isWanted)
    {
        switch (form)
        {
            case 0x08: // string
                return (ReadString(ref reader), 0);
            case 0x0E: // strp
                var offset = ReadOffset(ref reader);
                return (isWanted ? strings.Get(offset) : null, 0);
            case 0x1F: // line_strp
                offset = ReadOffset(ref reader);
                return (isWanted ? strings.GetLineString(offset) : null, 0);
            case 0x0B: // data1
                return (null, reader.ReadByte());
            case 0x05: // data2
                return (null, (ulong)ReadFixed16(ref reader));
            case 0x06: // data4
                return (null, reader.ReadFixedUnsigned32());
            case 0x07: // data8
                return (null, reader.ReadFixedUnsigned64());
            case 0x0F: // udata
                return (null, reader.ReadUnsigned64());
            case 0x1E: // data16: a checksum
                reader.ReadBytes(16);
                return default;
            case 0x0A: // block1
                reader.ReadRange(reader.ReadByte());
                return default;
            case 0x03: // block2
                reader.ReadRange((uint)ReadFixed16(ref reader));
                return default;
            case 0x04: // block4
                reader.ReadRange(reader.ReadFixedUnsigned32());
                return default;
            case 0x09: // block
                reader.ReadRange(reader.ReadUnsigned32());
                return default;
            default:
                throw new MalformedModuleException("a form that line tables do not have", reader.Position);
        }
    }

    private ulong ReadOffset(ref ByteReader reader) => _isWide ? reader.ReadFixedUnsigned64() : reader.ReadFixedUnsigned32();
}
