using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Lanner.Compilation.Metadata;
using ILOpCode = Lanner.Compilation.Metadata.ILOpCode;

namespace Lanner.Tests.Compilation.Metadata;

/// <summary>Method bodies and the image around them.</summary>
public sealed class PortableExecutableTests
{
    private const MethodAttributes PublicStatic = MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig;

    [Fact]
    public void The_headers_are_those_that_dotnet_itself_writes()
    {
        var builder = new MetadataBuilder();
        builder.AddModule(0, builder.GetOrAddString("Guest.dll"), default, default, default);
        builder.AddAssembly(builder.GetOrAddString("Guest"), new Version(0, 0, 0, 0), default, default, default, default);
        builder.AddTypeDefinition(
            default, default, builder.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1),
            MetadataTokens.MethodDefinitionHandle(1));
        var bytes = new BlobBuilder();
        new ManagedPEBuilder(
            PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(builder), new BlobBuilder(),
            deterministicIdProvider: _ => default).Serialize(bytes);
        using var expected = new PEReader(new MemoryStream(bytes.ToArray()));

        using var image = new WrittenAssembly("Guest").Read();

        var (wanted, written) = (expected.PEHeaders, image.PEHeaders);
        Assert.Equal(
            (wanted.CoffHeader.Machine, wanted.CoffHeader.Characteristics),
            (written.CoffHeader.Machine, written.CoffHeader.Characteristics & ~Characteristics.Bit32Machine));
        Assert.Equal(wanted.CorHeader!.Flags, written.CorHeader!.Flags);
        Assert.Equal(
            (wanted.CorHeader.MajorRuntimeVersion, wanted.CorHeader.MinorRuntimeVersion),
            (written.CorHeader.MajorRuntimeVersion, written.CorHeader.MinorRuntimeVersion));
        foreach (var property in typeof(PEHeader).GetProperties()
            .Where(property => !property.Name.EndsWith("TableDirectory", StringComparison.Ordinal)))
        {
            // The linker's version, and what follows from how long the metadata is.
            if (property.Name is not (nameof(PEHeader.AddressOfEntryPoint) or nameof(PEHeader.SizeOfCode) or nameof(PEHeader.CheckSum)))
            {
                Assert.True(
                    Equals(property.GetValue(wanted.PEHeader), property.GetValue(written.PEHeader)),
                    $"{property.Name}: {property.GetValue(wanted.PEHeader)}, {property.GetValue(written.PEHeader)}");
            }
        }

