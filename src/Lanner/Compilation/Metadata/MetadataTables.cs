using System.Reflection;

namespace Lanner.Compilation.Metadata;

/// <summary>The metadata of one assembly being written: tables and heaps (ECMA-335 II.22, II.24.2). Only what Lanner's assemblies consist
/// of is there; rows are added in the order that they shall have, and what is added returns its token.</summary>
internal sealed class MetadataTables
{
    private readonly StringHeap _strings = new();
    private readonly BlobHeap _blobs = new();
    private readonly MetadataTable _modules = new(
        TableId.Module, [Column.UInt16, Column.String, Column.Guid, Column.Guid, Column.Guid]);

    private readonly MetadataTable _typeReferences = new(
        TableId.TypeReference, [Column.ResolutionScope, Column.String, Column.String]);

    private readonly MetadataTable _typeDefinitions = new(
        TableId.TypeDefinition,
        [Column.UInt32, Column.String, Column.String, Column.TypeDefinitionOrReference, Column.FieldRow, Column.MethodRow]);

    private readonly MetadataTable _fields = new(
        TableId.Field, [Column.UInt16, Column.String, Column.Blob]);

    private readonly MetadataTable _methods = new(
        TableId.Method, [Column.BodyOffset, Column.UInt16, Column.UInt16, Column.String, Column.Blob, Column.ParameterRow]);

    private readonly MetadataTable _parameters = new(
        TableId.Parameter, [Column.UInt16, Column.UInt16, Column.String]);

    private readonly MetadataTable _classLayouts = new(
        TableId.ClassLayout, [Column.UInt16, Column.UInt32, Column.TypeDefinitionRow]);

    private readonly MetadataTable _propertyMaps = new(
        TableId.PropertyMap, [Column.TypeDefinitionRow, Column.PropertyRow]);

    private readonly MetadataTable _properties = new(
        TableId.Property, [Column.UInt16, Column.String, Column.Blob]);

    private readonly MetadataTable _methodSemantics = new(
        TableId.MethodSemantics, [Column.UInt16, Column.MethodRow, Column.SemanticsOwner]);

    private readonly MetadataTable _fieldAddresses = new(
        TableId.FieldAddress, [Column.DataOffset, Column.FieldRow]);

    private readonly MetadataTable _memberReferences = new(
        TableId.MemberReference, [Column.MemberParent, Column.String, Column.Blob]);

    private readonly MetadataTable _attributes = new(
        TableId.CustomAttribute, [Column.AttributeOwner, Column.AttributeConstructor, Column.Blob]);

    private readonly MetadataTable _standaloneSignatures = new(
        TableId.StandaloneSignature, [Column.Blob]);

    private readonly MetadataTable _typeSpecifications = new(
        TableId.TypeSpecification, [Column.Blob]);

    private readonly MetadataTable _assemblies = new(
        TableId.Assembly,
        [Column.UInt32, Column.UInt16, Column.UInt16, Column.UInt16, Column.UInt16, Column.UInt32, Column.Blob, Column.String,
            Column.String]);

    private readonly MetadataTable _assemblyReferences = new(
        TableId.AssemblyReference,
        [Column.UInt16, Column.UInt16, Column.UInt16, Column.UInt16, Column.UInt32, Column.Blob,
            Column.String, Column.String, Column.Blob]);

    private readonly MetadataTable _methodSpecifications = new(
        TableId.MethodSpecification, [Column.MethodDefinitionOrReference, Column.Blob]);

    /// <summary>All tables by their numbers; null where nothing is ever written.</summary>
    private readonly MetadataTable?[] _tables = new MetadataTable?[64];

    internal MetadataTables()
    {
        Register(_modules);
        Register(_typeReferences);
        Register(_typeDefinitions);
        Register(_fields);
        Register(_methods);
        Register(_parameters);
        Register(_classLayouts);
        Register(_propertyMaps);
        Register(_properties);
        Register(_methodSemantics);
        Register(_fieldAddresses);
        Register(_memberReferences);
        Register(_attributes);
        Register(_standaloneSignatures);
        Register(_typeSpecifications);
        Register(_assemblies);
        Register(_assemblyReferences);
        Register(_methodSpecifications);

        void Register(MetadataTable table) => _tables[(int)table.Id] = table;
    }

