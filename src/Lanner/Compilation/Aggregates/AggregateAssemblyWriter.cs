using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Lanner.Compilation.Emission;
using Lanner.Runtime;

namespace Lanner.Compilation.Aggregates;

/// <summary>Writes an assembly of classes for structure and array types; <see cref="AggregateClass"/> says what they look like.</summary>
internal sealed class AggregateAssemblyWriter
{
    /// <summary>Constructors with more parameters gain nothing: the values would go through the stack.</summary>
    private const int MaximumParameters = 16;

    private readonly DefinedType[] _types;
    private readonly MetadataWriter _metadata = new();
    private readonly MethodBodyStreamEncoder _bodies = new(new BlobBuilder());

    /// <summary>The tokens of the fields of each structure, with those that it inherits.</summary>
    private readonly Dictionary<DefinedType, int[]> _fields = [];

    private readonly Dictionary<DefinedType, TypeDefinitionHandle> _handles = [];
    private int _fieldCount;
    private int _methodCount;

    internal AggregateAssemblyWriter(string name, DefinedType[] types)
    {
        _types = types;
        AssemblyWriter.AddManifest(_metadata, name);
    }

    internal byte[] Write()
    {
        for (var index = 0; index < _types.Length; index++)
        {
            if (_types[index] is StructType structure)
            {
                AddStructure(structure, EmittedNames.Aggregate(index));
            }
            else
            {
                AddElement(((ArrayType)_types[index]).Element, EmittedNames.Aggregate(index));
            }
        }

        var image = new BlobBuilder();
        new ManagedPEBuilder(
            PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(_metadata.Builder), _bodies.Builder, deterministicIdProvider: _ => default).Serialize(image);
        return image.ToArray();
    }

    private void AddStructure(StructType type, string name)
    {
        var fields = new int[type.FieldArray.Length];
        var inherited = InheritedFields(type.Supertype);
        inherited.CopyTo(fields, 0);
        var firstField = MetadataTokens.FieldDefinitionHandle(_fieldCount + 1);
        for (var index = inherited.Length; index < fields.Length; index++)
        {
            fields[index] = MetadataTokens.GetToken(AddField(type.FieldArray[index], index));
        }

        _fields.Add(type, fields);
        var firstMethod = MetadataTokens.MethodDefinitionHandle(_methodCount + 1);
        AddConstructor([], []);
        if (fields.Length is > 0 and <= MaximumParameters)
        {
            AddConstructor(type.FieldArray, fields);
        }

        _handles.Add(type, _metadata.Builder.AddTypeDefinition(
            TypeAttributes.Public | TypeAttributes.BeforeFieldInit | (type.IsFinal ? TypeAttributes.Sealed : 0),
            default,
            _metadata.Builder.GetOrAddString(name),
            BaseOf(type.Supertype),
            firstField,
            firstMethod));
    }

    private void AddElement(FieldType element, string name)
    {
        var field = AddField(element, 0);
        _metadata.Builder.AddTypeDefinition(
            TypeAttributes.Public | TypeAttributes.SequentialLayout | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit,
            default,
            _metadata.Builder.GetOrAddString(name),
            _metadata.TypeOf(typeof(ValueType)),
            field,
            MetadataTokens.MethodDefinitionHandle(_methodCount + 1));
    }

    private int[] InheritedFields(DefinedType? supertype)
    {
        if (supertype is null)
        {
            return [];
        }

        return _fields.TryGetValue(supertype, out var fields) ? fields : Array.ConvertAll(AggregateClasses.Bind(supertype).Fields, _metadata.FieldOf);
    }

    private EntityHandle BaseOf(DefinedType? supertype)
    {
        if (supertype is null)
        {
            return _metadata.TypeOf(typeof(GuestStructure));
        }

        return _handles.TryGetValue(supertype, out var handle) ? handle : _metadata.TypeOf(AggregateClasses.Bind(supertype).Type);
    }

    private FieldDefinitionHandle AddField(FieldType field, int index)
    {
        _fieldCount++;
        return _metadata.Builder.AddFieldDefinition(
            FieldAttributes.Public, _metadata.Builder.GetOrAddString(EmittedNames.Field(index)), _metadata.FieldSignature(ClrTypes.Of(field)));
    }

    /// <summary>A constructor that assigns fields and does nothing else: the classes above have nothing to do, and the JIT makes a few stores of it.</summary>
    private void AddConstructor(FieldType[] types, int[] fields)
    {
        var il = new IlWriter();
        for (var index = 0; index < fields.Length; index++)
        {
            il.EmitLoadArgument(0);
            il.EmitLoadArgument(index + 1);
            il.EmitToken(ILOpCode.Stfld, fields[index]);
        }

        il.Emit(ILOpCode.Ret);
        var code = il.Finish().Code;
        var body = _bodies.AddMethodBody(code.Length, maxStack: 2);
        new BlobWriter(body.Instructions).WriteBytes(code);

        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature(isInstanceMethod: true).Parameters(
            types.Length,
            result => result.Void(),
            parameters =>
            {
                foreach (var type in types)
                {
                    _metadata.Encode(parameters.AddParameter().Type(), ClrTypes.Of(type));
                }
            });
        _methodCount++;
        _metadata.Builder.AddMethodDefinition(
            MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName,
            MethodImplAttributes.IL | MethodImplAttributes.AggressiveInlining,
            _metadata.Builder.GetOrAddString(".ctor"),
            _metadata.Builder.GetOrAddBlob(signature),
            body.Offset,
            MetadataTokens.ParameterHandle(1));
    }
}
