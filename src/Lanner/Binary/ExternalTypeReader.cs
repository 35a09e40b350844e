namespace Lanner.Binary;

/// <summary>Reads the types of imports, and of tables, memories, globals and tags wherever they stand (specification 5.3.11 to
/// 5.3.16).</summary>
internal readonly ref struct ExternalTypeReader
{
    private readonly TypeReader _types;
    private readonly WasmFeatures _features;

    internal ExternalTypeReader(TypeReader types, WasmFeatures features)
    {
        _types = types;
        _features = features;
    }

    /// <summary>Reads the type of an import.</summary>
    internal ExternalType Read(ref ByteReader reader, out int typeIndex)
    {
        var offset = reader.Position;
        var kind = reader.ReadByte();
        typeIndex = 0;
        switch ((ExternalKind)kind)
        {
            case ExternalKind.Function:
                var typeOffset = reader.Position;
                var index = reader.ReadUnsigned32();
                var function = _types.ResolveFunction(index, typeOffset);
                typeIndex = (int)index;
                return new FunctionExternalType(function);
            case ExternalKind.Table:
                return ReadTableType(ref reader);
            case ExternalKind.Memory:
                return ReadMemoryType(ref reader);
            case ExternalKind.Global:
                return ReadGlobalType(ref reader);
            case ExternalKind.Tag when Has(WasmFeatures.Exceptions | WasmFeatures.LegacyExceptions):
                return ReadTagType(ref reader);
            case ExternalKind.Tag:
                throw FeatureErrors.Off($"malformed import kind 0x{kind:x2}", "a tag", WasmFeatures.Exceptions, offset);
            default:
                throw new MalformedModuleException($"malformed import kind 0x{kind:x2}", offset);
        }
    }

    internal TableType ReadTableType(ref ByteReader reader)
    {
        var element = _types.ReadReferenceType(ref reader);
        var limits = ReadLimits(ref reader, LimitsFlags.HasMaximum | LimitsFlags.Is64Bit, out var flags);
        return new TableType(element, limits, flags.HasFlag(LimitsFlags.Is64Bit));
    }

    internal MemoryType ReadMemoryType(ref ByteReader reader)
    {
        var limits = ReadLimits(ref reader, (LimitsFlags)0x0F, out var flags);
        byte pageSizeLog2 = 16;
        if (flags.HasFlag(LimitsFlags.HasPageSize))
        {
            var offset = reader.Position;
            var size = reader.ReadUnsigned32();
            pageSizeLog2 = size < 64
                ? (byte)size
                : throw new MalformedModuleException($"invalid custom page size: 2 to the power of {size}", offset);
        }

        return new MemoryType(limits, flags.HasFlag(LimitsFlags.Is64Bit), flags.HasFlag(LimitsFlags.IsShared), pageSizeLog2);
    }

    internal GlobalType ReadGlobalType(ref ByteReader reader) =>
        new(_types.ReadValueType(ref reader), TypeReader.ReadMutability(ref reader));

    internal TagType ReadTagType(ref ByteReader reader)
    {
        var offset = reader.Position;
        var attribute = reader.ReadByte();
        if (attribute != 0)
        {
            throw new MalformedModuleException($"malformed tag attribute 0x{attribute:x2}", offset);
        }

        offset = reader.Position;
        return new TagType(_types.ResolveFunction(reader.ReadUnsigned32(), offset));
    }

    /// <summary>Reads limits (specification 5.3.11), which may have these flags.</summary>
    private Limits ReadLimits(ref ByteReader reader, LimitsFlags allowed, out LimitsFlags flags)
    {
        var offset = reader.Position;
        flags = (LimitsFlags)reader.ReadByte();
        if ((flags & ~allowed) != 0)
        {
            throw new MalformedModuleException($"malformed limits flags 0x{(byte)flags:x2}", offset);
        }

        RequireFlagFeature(flags, LimitsFlags.IsShared, WasmFeatures.Threads, "a shared memory", offset);
        RequireFlagFeature(flags, LimitsFlags.Is64Bit, WasmFeatures.Memory64, "a size of 64 bits", offset);
        RequireFlagFeature(flags, LimitsFlags.HasPageSize, WasmFeatures.CustomPageSizes, "a page size", offset);

        var minimum = ReadSize(ref reader);
        return new Limits(minimum, flags.HasFlag(LimitsFlags.HasMaximum) ? ReadSize(ref reader) : null);
    }

    private ulong ReadSize(ref ByteReader reader) => Has(WasmFeatures.Memory64) ? reader.ReadUnsigned64() : reader.ReadUnsigned32();

    private void RequireFlagFeature(LimitsFlags flags, LimitsFlags flag, WasmFeatures feature, string what, int offset)
    {
        if (flags.HasFlag(flag) && !Has(feature))
        {
            throw FeatureErrors.Off($"malformed limits flags 0x{(byte)flags:x2}", what, feature, offset);
        }
    }

    private bool Has(WasmFeatures features) => (_features & features) != 0;

    [Flags]
    private enum LimitsFlags : byte
    {
        HasMaximum = 1,
        IsShared = 2,
        Is64Bit = 4,
        HasPageSize = 8,
    }
}
