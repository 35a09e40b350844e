using Lanner.Binary;

namespace Lanner.Debugging.Dwarf;

/// <summary>The header of a line table (DWARF 5, section 6.2.4). Its lists of files are gone through when a name is first asked
/// for.</summary>
internal sealed class DwarfLineHeader
{
    private byte[] _operandCounts = [];
    private int _version;
    private bool _isWide;
    private int _listsOffset;
    private Lists? _lists;

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
        _lists ??= Index(module);
        try
        {
            return _version >= 5 ? ReadNamed(module, _lists, strings, index) : ReadListed(module, _lists, index);
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

    private static void SkipString(ref ByteReader reader)
    {
        var copy = reader;
        var end = copy.ReadBytes(Math.Max(0, copy.Remaining)).IndexOf((byte)0);
        if (end < 0)
        {
            throw new MalformedModuleException("a string without an end", reader.Position);
        }

        reader.ReadBytes(end + 1);
    }

    /// <summary>Goes through the lists once: many frames ask for names, and a list may be as long as the section. An item takes a byte at
    /// least, so that what is kept is bounded by that.</summary>
    private Lists Index(ReadOnlySpan<byte> module)
    {
        var lists = new Lists();
        var reader = new ByteReader(module[..ProgramOffset], _listsOffset);
        try
        {
            if (_version >= 5)
            {
                IndexNamed(ref reader, ref lists.DirectoryFormats, lists.Directories);
                IndexNamed(ref reader, ref lists.FileFormats, lists.Files);
            }
            else
            {
                IndexListed(ref reader, lists);
            }
        }
        catch (MalformedModuleException)
        {
            // What stands before the mistake counts.
        }

        return lists;
    }

    /// <summary>Versions 2 to 4: directories, then files that name theirs by number, from 1; 0 is where the compiler ran.</summary>
    private static void IndexListed(ref ByteReader reader, Lists lists)
    {
        while (reader.Peek() > 0)
        {
            lists.Directories.Add(reader.Position);
            SkipString(ref reader);
        }

        reader.ReadByte();
        while (reader.Peek() > 0)
        {
            lists.Files.Add(reader.Position);
            SkipString(ref reader);
            reader.ReadUnsigned64(); // directory
            reader.ReadUnsigned64(); // time
            reader.ReadUnsigned64(); // length
        }
    }

    /// <summary>Version 5: lists whose items are described before them, counted from 0.</summary>
    private void IndexNamed(ref ByteReader reader, ref (ulong Content, ulong Form)[] formats, List<int> items)
    {
        formats = new (ulong Content, ulong Form)[reader.ReadByte()];
        foreach (ref var format in formats.AsSpan())
        {
            format = (reader.ReadUnsigned64(), reader.ReadUnsigned64());
        }

        var count = reader.ReadUnsigned64();
        for (var number = 0UL; formats.Length > 0 && number < count; number++)
        {
            items.Add(reader.Position);
            foreach (var (_, form) in formats)
            {
                ReadForm(ref reader, null, form);
            }
        }
    }

    private string ReadListed(ReadOnlySpan<byte> module, Lists lists, ulong index)
    {
        if (index - 1 >= (ulong)lists.Files.Count)
        {
            return "?";
        }

        var reader = new ByteReader(module[..ProgramOffset], lists.Files[(int)(index - 1)]);
        var name = ReadString(ref reader);
        var directory = reader.ReadUnsigned64();
        if (directory - 1 >= (ulong)lists.Directories.Count)
        {
            return name;
        }

        var directories = new ByteReader(module[..ProgramOffset], lists.Directories[(int)(directory - 1)]);
        return Join(ReadString(ref directories), name);
    }

    private string ReadNamed(ReadOnlySpan<byte> module, Lists lists, DwarfStrings strings, ulong index)
    {
        var (name, directory) = ReadItem(module, lists.FileFormats, lists.Files, strings, index);
        return name is null ? "?" : Join(ReadItem(module, lists.DirectoryFormats, lists.Directories, strings, directory).Name ?? "", name);
    }

    private (string? Name, ulong Directory) ReadItem(
        ReadOnlySpan<byte> module, (ulong Content, ulong Form)[] formats, List<int> items, DwarfStrings strings, ulong index)
    {
        if (index >= (ulong)items.Count)
        {
            return (null, 0);
        }

        var reader = new ByteReader(module[..ProgramOffset], items[(int)index]);
        string? name = null;
        var directory = 0UL;
        foreach (var (content, form) in formats)
        {
            var (text, value) = ReadForm(ref reader, content == 1 ? strings : null, form);
            name = content == 1 ? text : name;
            directory = content == 2 ? value : directory;
        }

        return (name, directory);
    }

    /// <summary>Reads an attribute (DWARF 5, section 7.5.5) of those that line tables may use.</summary>
    /// <param name="reader">The reader, which stands at the value.</param>
    /// <param name="strings">The strings, or null when its text is not wanted.</param>
    /// <param name="form">The form in which it is written.</param>
    private (string? Text, ulong Value) ReadForm(ref ByteReader reader, DwarfStrings? strings, ulong form)
    {
        switch (form)
        {
            case 0x08: // string
                if (strings is null)
                {
                    SkipString(ref reader);
                    return default;
                }

                return (ReadString(ref reader), 0);
            case 0x0E: // strp
                var offset = ReadOffset(ref reader);
                return (strings?.Get(offset), 0);
            case 0x1F: // line_strp
                offset = ReadOffset(ref reader);
                return (strings?.GetLineString(offset), 0);
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

    /// <summary>The places of the lists' items in the module, and the parts of an item.</summary>
    private sealed class Lists
    {
        internal readonly List<int> Directories = [];
        internal readonly List<int> Files = [];
        internal (ulong Content, ulong Form)[] DirectoryFormats = [];
        internal (ulong Content, ulong Form)[] FileFormats = [];
    }
}
