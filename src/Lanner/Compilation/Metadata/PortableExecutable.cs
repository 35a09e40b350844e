namespace Lanner.Compilation.Metadata;

/// <summary>Writes the image of an assembly: a library for every processor (ECMA-335 II.25), with the import and the relocation that the
/// format asks for there. One section holds all but that relocation.</summary>
internal static class PortableExecutable
{
    private const int ImageBase = 0x400000;
    private const int FileAlignment = 0x200;
    private const int SectionAlignment = 0x2000;
    private const int TextAddress = SectionAlignment;
    private const int ImportAddressTableSize = 8;
    private const int CliHeaderSize = 72;
    private const int CodeSection = 0x60000020;
    private const int DiscardableDataSection = 0x42000040;
    private const int RelocationSize = 12;
    private const int LargestText = 1 << 30;

    /// <summary>The whole image.</summary>
    internal static byte[] Write(MetadataTables tables, MethodBodies bodies)
    {
        if ((long)bodies.Bytes.Length + tables.Data.Length + tables.Strings.Length + tables.Blobs.Length > LargestText)
        {
            throw ImageLimits.Exceeded("more than a gibibyte");
        }

        // The headers take the first 512 bytes, and are written when all sizes are known.
        var image = new ByteBuffer(
            FileAlignment + bodies.Bytes.Length + tables.Data.Length + tables.Strings.Length + tables.Blobs.Length + 8192);
        image.WriteZeros(FileAlignment);
        image.WriteZeros(ImportAddressTableSize + CliHeaderSize);
        var bodyAddress = AddressOf(image);
        image.Write(bodies.Bytes.Written);
        image.Align(16);
        var dataAddress = AddressOf(image);
        image.Write(tables.Data.Written);
        image.Align(4);
        var metadataAddress = AddressOf(image);
        new MetadataRoot(tables).Write(image, bodyAddress, dataAddress);
        var metadataSize = AddressOf(image) - metadataAddress;
        var importAddress = AddressOf(image);
        var entryPoint = WriteImport(image);
        var textSize = image.Length - FileAlignment;
        image.Align(FileAlignment);

        var relocations = new Section(
            ".reloc\0\0", RelocationSize, NextSection(TextAddress, textSize), image.Length, DiscardableDataSection);
        WriteRelocation(image, entryPoint + 2);
        image.Align(FileAlignment);
        if (image.Length > LargestText)
        {
            throw ImageLimits.Exceeded("more than a gibibyte");
        }

        WriteCliHeader(image, metadataAddress, metadataSize);
        WriteHeaders(
            image, new Section(".text\0\0\0", textSize, TextAddress, FileAlignment, CodeSection), relocations, importAddress, entryPoint);
        return image.ToArray();
    }

    /// <summary>A section: its size in memory, and where it is in memory and in the file.</summary>
    private readonly record struct Section(string Name, int Size, int Address, int Position, int Characteristics);

    /// <summary>The address in memory of the next byte of the first section.</summary>
    private static int AddressOf(ByteBuffer image) => image.Length - FileAlignment + TextAddress;

    private static int NextSection(int address, int size) => (address + size + SectionAlignment - 1) & -SectionAlignment;

    private static int OnDisk(int size) => (size + FileAlignment - 1) & -FileAlignment;

    /// <summary>Imports <c>_CorDllMain</c> of <c>mscoree.dll</c> and jumps there (II.25.3.1). Returns the address of the jump.</summary>
    private static int WriteImport(ByteBuffer image)
    {
        var start = image.Length;
        var address = AddressOf(image);
        const int lookupTable = 40;
        const int hintName = lookupTable + 8;
        const int libraryName = hintName + 14;
        image.WriteInt32(address + lookupTable);
        image.WriteInt32(0);
        image.WriteInt32(0);
        image.WriteInt32(address + libraryName);
        image.WriteInt32(TextAddress);
        image.WriteZeros(20);
        image.WriteInt32(address + hintName);
        image.WriteInt32(0);
        image.Write("\0\0_CorDllMain\0"u8);
        image.Write("mscoree.dll\0"u8);
        image.SetInt32(FileAlignment, address + hintName);

        // The operand of the jump is what is relocated, and lies at a multiple of four.
        image.WriteZeros((2 - image.Length) & 3);
        var entryPoint = address + image.Length - start;
        image.Write([0xFF, 0x25]);
        image.WriteInt32(ImageBase + TextAddress);
        return entryPoint;
    }

