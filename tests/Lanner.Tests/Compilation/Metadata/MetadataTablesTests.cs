using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Lanner.Compilation.Metadata;

namespace Lanner.Tests.Compilation.Metadata;

/// <summary>The tables that are written can be read by .NET's own reader.</summary>
public sealed class MetadataTablesTests
{
    [Fact]
    public void Every_table_is_read_as_it_was_written()
    {
        var assembly = new WrittenAssembly("Guest");
        var tables = assembly.Tables;
        var runtime = tables.AddAssemblyReference("System.Runtime", new Version(10, 1, 2, 3), [1, 2, 3, 4, 5, 6, 7, 8]);
        var outer = tables.AddTypeReference(runtime, "System", "Outer");
        var inner = tables.AddTypeReference(outer, null, "Inner");
        var method = tables.AddMemberReference(
            inner, tables.NameOf("Call"), tables.BlobOf(Signature.OfMethod(0, genericParameterCount: 1).Add(ElementType.Void)));
        tables.AddMethodSpecification(method, tables.BlobOf(Signature.OfMethodArguments(1).Add(ElementType.Int32)));
        tables.AddTypeSpecification(tables.BlobOf(new Signature().Add(ElementType.Array).Add(ElementType.Int64)));
        tables.AddStandaloneSignature(tables.BlobOf(Signature.OfLocals(1).Add(ElementType.Double)));
        tables.AddField(FieldAttributes.Public, "field", tables.BlobOf(Signature.OfField().Add(ElementType.Single)));
        tables.AddTypeDefinition(TypeAttributes.Public | TypeAttributes.Sealed, "Type", inner, firstField: 1, firstMethod: 1);
        tables.AddMethod(
            MethodAttributes.Public | MethodAttributes.Static, MethodImplAttributes.NoInlining, "method",
            tables.BlobOf(Signature.OfMethod(1).Add(ElementType.Void).Add(ElementType.Class).Type(inner)), assembly.EmptyBody());
        tables.AddAttribute(assembly.Manifest, method, [1, 0, 0, 0]);

        using var image = assembly.Read();
        var reader = image.GetMetadataReader();

        Assert.Equal("Guest.dll", reader.GetString(reader.GetModuleDefinition().Name));
        Assert.Equal("Guest", reader.GetString(reader.GetAssemblyDefinition().Name));
        var reference = reader.GetAssemblyReference(Assert.Single(reader.AssemblyReferences));
        Assert.Equal(("System.Runtime", new Version(10, 1, 2, 3)), (reader.GetString(reference.Name), reference.Version));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], reader.GetBlobBytes(reference.PublicKeyOrToken));
        Assert.Equal(
            [("System", "Outer", HandleKind.AssemblyReference), ("", "Inner", HandleKind.TypeReference)],
            reader.TypeReferences.Select(reader.GetTypeReference)
                .Select(type => (reader.GetString(type.Namespace), reader.GetString(type.Name), type.ResolutionScope.Kind)));
        var member = reader.GetMemberReference(Assert.Single(reader.MemberReferences));
        Assert.Equal(("Call", MetadataTokens.EntityHandle(inner)), (reader.GetString(member.Name), member.Parent));
        var specification = reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(1));
        Assert.Equal(MetadataTokens.EntityHandle(method), specification.Method);
        Assert.Equal([0x0A, 1, 0x08], reader.GetBlobBytes(specification.Signature));
        Assert.Equal([0x1D, 0x0A], reader.GetBlobBytes(reader.GetTypeSpecification(MetadataTokens.TypeSpecificationHandle(1)).Signature));
        Assert.Equal(
            [0x07, 1, 0x0D], reader.GetBlobBytes(reader.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(1)).Signature));
        var type = reader.GetTypeDefinition(MetadataTokens.TypeDefinitionHandle(2));
        Assert.Equal(("Type", MetadataTokens.EntityHandle(inner)), (reader.GetString(type.Name), type.BaseType));
        Assert.Equal(TypeAttributes.Public | TypeAttributes.Sealed, type.Attributes);
        Assert.Equal("field", reader.GetString(reader.GetFieldDefinition(Assert.Single(type.GetFields())).Name));
        var definition = reader.GetMethodDefinition(Assert.Single(type.GetMethods()));
        Assert.Equal(("method", MethodImplAttributes.NoInlining), (reader.GetString(definition.Name), definition.ImplAttributes));
        Assert.Equal([0x00, 1, 0x01, 0x12, (byte)((2 << 2) | 1)], reader.GetBlobBytes(definition.Signature));
        var attribute = reader.GetCustomAttribute(Assert.Single(reader.GetAssemblyDefinition().GetCustomAttributes()));
        Assert.Equal((MetadataTokens.EntityHandle(method), EntityHandle.AssemblyDefinition), (attribute.Constructor, attribute.Parent));
        Assert.Equal([1, 0, 0, 0], reader.GetBlobBytes(attribute.Value));
    }

    /// <summary>The numbers of rows at which the indices of some column take four bytes: tags of 5, 3, 2, 1 and 0 bits leave as many
    /// others.</summary>
    [Theory]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(32767)]
    [InlineData(32768)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(70000)]
    public void Indices_are_as_wide_as_their_tables_want(int count)
    {
        var assembly = new WrittenAssembly("Guest");
        var tables = assembly.Tables;
        var runtime = tables.AddAssemblyReference("System.Runtime", null, []);
        var signature = tables.BlobOf(Signature.OfMethod(0).Add(ElementType.Void));
        var fieldSignature = tables.BlobOf(Signature.OfField().Add(ElementType.Int32));
        var body = assembly.EmptyBody();
        tables.AddTypeDefinition(TypeAttributes.Public, "All", baseType: 0, firstField: 1, firstMethod: 1);
        for (var index = 0; index < count; index++)
        {
            var scope = index == 0 ? runtime : MetadataToken.Of(TableId.TypeReference, index);
            var type = tables.AddTypeReference(scope, null, $"T{index % 10}");
            tables.AddMemberReference(type, tables.NameOf($"M{index}"), signature);
            tables.AddMethodSpecification(MetadataToken.Of(TableId.MemberReference, index + 1), signature);
            tables.AddField(FieldAttributes.Public, "f", fieldSignature);
            tables.AddMethod(MethodAttributes.Public | MethodAttributes.Static, default, $"M{index}", signature, body);
        }

        tables.AddTypeDefinition(
            TypeAttributes.Public, "Last", MetadataToken.Of(TableId.TypeReference, count), firstField: count, firstMethod: count);
        tables.AddAttribute(assembly.Manifest, MetadataToken.Of(TableId.MemberReference, count), [1, 0, 0, 0]);

        using var image = assembly.Read();
        var reader = image.GetMetadataReader();

        Assert.Equal(count, reader.MethodDefinitions.Count);
        Assert.Equal(count, reader.FieldDefinitions.Count);
        for (var row = 1; row <= count; row++)
        {
            var type = reader.GetTypeReference(MetadataTokens.TypeReferenceHandle(row));
            Assert.Equal(
                row == 1 ? MetadataTokens.EntityHandle(runtime) : MetadataTokens.TypeReferenceHandle(row - 1), type.ResolutionScope);
            var member = reader.GetMemberReference(MetadataTokens.MemberReferenceHandle(row));
            Assert.Equal(MetadataTokens.TypeReferenceHandle(row), member.Parent);
            Assert.True(reader.StringComparer.Equals(member.Name, $"M{row - 1}"));
            Assert.Equal(
                MetadataTokens.MemberReferenceHandle(row),
                reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row)).Method);
            Assert.Equal(
                MetadataTokens.GetHeapOffset(member.Name),
                MetadataTokens.GetHeapOffset(reader.GetMethodDefinition(MetadataTokens.MethodDefinitionHandle(row)).Name));
        }

        var all = reader.GetTypeDefinition(MetadataTokens.TypeDefinitionHandle(2));
        var last = reader.GetTypeDefinition(MetadataTokens.TypeDefinitionHandle(3));
        Assert.Equal((count - 1, count - 1), (all.GetFields().Count, all.GetMethods().Count));
        Assert.Equal((1, 1), (last.GetFields().Count, last.GetMethods().Count));
        Assert.Equal(MetadataTokens.TypeReferenceHandle(count), last.BaseType);
        Assert.Equal(
            MetadataTokens.MemberReferenceHandle(count), reader.GetCustomAttribute(Assert.Single(reader.CustomAttributes)).Constructor);
    }

    [Theory]
    [InlineData(65_000)]
    [InlineData(66_000)]
    [InlineData(3_000_000)]
    public void Heaps_may_be_larger_than_two_bytes_tell(int size)
    {
        var assembly = new WrittenAssembly("Guest");
        var tables = assembly.Tables;
        var names = Enumerable.Range(0, size / 1000).Select(index => new string((char)('a' + (index % 26)), 990) + index).ToList();
        var blobs = Enumerable.Range(0, size / 1000).Select(index => Enumerable.Repeat((byte)index, 990 + (index % 9)).ToArray()).ToList();
        foreach (var (name, blob) in names.Zip(blobs))
        {
            tables.AddField(FieldAttributes.Public, name, tables.BlobOf(blob));
        }

        using var image = assembly.Read();
        var reader = image.GetMetadataReader();

        Assert.Equal(names, reader.FieldDefinitions.Select(field => reader.GetString(reader.GetFieldDefinition(field).Name)));
        Assert.Equal(blobs, reader.FieldDefinitions.Select(field => reader.GetBlobBytes(reader.GetFieldDefinition(field).Signature)));
    }

    [Fact]
    public void A_blob_of_any_length_is_in_its_heap_once()
    {
        var assembly = new WrittenAssembly("Guest");
        int[] lengths = [1, 2, 126, 127, 128, 129, 255, 256, 16382, 16383, 16384, 16385, 100_000];
        var first = Array.ConvertAll(lengths, length => assembly.Tables.BlobOf(new byte[length]));
        var again = Array.ConvertAll(lengths, length => assembly.Tables.BlobOf(new byte[length]));
        foreach (var blob in first)
        {
            assembly.Tables.AddStandaloneSignature(blob);
        }

        using var image = assembly.Read();
        var reader = image.GetMetadataReader();

        Assert.Equal(first, again);
        Assert.Equal(lengths, Enumerable.Range(1, lengths.Length)
            .Select(
                row => reader.GetBlobBytes(reader.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row)).Signature).Length));
        Assert.Equal(0, assembly.Tables.BlobOf([]));
    }

    [Fact]
    public void A_name_is_in_its_heap_once_and_in_utf8()
    {
        var tables = new WrittenAssembly("Guest").Tables;

        var name = tables.NameOf("größe λ 😀");

        Assert.Equal(name, tables.NameOf("größe λ 😀"));
        Assert.Equal("größe λ 😀\0"u8, tables.Strings.Written[name..]);
        Assert.Equal(0, tables.NameOf(""));
    }

    [Fact]
    public void Tokens_are_found_by_two_numbers()
    {
        var map = new TokenMap();
        var expected = new Dictionary<(int, int), int>();
        for (var index = 1; index <= 20_000; index++)
        {
            var key = (index % 7, index * -31);
            Assert.Equal(0, map.Find(key.Item1, key.Item2));
            map.Add(key.Item1, key.Item2, index);
            expected.Add(key, index);
        }

        Assert.All(expected, pair => Assert.Equal(pair.Value, map.Find(pair.Key.Item1, pair.Key.Item2)));
    }

    [Fact]
    public void What_does_not_fit_is_a_declared_error()
    {
        var table = new MetadataTable(TableId.StandaloneSignature, [Column.Blob]);
        for (var row = 0; row < ImageLimits.Rows; row++)
        {
            table.Row().Cell(1);
        }

        Assert.Contains("more than 16777215 rows", Assert.Throws<ResourceLimitException>(table.Row).Message, StringComparison.Ordinal);
        Assert.Throws<ResourceLimitException>(() => new ByteBuffer().WriteCompressed(0x20000000));
        var buffer = new ByteBuffer();
        buffer.WriteByte(1);
        Assert.Throws<ResourceLimitException>(() => buffer.Extend(Array.MaxLength));
    }

    /// <summary>The index would be 65,536, and two bytes do not hold it, but the number of rows says that the column has two.</summary>
    [Fact]
    public void A_type_without_fields_behind_65535_of_them_is_a_declared_error()
    {
        var assembly = new WrittenAssembly("Guest");
        var signature = assembly.Tables.BlobOf(Signature.OfField().Add(ElementType.Int32));
        for (var row = 0; row < ushort.MaxValue; row++)
        {
            assembly.Tables.AddField(FieldAttributes.Public, "f", signature);
        }

        assembly.Tables.AddTypeDefinition(default, "Type", 0, ushort.MaxValue + 1, 1);

        Assert.Throws<ResourceLimitException>(assembly.Read);
    }
}
