namespace Lanner.Compilation.Metadata;

/// <summary>The amount of metadata that code may refer to, at some time: rows of tables, and bytes of heaps.</summary>
internal readonly record struct MetadataMark(
    int AssemblyReferences,
    int TypeReferences,
    int TypeSpecifications,
    int MemberReferences,
    int MethodSpecifications,
    int StandaloneSignatures,
    int Strings,
    int Blobs)
{
    /// <summary>Tests whether a token was added since. Definitions are never taken back.</summary>
    internal bool IsBefore(int token) => MetadataToken.Row(token) > MetadataToken.Table(token) switch
    {
        TableId.AssemblyReference => AssemblyReferences,
        TableId.TypeReference => TypeReferences,
        TableId.TypeSpecification => TypeSpecifications,
        TableId.MemberReference => MemberReferences,
        TableId.MethodSpecification => MethodSpecifications,
        TableId.StandaloneSignature => StandaloneSignatures,
        _ => int.MaxValue,
    };
}