    private static void WriteRelocation(ByteBuffer image, int address)
    {
        const int highLow = 3 << 12;
        image.WriteInt32(address & ~0xFFF);
        image.WriteInt32(RelocationSize);
        image.WriteUInt16((ushort)(highLow | (address & 0xFFF)));
        image.WriteUInt16(0);
    }

    /// <summary>II.25.3.3.</summary>
    private static void WriteCliHeader(ByteBuffer image, int metadataAddress, int metadataSize)
    {
        const int onlyIntermediateLanguage = 1;
        var header = FileAlignment + ImportAddressTableSize;
        image.SetInt32(header, CliHeaderSize);
        image.SetInt32(header + 4, 2 | (5 << 16));
        image.SetInt32(header + 8, metadataAddress);
        image.SetInt32(header + 12, metadataSize);
        image.SetInt32(header + 16, onlyIntermediateLanguage);
    }

    /// <summary>II.25.2 and II.25.3.</summary>
    private static void WriteHeaders(ByteBuffer image, Section text, Section relocations, int importAddress, int entryPoint)
    {
        const int importSize = 40;
        var header = new ByteBuffer(FileAlignment);

        // For MS-DOS: the magic number, and at 60 where the other headers begin.
        header.Write("MZ"u8);
        header.WriteZeros(58);
        header.WriteInt32(128);
        header.WriteZeros(64);
        header.Write("PE\0\0"u8);

        // File header: any processor, two sections, a library of 32 bits.
        header.WriteUInt16(0x14C);
        header.WriteUInt16(2);
        header.WriteZeros(12);
        header.WriteUInt16(224);
        header.WriteUInt16(0x2102);

        // Optional header.
        header.WriteUInt16(0x10B);
        header.WriteUInt16(48);
        header.WriteInt32(OnDisk(text.Size));
        header.WriteInt32(OnDisk(relocations.Size));
        header.WriteInt32(0);
        header.WriteInt32(entryPoint);
        header.WriteInt32(text.Address);
        header.WriteInt32(relocations.Address);
        header.WriteInt32(ImageBase);
        header.WriteInt32(SectionAlignment);
        header.WriteInt32(FileAlignment);
        header.WriteInt32(4);
        header.WriteInt32(0);
        header.WriteInt32(4);
        header.WriteInt32(0);
        header.WriteInt32(NextSection(relocations.Address, relocations.Size));
        header.WriteInt32(FileAlignment);
        header.WriteInt32(0);
        header.WriteUInt16(3);
        header.WriteUInt16(0x8540);
        header.WriteInt32(0x100000);
        header.WriteInt32(0x1000);
        header.WriteInt32(0x100000);
        header.WriteInt32(0x1000);
        header.WriteInt32(0);
        header.WriteInt32(16);

        // Directories: of 16, imports, relocations, the table of imported addresses, and the CLI header.
        header.WriteZeros(8);
        WriteDirectory(importAddress, importSize);
        header.WriteZeros(24);
        WriteDirectory(relocations.Address, relocations.Size);
        header.WriteZeros(48);
        WriteDirectory(TextAddress, ImportAddressTableSize);
        header.WriteZeros(8);
        WriteDirectory(TextAddress + ImportAddressTableSize, CliHeaderSize);
        header.WriteZeros(8);
        WriteSection(text);
        WriteSection(relocations);
        image.Set(0, header.Written);

        void WriteDirectory(int address, int size)
        {
            header.WriteInt32(address);
            header.WriteInt32(size);
        }

        void WriteSection(Section section)
        {
            foreach (var letter in section.Name)
            {
                header.WriteByte((byte)letter);
            }

            header.WriteInt32(section.Size);
            header.WriteInt32(section.Address);
            header.WriteInt32(OnDisk(section.Size));
            header.WriteInt32(section.Position);
            header.WriteZeros(12);
            header.WriteInt32(section.Characteristics);
        }
    }
}
