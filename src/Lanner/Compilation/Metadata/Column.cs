namespace Lanner.Compilation.Metadata;

/// <summary>The kind of a cell of a table, which decides how many bytes it takes.</summary>
internal enum Column
{
    /// <summary>A number of 16 bits.</summary>
    UInt16,

    /// <summary>A number of 32 bits.</summary>
    UInt32,

    /// <summary>An offset in the stream of method bodies, or -1; it becomes an address of the image, or 0.</summary>
    BodyOffset,

    /// <summary>An offset in the heap of strings.</summary>
    String,

    /// <summary>An offset in the heap of blobs.</summary>
    Blob,

    /// <summary>A number in the heap of GUIDs, from 1.</summary>
    Guid,

    /// <summary>A row of the table of fields.</summary>
    FieldRow,

    /// <summary>A row of the table of methods.</summary>
    MethodRow,

    /// <summary>A row of the table of parameters.</summary>
    ParameterRow,

    /// <summary>A row of the table of properties.</summary>
    PropertyRow,

    /// <summary>A row of the table of types that are defined here.</summary>
    TypeDefinitionRow,

    /// <summary>An offset in the data of the image; it becomes an address.</summary>
    DataOffset,

    /// <summary>From here on: a token of one of several tables, or 0.</summary>
    TypeDefinitionOrReference,

    /// <summary>The owner of an attribute.</summary>
    AttributeOwner,

    /// <summary>The owner of a member.</summary>
    MemberParent,

    /// <summary>A method of this assembly or of another.</summary>
    MethodDefinitionOrReference,

    /// <summary>The scope that defines a type.</summary>
    ResolutionScope,

    /// <summary>The constructor of an attribute.</summary>
    AttributeConstructor,

    /// <summary>The property that a method belongs to.</summary>
    SemanticsOwner,
}

/// <summary>Indices into one of several tables: the row, and in the lowest bits a tag for the table (ECMA-335 II.24.2.6).</summary>
internal static class CodedIndex
{
    /// <summary>Returns the number of bits of the tag.</summary>
    internal static int TagBits(Column column) => column switch
    {
        Column.MethodDefinitionOrReference or Column.SemanticsOwner => 1,
        Column.TypeDefinitionOrReference or Column.ResolutionScope => 2,
        Column.MemberParent or Column.AttributeConstructor => 3,
        Column.AttributeOwner => 5,
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    /// <summary>The tag of a table, or -1 when the index cannot point there.</summary>
    internal static int Tag(Column column, TableId table) => (column, table) switch
    {
        (Column.TypeDefinitionOrReference, TableId.TypeDefinition) => 0,
        (Column.TypeDefinitionOrReference, TableId.TypeReference) => 1,
        (Column.TypeDefinitionOrReference, TableId.TypeSpecification) => 2,
        (Column.AttributeOwner, TableId.Method) => 0,
        (Column.AttributeOwner, TableId.Field) => 1,
        (Column.AttributeOwner, TableId.TypeReference) => 2,
        (Column.AttributeOwner, TableId.TypeDefinition) => 3,
        (Column.AttributeOwner, TableId.MemberReference) => 6,
        (Column.AttributeOwner, TableId.Module) => 7,
        (Column.AttributeOwner, TableId.StandaloneSignature) => 11,
        (Column.AttributeOwner, TableId.TypeSpecification) => 13,
        (Column.AttributeOwner, TableId.Assembly) => 14,
        (Column.AttributeOwner, TableId.AssemblyReference) => 15,
        (Column.AttributeOwner, TableId.MethodSpecification) => 21,
        (Column.MemberParent, TableId.TypeDefinition) => 0,
        (Column.MemberParent, TableId.TypeReference) => 1,
        (Column.MemberParent, TableId.Method) => 3,
        (Column.MemberParent, TableId.TypeSpecification) => 4,
        (Column.MethodDefinitionOrReference, TableId.Method) => 0,
        (Column.MethodDefinitionOrReference, TableId.MemberReference) => 1,
        (Column.ResolutionScope, TableId.Module) => 0,
        (Column.ResolutionScope, TableId.AssemblyReference) => 2,
        (Column.ResolutionScope, TableId.TypeReference) => 3,
        (Column.SemanticsOwner, TableId.Property) => 1,
        (Column.AttributeConstructor, TableId.Method) => 2,
        (Column.AttributeConstructor, TableId.MemberReference) => 3,
        _ => -1,
    };

    internal static int Encode(Column column, int token) =>
        token == 0 ? 0 : (MetadataToken.Row(token) << TagBits(column)) | Tag(column, MetadataToken.Table(token));
}
