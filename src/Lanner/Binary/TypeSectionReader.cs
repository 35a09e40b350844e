using System.Runtime.InteropServices;
using Lanner.Admission;
using Lanner.Structure;

namespace Lanner.Binary;

/// <summary>Reads the type section (specification 5.5.4). Types of a recursion group may refer to each other, so a group is gone over
/// twice: first to make its types, then to fill them in. After that the group becomes canonical, and its types are what the module goes on
/// with.</summary>
internal ref struct TypeSectionReader
{
    private readonly WasmFeatures _features;
    private readonly bool _keepsTypesApart;
    private readonly ModuleAdmission? _admission;
    private readonly List<DefinedType> _types;
    private readonly List<int> _offsets = [];

    /// <summary>The types of the group at hand, and how many supertypes each has.</summary>
    private TypeDeclaration[] _declarations = NoElements<TypeDeclaration>.Array;
    private int[] _depths = [];

    private ByteReader _reader;

    /// <param name="reader">The section.</param>
    /// <param name="features">The features that are on.</param>
    /// <param name="keepsTypesApart">True if equal types are to stay objects of their own.</param>
    /// <param name="admission">Ends the reading when its time is up.</param>
    /// <param name="types">The types before those of the section, to which these are added; in a component, where there can be some.
    /// Null in it is the type of a module.</param>
    internal TypeSectionReader(
        ByteReader reader, WasmFeatures features, bool keepsTypesApart, ModuleAdmission? admission, List<DefinedType>? types = null)
    {
        _types = types ?? [];
        _admission = admission;
        _reader = reader;
        _features = features;
        _keepsTypesApart = keepsTypesApart;
    }

    /// <summary>Reads the whole section. Returns where it ended.</summary>
    internal int Read(out DefinedType[] types, out int[] offsets)
    {
        var groups = _reader.ReadCount(2, ModuleLimits.Types, "types");
        for (var group = 0; group < groups; group++)
        {
            ReadGroup();
        }

        types = [.. _types];
        offsets = [.. _offsets];
        return _reader.Position;
    }

    /// <summary>The position of the next byte.</summary>
    internal readonly int Position => _reader.Position;

    /// <summary>Steps over a group whose indices mean nothing yet.</summary>
    internal void SkipGroup()
    {
        var count = 1;
        if (_reader.Peek() == 0x4E)
        {
            RequireGarbageCollection("a recursive type", _reader.Position);
            _ = _reader.ReadByte();
            count = _reader.ReadCount(2, ModuleLimits.Types, "types in a recursion group");
        }

        for (; count > 0; count--)
        {
            _admission?.Reach(_reader.Position);
            MakeType(ref _reader);
        }
    }

    /// <summary>Reads a type that stands alone, or a recursion group.</summary>
    internal void ReadGroup()
    {
        var offset = _reader.Position;
        var count = 1;
        if (_reader.Peek() == 0x4E)
        {
            RequireGarbageCollection("a recursive type", offset);
            _ = _reader.ReadByte();
            count = _reader.ReadCount(2, ModuleLimits.Types, "types in a recursion group");
        }

        var first = _types.Count;
        if (first + count > ModuleLimits.Types)
        {
            throw ByteReader.TooMany("types", (ulong)first + (ulong)count, ModuleLimits.Types, offset);
        }

        var ahead = _reader;
        for (var index = 0; index < count; index++)
        {
            _admission?.Reach(ahead.Position);
            _offsets.Add(ahead.Position);
            _types.Add(MakeType(ref ahead));
        }

        if (_declarations.Length < count)
        {
            _declarations = new TypeDeclaration[count];
            _depths = new int[count];
        }

        for (var index = 0; index < count; index++)
        {
            _admission?.Reach(_reader.Position);
            _depths[index] = 0;
            _declarations[index] = ReadDeclaration(first, index);
        }

        var declarations = new ReadOnlySpan<TypeDeclaration>(_declarations, 0, count);
        if (_keepsTypesApart)
        {
            TypeRegistry.MakeGroup(declarations);
        }
        else
        {
            TypeRegistry.Canonicalize(declarations, _admission).CopyTo(CollectionsMarshal.AsSpan(_types)[first..]);
        }
    }

    /// <summary>Steps over a type and makes an object for it that has the right number of parameters, results or fields.</summary>
    private readonly DefinedType MakeType(ref ByteReader reader)
    {
        var types = TypeReader.SkippingIndices(_features);
        if (reader.Peek() is 0x50 or 0x4F)
        {
            _ = reader.ReadByte();
            for (var remaining = reader.ReadCount(1, ModuleLimits.Types, "supertypes"); remaining > 0; remaining--)
            {
                _ = reader.ReadUnsigned32();
            }
        }

        var offset = reader.Position;
        var form = reader.ReadByte();
        switch (form)
        {
            case 0x60:
                var parameters = MakeValueTypes(ref reader, types, ModuleLimits.Parameters, "parameters");
                return new FunctionType(parameters, MakeValueTypes(ref reader, types, ModuleLimits.Results, "results"));
            case 0x5F:
                RequireGarbageCollection("a structure type", offset);
                var fields = new FieldType[reader.ReadCount(2, ModuleLimits.Fields, "fields in a structure")];
                for (var remaining = fields.Length; remaining > 0; remaining--)
                {
                    types.ReadFieldType(ref reader);
                }

                return new StructType(fields);
            case 0x5E:
                RequireGarbageCollection("an array type", offset);
                types.ReadFieldType(ref reader);
                return new ArrayType();
            case >= 0x80:
                throw new MalformedModuleException(
                    $"integer representation too long: a form of type has one byte, here is 0x{form:x2}", offset);
            default:
                throw new MalformedModuleException($"malformed definition type 0x{form:x2}", offset);
        }
    }

    private static WasmValueType[] MakeValueTypes(ref ByteReader reader, TypeReader types, int limit, string items)
    {
        var count = reader.ReadCount(1, limit, items);
        for (var remaining = count; remaining > 0; remaining--)
        {
            types.ReadValueType(ref reader);
        }

        return count == 0 ? [] : new WasmValueType[count];
    }

    private TypeDeclaration ReadDeclaration(int first, int index)
    {
        var offset = _reader.Position;
        var types = new TypeReader(CollectionsMarshal.AsSpan(_types), _features);
        var isFinal = true;
        DefinedType? supertype = null;
        if (_reader.Peek() is 0x50 or 0x4F)
        {
            RequireGarbageCollection("a subtype", offset);
            isFinal = _reader.ReadByte() == 0x4F;
            supertype = ReadSupertype(first, index);
        }

        var type = _types[first + index];
        _ = _reader.ReadByte();
        switch (type)
        {
            case FunctionType function:
                FillValueTypes(function.ParameterArray, types);
                FillValueTypes(function.ResultArray, types);
                break;
            case StructType structure:
                _ = _reader.ReadUnsigned32();
                foreach (ref var field in structure.FieldArray.AsSpan())
                {
                    field = types.ReadFieldType(ref _reader);
                }

                break;
            case ArrayType array:
                array.SetElement(types.ReadFieldType(ref _reader));
                break;
            default:
                throw new InvalidOperationException($"{type.GetType()} is not a type of the binary format.");
        }

        return new TypeDeclaration(type, supertype, isFinal);
    }

    private void FillValueTypes(WasmValueType[] values, TypeReader types)
    {
        _ = _reader.ReadUnsigned32();
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = types.ReadValueType(ref _reader);
        }
    }

    private DefinedType? ReadSupertype(int first, int index)
    {
        var offset = _reader.Position;
        var count = _reader.ReadUnsigned32();
        if (count == 0)
        {
            return null;
        }

        if (count > 1)
        {
            throw new InvalidModuleException($"sub type: a type has one supertype at most, here are {count}", offset);
        }

        // A supertype stands before its subtypes (specification 3.2.10), which also keeps the hierarchy free of cycles.
        var super = _reader.ReadUnsigned32();
        if (super >= (uint)(first + index))
        {
            throw new InvalidModuleException(
                $"unknown type {super}: a supertype must be defined before its subtype, which is type {first + index}", offset);
        }

        var supertype = _types[(int)super] ?? throw TypeReader.NotOfModule(super, offset);
        _depths[index] = 1 + (super < (uint)first ? supertype.Depth : _depths[(int)super - first]);
        return _depths[index] <= ModuleLimits.SubtypeDepth
            ? supertype
            : throw ByteReader.TooMany("supertypes above each other", (ulong)_depths[index], ModuleLimits.SubtypeDepth, offset);
    }

    private readonly void RequireGarbageCollection(string what, int offset)
    {
        if (!_features.HasFlag(WasmFeatures.GarbageCollection))
        {
            throw FeatureErrors.Off("malformed definition type", what, WasmFeatures.GarbageCollection, offset);
        }
    }
}