        Assert.Equal(
            wanted.SectionHeaders.Select(section => (section.Name, section.VirtualAddress, section.SectionCharacteristics)),
            written.SectionHeaders.Select(section => (section.Name, section.VirtualAddress, section.SectionCharacteristics)));
        Assert.Equal(wanted.PEHeader!.ImportAddressTableDirectory, written.PEHeader!.ImportAddressTableDirectory);
        Assert.Equal(wanted.PEHeader.BaseRelocationTableDirectory, written.PEHeader.BaseRelocationTableDirectory);
    }

    /// <summary>Lengths, stacks and locals at which the header of a body becomes a large one (ECMA-335 II.25.4.2).</summary>
    [Theory]
    [InlineData(1, 0, false, false)]
    [InlineData(63, 8, false, false)]
    [InlineData(64, 8, false, false)]
    [InlineData(63, 9, false, false)]
    [InlineData(1, 1, true, false)]
    [InlineData(1, 1, true, true)]
    [InlineData(100_000, 65_535, true, true)]
    public void Bodies_are_read_as_they_were_written(int length, int stack, bool hasLocals, bool clearsLocals)
    {
        var assembly = new WrittenAssembly("Guest");
        var locals = hasLocals
            ? assembly.Tables.AddStandaloneSignature(assembly.Tables.BlobOf(Signature.OfLocals(1).Add(ElementType.Int32)))
            : 0;
        var code = Enumerable.Range(0, length).Select(index => (byte)index).ToArray();
        var signature = assembly.Tables.BlobOf(Signature.OfMethod(0).Add(ElementType.Void));
        for (var method = 0; method < 3; method++)
        {
            assembly.Tables.AddMethod(
                PublicStatic, default, "method", signature, assembly.Bodies.Add(code, [], stack, locals, clearsLocals));
        }

        using var image = assembly.Read();

        foreach (var method in image.GetMetadataReader().MethodDefinitions)
        {
            var body = image.GetMethodBody(image.GetMetadataReader().GetMethodDefinition(method).RelativeVirtualAddress);
            Assert.Equal(code, body.GetILBytes());
            Assert.Equal(Math.Max(stack, length < 64 && stack <= 8 && !hasLocals ? 8 : 0), body.MaxStack);
            Assert.Equal(MetadataToken.Row(locals), MetadataTokens.GetRowNumber(body.LocalSignature));
            Assert.Equal(clearsLocals, body.LocalVariablesInitialized);
        }
    }

    /// <summary>Numbers and sizes of handlers at which the table of them becomes a large one (II.25.4.5).</summary>
    [Theory]
    [InlineData(1, 0, 10, 20, 5)]
    [InlineData(20, 65_000, 255, 65_535, 255)]
    [InlineData(21, 0, 10, 20, 5)]
    [InlineData(1, 65_536, 1, 2, 3)]
    [InlineData(1, 0, 256, 256, 3)]
    [InlineData(1, 0, 1, 65_536, 3)]
    [InlineData(1, 0, 1, 2, 256)]
    [InlineData(100_000, 0, 1, 2, 256)]
    public void Handlers_are_read_as_they_were_written(int count, int tryOffset, int tryLength, int handlerOffset, int handlerLength)
    {
        var assembly = new WrittenAssembly("Guest");
        var type = assembly.Tables.AddTypeReference(
            assembly.Tables.AddAssemblyReference("System.Runtime", null, []), "System", "Exception");
        var handlers = Enumerable.Range(0, count)
            .Select(index => new ExceptionHandler(
                tryOffset, tryLength, index % 2 == 0 ? -1 : 7, handlerOffset, handlerLength, index % 2 == 0 ? type : 0)).ToArray();
        var signature = assembly.Tables.BlobOf(Signature.OfMethod(0).Add(ElementType.Void));
        assembly.Tables.AddMethod(PublicStatic, default, "method", signature, assembly.Bodies.Add(new byte[70_001], handlers, 1, 0, false));

        using var image = assembly.Read();
        var body = image.GetMethodBody(
            image.GetMetadataReader().GetMethodDefinition(MetadataTokens.MethodDefinitionHandle(1)).RelativeVirtualAddress);

        Assert.Equal(count, body.ExceptionRegions.Length);
        Assert.All(body.ExceptionRegions.Index(), region =>
        {
            Assert.Equal(
                (tryOffset, tryLength, handlerOffset, handlerLength),
                (region.Item.TryOffset, region.Item.TryLength, region.Item.HandlerOffset, region.Item.HandlerLength));
            Assert.Equal(region.Index % 2 == 0 ? ExceptionRegionKind.Catch : ExceptionRegionKind.Filter, region.Item.Kind);
            Assert.Equal(region.Index % 2 == 0 ? type : 0, MetadataTokens.GetToken(region.Item.CatchType));
            Assert.Equal(region.Index % 2 == 0 ? -1 : 7, region.Item.FilterOffset);
        });
    }

    [Fact]
    public void Bodies_that_the_format_does_not_hold_are_declared_errors()
    {
        var bodies = new MethodBodies();

        Assert.Throws<ResourceLimitException>(() => bodies.Add([0x2A], [], 65_536, 0, false));
        Assert.Throws<ResourceLimitException>(() => bodies.Add([0x2A], new ExceptionHandler[ImageLimits.Handlers + 1], 1, 0, false));
    }

    /// <summary>More methods than two bytes tell, each of which can be called. They are spread over types, of which each can have
    /// fewer.</summary>
    [Fact]
    public void The_clr_loads_and_runs_an_image_with_many_methods()
    {
        const int count = 66_000;
        var assembly = new WrittenAssembly("Guest.Large");
        var runtime = assembly.Tables.AddAssemblyReference(
            "System.Runtime", new Version(10, 0, 0, 0), typeof(Func<int>).Assembly.GetName().GetPublicKeyToken());
        var baseType = assembly.Tables.AddTypeReference(runtime, "System", "Object");
        var signature = assembly.Tables.BlobOf(Signature.OfMethod(0).Add(ElementType.Int32));
        for (var index = 0; index < count; index++)
        {
            if (index % 1000 == 0)
            {
                assembly.Tables.AddTypeDefinition(
                    TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed, $"Type{index}", baseType, 1, index + 1);
            }

            var code = new ByteBuffer();
            code.WriteByte((byte)ILOpCode.Ldc_i4);
            code.WriteInt32(index);
            code.WriteByte((byte)ILOpCode.Ret);
            assembly.Tables.AddMethod(
                PublicStatic, default, $"number{index}", signature, assembly.Bodies.Add(code.Written, [], 1, 0, false));
        }

        var context = new AssemblyLoadContext("large", isCollectible: true);
        var module = context.LoadFromStream(new MemoryStream(assembly.Write())).ManifestModule;

        foreach (var index in (int[])[0, 1, 65_534, 65_535, 65_536, count - 1])
        {
            var method = (MethodInfo)module.ResolveMethod(MetadataToken.Of(TableId.Method, index + 1))!;
            Assert.Equal(index, method.CreateDelegate<Func<int>>()());
        }

        context.Unload();
    }

    [Fact]
    public void Guests_may_use_the_internals_of_the_assembly_of_the_engine() =>
        Assert.Equal(Lanner.Compilation.Cil.AssemblyManifest.EngineAssembly, typeof(Engine).Assembly.GetName().Name);

    /// <summary>Its generic tables were most of what a cold process had to compile before the first guest.</summary>
    [Fact]
    public void The_engine_does_without_the_metadata_writer_of_dotnet() =>
        Assert.DoesNotContain(typeof(Engine).Assembly.GetReferencedAssemblies(), assembly => assembly.Name == "System.Reflection.Metadata");

    [Fact]
    public void Opcodes_are_those_of_dotnet()
    {
        Assert.Equal(
            Enum.GetValues<System.Reflection.Metadata.ILOpCode>().ToDictionary(opcode => opcode.ToString(), opcode => (ushort)opcode),
            Enum.GetValues<ILOpCode>().ToDictionary(opcode => opcode.ToString(), opcode => (ushort)opcode));
        Assert.All(
            Enum.GetValues<System.Reflection.Metadata.ILOpCode>().Where(opcode => opcode.IsBranch() && opcode.GetBranchOperandSize() == 4),
            opcode => Assert.Equal((ushort)opcode.GetShortBranch(), (ushort)ILOpCodes.Short((ILOpCode)opcode)));
    }
}