    internal ByteBuffer Strings => _strings.Bytes;

    internal ByteBuffer Blobs => _blobs.Bytes;

    internal int FieldCount => _fields.RowCount;

    internal int MethodCount => _methods.RowCount;

    internal int TypeDefinitionCount => _typeDefinitions.RowCount;

    /// <summary>The bytes that are the values of fields.</summary>
    internal ByteBuffer Data { get; } = new();

    /// <summary>The amount of all that code refers to.</summary>
    internal MetadataMark Mark() => new(
        _assemblyReferences.RowCount,
        _typeReferences.RowCount,
        _typeSpecifications.RowCount,
        _memberReferences.RowCount,
        _methodSpecifications.RowCount,
        _standaloneSignatures.RowCount,
        Strings.Length,
        Blobs.Length);

    /// <summary>Takes back what code refers to and has been added since, if nothing that stays refers to it.</summary>
    internal void TakeBack(in MetadataMark mark)
    {
        _assemblyReferences.TakeBack(mark.AssemblyReferences);
        _typeReferences.TakeBack(mark.TypeReferences);
        _typeSpecifications.TakeBack(mark.TypeSpecifications);
        _memberReferences.TakeBack(mark.MemberReferences);
        _methodSpecifications.TakeBack(mark.MethodSpecifications);
        _standaloneSignatures.TakeBack(mark.StandaloneSignatures);
        _strings.TakeBack(mark.Strings);
        _blobs.TakeBack(mark.Blobs);
    }

    /// <summary>The table of a number, or null when it has no rows.</summary>
    internal MetadataTable? Table(int number) => _tables[number] is { RowCount: > 0 } table ? table : null;

    /// <summary>The offset of a name, for what is found by names.</summary>
    internal int NameOf(string name) => _strings.Add(name);

    /// <summary>The offset of a signature or of other bytes.</summary>
    internal int BlobOf(ReadOnlySpan<byte> blob) => _blobs.Add(blob);

    internal int BlobOf(Signature signature) => _blobs.Add(signature.Bytes);

    /// <summary>A number that no other assembly has; empty where nobody asks for it.</summary>
    internal Guid ModuleVersionId { get; set; }

    /// <summary>Adds the row of the module. Its version is the only one in the heap of GUIDs.</summary>
    internal void AddModule(string name) => _modules.Row().Cell(0).Cell(_strings.Add(name)).Cell(1).Cell(0).Cell(0);

    internal int AddAssembly(string name) =>
        _assemblies.Row().Cell(0).Cell(0).Cell(0).Cell(0).Cell(0).Cell(0).Cell(0).Cell(_strings.Add(name)).Cell(0).LastToken;

    /// <summary>Refers to an assembly.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version; null for 0.0.0.0.</param>
    /// <param name="publicKeyToken">The token of its public key; empty when it has none.</param>
    internal int AddAssemblyReference(string name, Version? version, ReadOnlySpan<byte> publicKeyToken) => _assemblyReferences.Row()
        .Cell(PartOf(version?.Major))
        .Cell(PartOf(version?.Minor))
        .Cell(PartOf(version?.Build))
        .Cell(PartOf(version?.Revision))
        .Cell(0)
        .Cell(_blobs.Add(publicKeyToken))
        .Cell(_strings.Add(name))
        .Cell(0)
        .Cell(0)
        .LastToken;

    /// <summary>Refers to a type of another assembly, or to one that is nested in another type.</summary>
    internal int AddTypeReference(int scope, string? typeNamespace, string name) =>
        _typeReferences.Row().Cell(scope).Cell(_strings.Add(name)).Cell(_strings.Add(typeNamespace ?? "")).LastToken;

