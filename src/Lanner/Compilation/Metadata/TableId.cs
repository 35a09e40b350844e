namespace Lanner.Compilation.Metadata;

/// <summary>The tables of metadata that are written, by their numbers (ECMA-335 II.22).</summary>
internal enum TableId
{
    Module = 0x00,
    TypeReference = 0x01,
    TypeDefinition = 0x02,
    Field = 0x04,
    Method = 0x06,
    Parameter = 0x08,
    MemberReference = 0x0A,
    CustomAttribute = 0x0C,
    ClassLayout = 0x0F,
    StandaloneSignature = 0x11,
    PropertyMap = 0x15,
    Property = 0x17,
    MethodSemantics = 0x18,
    TypeSpecification = 0x1B,
    FieldAddress = 0x1D,
    Assembly = 0x20,
    AssemblyReference = 0x23,
    MethodSpecification = 0x2B,
}

/// <summary>Tokens: a table in the upper eight bits, a row number from 1 in the others (ECMA-335 III.1.9).</summary>
internal static class MetadataToken
{
    internal static int Of(TableId table, int row) => ((int)table << 24) | row;

    internal static TableId Table(int token) => (TableId)(token >>> 24);

    internal static int Row(int token) => token & ImageLimits.Rows;
}
