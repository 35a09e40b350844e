using Lanner.Structure;

namespace Lanner.Binary;

/// <summary>Reads value types, heap types and block types (specification 5.3), and resolves type indices to definitions.</summary>
internal readonly ref struct TypeReader
{
    /// <summary>The type that an index stands for when nobody needs to know.</summary>
    private static readonly FunctionType AnyDefinition = FunctionType.Of(NoElements<WasmValueType>.Array, NoElements<WasmValueType>.Array);

    private readonly ReadOnlySpan<DefinedType> _types;
    private readonly WasmFeatures _features;
    private readonly bool _skipsIndices;

    internal TypeReader(ReadOnlySpan<DefinedType> types, WasmFeatures features)
    {
        _types = types;
        _features = features;
    }

    private TypeReader(WasmFeatures features)
    {
        _features = features;
        _skipsIndices = true;
    }

    /// <summary>A reader that takes every type index and resolves none, for going over items whose meaning does not matter yet.</summary>
    internal static TypeReader SkippingIndices(WasmFeatures features) => new(features);

    internal DefinedType Resolve(uint index, int offset)
    {
        if (index < (uint)_types.Length)
        {
            return _types[(int)index] ?? throw NotOfModule(index, offset);
        }

        return _skipsIndices
            ? AnyDefinition
            : throw new InvalidModuleException($"unknown type {index}: {_types.Length} types are defined here", offset);
    }

    /// <summary>The error about an index that, in a component, stands for the type of a module.</summary>
    internal static InvalidModuleException NotOfModule(uint index, int offset) =>
        new($"type mismatch: core type {index} is a module type, which core types cannot refer to", offset);

    internal FunctionType ResolveFunction(uint index, int offset) =>
        Resolve(index, offset) as FunctionType
        ?? throw new InvalidModuleException(
            $"type mismatch: type {index} is {_types[(int)index]} where a function type is expected", offset);

    internal WasmValueType ReadValueType(ref ByteReader reader)
    {
        var offset = reader.Position;
        var code = reader.ReadByte();
        switch (code)
        {
            case 0x7F:
                return WasmValueType.I32;
            case 0x7E:
                return WasmValueType.I64;
            case 0x7D:
                return WasmValueType.F32;
            case 0x7C:
                return WasmValueType.F64;
            case 0x7B:
                Require(WasmFeatures.Simd, "malformed value type", "v128", offset);
                return WasmValueType.V128;
            default:
                Require(WasmFeatures.ReferenceTypes, "malformed value type", "a reference", offset);
                return ReadReferenceType(ref reader, code, offset, "malformed value type");
        }
    }

    internal WasmValueType ReadReferenceType(ref ByteReader reader)
    {
        var offset = reader.Position;
        return ReadReferenceType(ref reader, reader.ReadByte(), offset, "malformed reference type");
    }

    private WasmValueType ReadReferenceType(ref ByteReader reader, byte code, int offset, string phrase)
    {
        if (code is 0x63 or 0x64)
        {
            Require(WasmFeatures.TypedFunctionReferences | WasmFeatures.GarbageCollection, phrase, "a typed reference", offset);
            return WasmValueType.Reference(ReadHeapType(ref reader), isNullable: code == 0x63);
        }

        return AbstractHeapType(code, offset) is { } kind
            ? WasmValueType.Reference(new HeapType(kind), isNullable: true)
            : throw new MalformedModuleException($"{phrase} 0x{code:x2}", offset);
    }

    internal HeapType ReadHeapType(ref ByteReader reader)
    {
        // Abstract types are negative numbers of one byte, definitions are indices (specification 5.3.3).
        var offset = reader.Position;
        var index = reader.ReadSigned33();
        if (index >= 0)
        {
            Require(WasmFeatures.TypedFunctionReferences | WasmFeatures.GarbageCollection, "malformed heap type", "a defined type", offset);
            return new HeapType(Resolve((uint)index, offset));
        }

        return reader.Position == offset + 1 && AbstractHeapType((byte)(index & 0x7F), offset) is { } kind
            ? new HeapType(kind)
            : throw new MalformedModuleException($"malformed heap type {index}", offset);
    }

    internal BlockType ReadBlockType(ref ByteReader reader)
    {
        var offset = reader.Position;
        var code = reader.Peek();
        if (code == 0x40)
        {
            _ = reader.ReadByte();
            return default;
        }

        if ((code & 0xC0) == 0x40)
        {
            return new BlockType(null, ReadValueType(ref reader), HasResult: true);
        }

        var index = reader.ReadSigned33();
        if (index < 0)
        {
            throw new MalformedModuleException($"malformed block type {index}", offset);
        }

        Require(WasmFeatures.MultiValue, "malformed block type", "a block with parameters or several results", offset);
        return new BlockType(ResolveFunction((uint)index, offset), default, HasResult: false);
    }

    internal FieldType ReadFieldType(ref ByteReader reader)
    {
        var packed = reader.Peek() switch
        {
            0x78 => PackedKind.I8,
            0x77 => PackedKind.I16,
            _ => PackedKind.None,
        };
        WasmValueType type;
        if (packed == PackedKind.None)
        {
            type = ReadValueType(ref reader);
        }
        else
        {
            type = WasmValueType.I32;
            _ = reader.ReadByte();
        }

        return new FieldType(type, packed, ReadMutability(ref reader));
    }

    internal static bool ReadMutability(ref ByteReader reader)
    {
        var offset = reader.Position;
        var mutability = reader.ReadByte();
        return mutability <= 1 ? mutability == 1 : throw new MalformedModuleException($"malformed mutability 0x{mutability:x2}", offset);
    }

    private HeapTypeKind? AbstractHeapType(byte code, int offset)
    {
        (HeapTypeKind Kind, WasmFeatures Features)? type = code switch
        {
            0x70 => (HeapTypeKind.Func, WasmFeatures.None),
            0x6F => (HeapTypeKind.Extern, WasmFeatures.ReferenceTypes),
            0x6E => (HeapTypeKind.Any, WasmFeatures.GarbageCollection),
            0x6D => (HeapTypeKind.Eq, WasmFeatures.GarbageCollection),
            0x6C => (HeapTypeKind.I31, WasmFeatures.GarbageCollection),
            0x6B => (HeapTypeKind.Struct, WasmFeatures.GarbageCollection),
            0x6A => (HeapTypeKind.Array, WasmFeatures.GarbageCollection),
            0x69 => (HeapTypeKind.Exn, WasmFeatures.Exceptions),
            0x71 => (HeapTypeKind.None, WasmFeatures.GarbageCollection),
            0x72 => (HeapTypeKind.NoExtern, WasmFeatures.GarbageCollection),
            0x73 => (HeapTypeKind.NoFunc, WasmFeatures.GarbageCollection),
            0x74 => (HeapTypeKind.NoExn, WasmFeatures.Exceptions),
            _ => null,
        };
        if (type is { Features: not WasmFeatures.None } found)
        {
            Require(found.Features, "malformed reference type", new HeapType(found.Kind).ToString(), offset);
        }

        return type?.Kind;
    }

    /// <summary>One of the features must be on.</summary>
    private void Require(WasmFeatures features, string phrase, string what, int offset)
    {
        if ((_features & features) == 0)
        {
            throw FeatureErrors.Off(phrase, what, features, offset);
        }
    }
}