    /// <summary>Adds a type, which has the fields and methods from given rows on up to those of the next type.</summary>
    internal int AddTypeDefinition(
        TypeAttributes attributes, string name, int baseType, int firstField, int firstMethod, string typeNamespace = "") =>
        _typeDefinitions.Row()
        .Cell((int)attributes)
        .Cell(_strings.Add(name))
        .Cell(_strings.Add(typeNamespace))
        .Cell(baseType)
        .Cell(firstField)
        .Cell(firstMethod)
        .LastToken;

    internal int AddField(FieldAttributes attributes, string name, int signature) =>
        _fields.Row().Cell((int)attributes).Cell(_strings.Add(name)).Cell(signature).LastToken;

    /// <summary>Gives the type of a token a size, with nothing in it that has a place.</summary>
    internal void AddSize(int type, int bytes) => _classLayouts.Row().Cell(1).Cell(bytes).Cell(MetadataToken.Row(type));

    /// <summary>Gives the field that was added last a value: bytes that are behind those of other fields.</summary>
    internal void AddValue(ReadOnlySpan<byte> value)
    {
        // Whatever is read from there is as aligned as anything can be.
        Data.Align(16);
        _fieldAddresses.Row().Cell(Data.Length).Cell(FieldCount);
        Data.Write(value);
    }

    /// <summary>Adds a method.</summary>
    /// <param name="attributes">The attributes of the method.</param>
    /// <param name="implementation">The implementation attributes, which tell the JIT how to treat it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="body">The offset of its body among the bodies; -1 when it has none.</param>
    internal int AddMethod(MethodAttributes attributes, MethodImplAttributes implementation, string name, int signature, int body) =>
        _methods.Row()
        .Cell(body)
        .Cell((int)implementation)
        .Cell((int)attributes)
        .Cell(_strings.Add(name))
        .Cell(signature)
        .Cell(_parameters.RowCount + 1)
        .LastToken;

    /// <summary>Names a parameter of the method that was added last, in their order.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="name">Its name.</param>
    internal void AddParameter(int number, string name) => _parameters.Row().Cell(0).Cell(number).Cell(_strings.Add(name));

    /// <summary>Begins the properties of a type, which are those that are added from now on.</summary>
    internal void AddPropertyMap(int type) => _propertyMaps.Row().Cell(MetadataToken.Row(type)).Cell(_properties.RowCount + 1);

    /// <summary>Adds a property.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="getter">The method that gets it.</param>
    /// <param name="setter">The method that sets it; 0 when there is none.</param>
    internal void AddProperty(string name, int signature, int getter, int setter)
    {
        const int isSetter = 1, isGetter = 2;
        var property = _properties.Row().Cell(0).Cell(_strings.Add(name)).Cell(signature).LastToken;
        _methodSemantics.Row().Cell(isGetter).Cell(MetadataToken.Row(getter)).Cell(property);
        if (setter != 0)
        {
            _methodSemantics.Row().Cell(isSetter).Cell(MetadataToken.Row(setter)).Cell(property);
        }
    }

    /// <summary>Refers to a member by the offset of its name.</summary>
    internal int AddMemberReference(int parent, int name, int signature) =>
        _memberReferences.Row().Cell(parent).Cell(name).Cell(signature).LastToken;

    /// <summary>Adds an attribute. Attributes of an assembly have to be added before those of others, were there any (ECMA-335
    /// II.22.10).</summary>
    internal void AddAttribute(int owner, int constructor, ReadOnlySpan<byte> value) =>
        _attributes.Row().Cell(owner).Cell(constructor).Cell(_blobs.Add(value));

    internal int AddStandaloneSignature(int signature) => _standaloneSignatures.Row().Cell(signature).LastToken;

    internal int AddTypeSpecification(int signature) => _typeSpecifications.Row().Cell(signature).LastToken;

    internal int AddMethodSpecification(int method, int signature) => _methodSpecifications.Row().Cell(method).Cell(signature).LastToken;

    private static int PartOf(int? version) => Math.Max(version ?? 0, 0);
}
