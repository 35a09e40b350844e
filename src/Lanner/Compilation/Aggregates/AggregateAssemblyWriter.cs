using System.Reflection;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Metadata;
using Lanner.Runtime;

namespace Lanner.Compilation.Aggregates;

/// <summary>Writes an assembly of classes for the structure and array types of a recursion group; <see cref="AggregateClass"/> describes
/// them. Equal groups have equal assemblies, in every process.</summary>
internal sealed class AggregateAssemblyWriter
{
    /// <summary>Constructors with more parameters gain nothing: the values would go through the stack.</summary>
    private const int MaximumParameters = 16;

    private readonly DefinedType[] _types;
    private readonly MetadataWriter _metadata = new();
    private readonly MethodBodies _bodies = new();

    /// <summary>The tokens of the fields of each structure, with those that it inherits.</summary>
    private readonly Dictionary<DefinedType, int[]> _fields = [];

    private readonly Dictionary<DefinedType, int> _tokens = [];

    /// <summary>Of each type, the tokens of its class and of the first field that is its own.</summary>
    private readonly List<(int Class, int FirstField)> _definitions = [];

    internal AggregateAssemblyWriter(string name, DefinedType[] types)
    {
        _types = types;
        AssemblyManifest.Add(_metadata, name, [AssemblyManifest.EngineAssembly]);
    }

    internal IReadOnlyList<(int Class, int FirstField)> Definitions => _definitions;

    internal byte[] Write()
    {
        foreach (var type in _types)
        {
            if (type is StructType structure)
            {
                AddStructure(structure, EmittedNames.Aggregate(type.GroupIndex));
            }
            else
            {
                AddElement(((ArrayType)type).Element, EmittedNames.Aggregate(type.GroupIndex));
            }
        }

        return PortableExecutable.Write(_metadata.Tables, _bodies);
    }

    private void AddStructure(StructType type, string name)
    {
        var fields = new int[type.FieldArray.Length];
        var inherited = InheritedFields(type.Supertype);
        inherited.CopyTo(fields, 0);
        var firstField = _metadata.Tables.FieldCount + 1;
        for (var index = inherited.Length; index < fields.Length; index++)
        {
            fields[index] = AddField(type.FieldArray[index], index);
        }

        _fields.Add(type, fields);
        var firstMethod = _metadata.Tables.MethodCount + 1;
        AddConstructor([], []);
        if (fields.Length is > 0 and <= MaximumParameters)
        {
            AddConstructor(type.FieldArray, fields);
        }

        var token = _metadata.Tables.AddTypeDefinition(
            TypeAttributes.Public | TypeAttributes.BeforeFieldInit | (type.IsFinal ? TypeAttributes.Sealed : 0),
            name,
            BaseOf(type.Supertype),
            firstField,
            firstMethod);
        _tokens.Add(type, token);
        _definitions.Add((token, MetadataToken.Of(TableId.Field, firstField)));
    }

    private void AddElement(FieldType element, string name)
    {
        var field = AddField(element, 0);
        var token = _metadata.Tables.AddTypeDefinition(
            TypeAttributes.Public | TypeAttributes.SequentialLayout | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit,
            name,
            _metadata.TypeOf(typeof(ValueType)),
            _metadata.Tables.FieldCount,
            _metadata.Tables.MethodCount + 1);
        _definitions.Add((token, field));
    }

    private int[] InheritedFields(DefinedType? supertype)
    {
        if (supertype is null)
        {
            return [];
        }

        return _fields.TryGetValue(supertype, out var fields)
            ? fields
            : Array.ConvertAll(AggregateClasses.Bind(supertype).Fields, _metadata.FieldOf);
    }

    private int BaseOf(DefinedType? supertype)
    {
        if (supertype is null)
        {
            return _metadata.TypeOf(typeof(GuestStructure));
        }

        return _tokens.TryGetValue(supertype, out var token) ? token : _metadata.TypeOf(AggregateClasses.Bind(supertype).Type);
    }

    private int AddField(FieldType field, int index) =>
        _metadata.Tables.AddField(FieldAttributes.Public, EmittedNames.Field(index), _metadata.FieldSignature(ClrTypes.Of(field)));

    /// <summary>A constructor that assigns fields and does nothing else: the classes above have nothing to do, and the JIT makes a few
    /// stores of it.</summary>
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
        var signature = Signature.OfMethod(types.Length, isInstance: true).Add(ElementType.Void);
        foreach (var type in types)
        {
            _metadata.Encode(signature, ClrTypes.Of(type));
        }

        var body = il.Finish();
        _metadata.Tables.AddMethod(
            MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName,
            MethodImplAttributes.IL | MethodImplAttributes.AggressiveInlining,
            ".ctor",
            _metadata.Tables.BlobOf(signature),
            _bodies.Add(body.Code, body.Handlers, body.MaximumStack, locals: 0, clearsLocals: false));
    }
}
