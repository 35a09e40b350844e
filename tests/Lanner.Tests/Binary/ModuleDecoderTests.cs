using Lanner.Binary;
using Lanner.Structure;
using static Lanner.Tests.BinaryModule;

namespace Lanner.Tests.Binary;

/// <summary>Tests what the decoder makes of modules and of what is wrong with them. The official suite covers the common mistakes; here is
/// what it leaves out.</summary>
public sealed class ModuleDecoderTests
{
    private static readonly byte[] FunctionTypes = ListSection(1, [0x60, 0, 0]);

    [Fact]
    public void The_smallest_module_is_its_header()
    {
        var module = Decode(Of());

        Assert.Empty(module.Functions);
        Assert.Empty(module.Sections);
    }

    [Fact]
    public void Definitions_come_after_imports_in_their_index_spaces()
    {
        var module = Decode(Of(
            FunctionTypes,
            ListSection(2, [.. Name("m"), .. Name("f"), 0, 0], [.. Name("m"), .. Name("g"), 3, 0x7E, 1]),
            ListSection(3, [0], [0]),
            ListSection(6, [0x7F, 0, 0x41, 5, 0x0B]),
            ListSection(10, Body([0x0B]), Body([0x01, 0x0B]))));

        Assert.Equal([true, false, false], module.Functions.Select(function => function.IsImported));
        Assert.Equal([WasmValueType.I64, WasmValueType.I32], module.Globals.Select(global => global.Type.Value));
        Assert.Equal(1, module.ImportedFunctionCount);
        Assert.Equal(1, module.ImportedGlobalCount);
        Assert.Equal(("m", "g", 0), (module.Imports[1].ModuleName, module.Imports[1].Name, module.Imports[1].Index));
        Assert.Equal([0x01, 0x0B], module.Bytes.Span[(module.Functions[2].Body.Offset + 1)..module.Functions[2].Body.End].ToArray());
        Assert.Equal([0x41, 5, 0x0B], Slice(module, module.Globals[1].Initializer!.Code));
    }

    [Fact]
    public void Sections_are_listed_as_they_stand_in_the_file()
    {
        var module = Decode(Of(CustomSection("before", [1, 2]), FunctionTypes, CustomSection("after")));

        Assert.Equal([0, 1, 0], module.Sections.Select(section => section.Id));
        Assert.Equal(["before", "after"], module.CustomSections.Select(section => section.Name));
        Assert.Equal([1, 2], Slice(module, module.CustomSections[0].Content));
    }

    [Fact]
    public void Memories_have_limits_and_flags()
    {
        var module = Decode(Of(ListSection(5, [0, 1], [1, 1, 2], [3, 1, 2], [4, .. Unsigned(1UL << 40)], [8, 5, 0])));

        Assert.Equal(
            [
                new MemoryType(new Limits(1, null)),
                new MemoryType(new Limits(1, 2)),
                new MemoryType(new Limits(1, 2), IsShared: true),
                new MemoryType(new Limits(1UL << 40, null), Is64Bit: true),
                new MemoryType(new Limits(5, null), PageSizeLog2: 0),
            ],
            module.Memories);
    }

    [Fact]
    public void Tables_may_have_an_initial_value()
    {
        var module = Decode(Of(ListSection(4, [0x70, 0, 1], [0x40, 0, 0x6F, 5, 1, 2, 0xD0, 0x6F, 0x0B])));

        Assert.Equal(new TableType(WasmValueType.FuncRef, new Limits(1, null)), module.Tables[0].Type);
        Assert.Equal(new TableType(WasmValueType.ExternRef, new Limits(1, 2), Is64Bit: true), module.Tables[1].Type);
        Assert.Equal([0xD0, 0x6F, 0x0B], Slice(module, module.Tables[1].Initializer!.Code));
    }

    [Fact]
    public void Element_segments_come_in_eight_forms()
    {
        byte[] zero = [0x41, 0, 0x0B];
        byte[] nothing = [0xD0, 0x70, 0x0B];
        var module = Decode(Of(ListSection(
            9,
            [0, .. zero, 1, 7],
            [1, 0, 2, 7, 8],
            [2, 3, .. zero, 0, 1, 7],
            [3, 0, 0],
            [4, .. zero, 1, .. nothing],
            [5, 0x70, 1, .. nothing],
            [6, 3, .. zero, 0x6F, 0],
            [7, 0x70, 0])));

        Assert.Equal(
            [
                (SegmentMode.Active, 0, 1), (SegmentMode.Passive, 0, 2), (SegmentMode.Active, 3, 1), (SegmentMode.Declarative, 0, 0),
                (SegmentMode.Active, 0, 1), (SegmentMode.Passive, 0, 1), (SegmentMode.Active, 3, 0), (SegmentMode.Declarative, 0, 0),
            ],
            module.ElementSegments.Select(segment => (segment.Mode, segment.TableIndex, segment.Count)));
        Assert.Equal([7u, 8u], module.ElementSegments[1].FunctionIndices!);
        Assert.Equal("(ref func)", module.ElementSegments[0].ElementType.ToString());
        Assert.Equal("externref", module.ElementSegments[6].ElementType.ToString());
    }

    [Fact]
    public void Data_segments_come_in_three_forms()
    {
        var module = Decode(Of(ListSection(11, [0, 0x41, 0, 0x0B, 1, 9], [1, 2, 8, 8], [2, 1, 0x41, 0, 0x0B, 0])));

        Assert.Equal(
            [(SegmentMode.Active, 0, 1), (SegmentMode.Passive, 0, 2), (SegmentMode.Active, 1, 0)],
            module.DataSegments.Select(segment => (segment.Mode, segment.MemoryIndex, segment.Content.Length)));
    }

    [Fact]
    public void An_end_byte_inside_a_constant_does_not_end_the_expression()
    {
        var module = Decode(Of(ListSection(6, [0x7F, 0, 0x41, 0x0B, 0x0B])));

        Assert.Equal(3, module.Globals[0].Initializer!.Code.Length);
    }

    public static TheoryData<byte[][], string> Mistakes => new()
    {
        { [ListSection(1, [0x61, 0])], "malformed definition type 0x61" },
        { [ListSection(1, [0x60, 1, 0x40, 0])], "malformed value type 0x40" },
        { [ListSection(1, [0x5E, 0x7F, 2])], "malformed mutability 0x02" },
        { [ListSection(1, [0x60, 1, 0x63, 0x50, 0])], "malformed heap type -48" },
        { [ListSection(4, [0x7F, 0, 0])], "malformed reference type 0x7f" },
        { [ListSection(4, [0x40, 1, 0x70, 0, 0])], "zero byte expected but found 0x01" },
        { [ListSection(4, [0x70, 2, 0])], "malformed limits flags 0x02" },
        { [ListSection(5, [16, 0])], "malformed limits flags 0x10" },
        { [ListSection(5, [8, 0, 64])], "invalid custom page size: 2 to the power of 64" },
        { [FunctionTypes, ListSection(13, [1, 0])], "malformed tag attribute 0x01" },
        { [ListSection(7, [0, 5, 0])], "malformed export kind 0x05" },
        { [ListSection(9, [8, 0])], "malformed elements segment kind 8" },
        { [ListSection(9, [1, 1, 0])], "malformed element kind 0x01" },
        { [ListSection(11, [3, 0])], "malformed data segment kind 3" },
        { [ListSection(6, [0x7F, 0, 0x41, 0])], "unexpected end of section or function" },
        { [ListSection(6, [0x7F, 0, 0x05, 0x0B])], "END opcode expected but found else, which has no place in this block" },
        { [ListSection(6, [0x7F, 0, 0xFE, 0x04, 0x0B])], "illegal opcode fe 04" },
        { [FunctionTypes, ListSection(3, [0]), ListSection(10, [0])], "unexpected end of section or function: the body has no bytes" },
        { [FunctionTypes, ListSection(3, [0]), Section(10, [1, 1, 0, 0])],
            "section size mismatch: the code section has 4 bytes, its items 3" },
        { [[14, 0]], "malformed section id 14" },
        { [FunctionTypes, FunctionTypes], "unexpected content after last section: the type section follows the type section" },
        { [[1, 9, 0]], "length out of bounds: the type section has 9 bytes, but the module only 1 more" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_in_the_format_is_named(byte[][] sections, string reason)
    {
        var error = Assert.Throws<MalformedModuleException>(() => Decode(Of(sections)));

        Assert.StartsWith(reason, error.Reason);
    }

    [Theory]
    [InlineData(new byte[] { 1, 4, 1, 0x60, 0, 0 }, 1u)]
    [InlineData(new byte[] { 1, 1, 0 }, 0u)]
    public void A_function_of_a_type_that_is_not_there_is_invalid(byte[] types, uint index)
    {
        var error = Assert.Throws<InvalidModuleException>(() => Decode(Of(types, ListSection(3, Unsigned(index)))));

        Assert.StartsWith($"unknown type {index}", error.Reason);
        Assert.Equal(8 + types.Length + 3, error.Offset);
    }

    [Fact]
    public void A_component_is_told_apart_from_a_module()
    {
        var error = Assert.Throws<MalformedModuleException>(() => Decode([0, 0x61, 0x73, 0x6D, 0x0D, 0, 1, 0]));

        Assert.Equal("unknown binary version: this is a component (of the component model), not a module", error.Reason);
    }

    [Theory]
    [InlineData(new byte[] { 2, 99, 1, 1, 97, 1, 98, 5 }, "malformed import kind 0x05")]
    [InlineData(
        new byte[] { 2, 99, 1, 1, 97, 1, 98, 3, 0x7F },
        "length out of bounds: the import section has 99 bytes, but the module only 7 more")]
    [InlineData(new byte[] { 3, 99, 1, 0 }, "length out of bounds: the function section has 99 bytes")]
    public void In_a_section_that_is_cut_off_a_mistake_is_told_before_the_end(byte[] section, string reason)
    {
        var error = Assert.Throws<MalformedModuleException>(() => Decode(Of(section)));

        Assert.StartsWith(reason, error.Reason);
    }

    [Theory]
    [InlineData(0x7F, new byte[] { 2, 1, 97, 3, 0x7F, 0, 1, 98, 2, 0, 1 })]
    [InlineData(0x7E, new byte[] { 3, 0x7F, 0, 2, 1, 97, 1, 98 })]
    [InlineData(0x7F, new byte[] { 0 })]
    [InlineData(0x7E, new byte[] { 2, 0, 1, 0 })]
    public void Imports_of_one_module_are_imports_like_others(byte kind, byte[] items)
    {
        var module = Decode(Of(ListSection(2, [1, (byte)'m', 0, kind, .. items])));

        Assert.Equal(items.Length > 5 ? ["m.a", "m.b"] : [], module.Imports.Select(import => $"{import.ModuleName}.{import.Name}"));
        Assert.Equal(module.Imports.Length, module.ImportedGlobalCount + module.ImportedMemoryCount);
    }

    [Fact]
    public void A_group_cannot_promise_more_imports_than_there_are_bytes()
    {
        var error = Assert.Throws<MalformedModuleException>(
            () => Decode(Of(ListSection(2, [1, (byte)'m', 0, 0x7E, 3, 0x7F, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]))));

        Assert.StartsWith("unexpected end of section or function: 4294967295 imports do not fit", error.Reason);
    }

    [Fact]
    public void The_first_mistake_in_the_file_is_the_one_that_is_told()
    {
        // The body has an opcode that is none; the section after it does not exist.
        var error = Assert.Throws<MalformedModuleException>(() => Decode([.. WithBody([0xFF, 0x0B]), 99, 0]));

        Assert.StartsWith("illegal opcode ff", error.Reason);
    }

    public static TheoryData<byte[][], WasmFeatures> Features => new()
    {
        { [ListSection(1, [0x60, 1, 0x7B, 0])], WasmFeatures.Simd },
        { [ListSection(1, [0x60, 1, 0x6F, 0])], WasmFeatures.ReferenceTypes },
        { [ListSection(1, [0x5F, 0])], WasmFeatures.GarbageCollection },
        { [ListSection(1, [0x4E, 1, 0x60, 0, 0])], WasmFeatures.GarbageCollection },
        { [ListSection(1, [0x50, 0, 0x60, 0, 0])], WasmFeatures.GarbageCollection },
        { [ListSection(1, [0x60, 1, 0x69, 0])], WasmFeatures.Exceptions },
        { [ListSection(4, [0x40, 0, 0x70, 0, 0, 0xD0, 0x70, 0x0B])], WasmFeatures.TypedFunctionReferences },
        { [ListSection(5, [3, 0, 0])], WasmFeatures.Threads },
        { [ListSection(5, [4, 0])], WasmFeatures.Memory64 },
        { [ListSection(5, [8, 0, 0])], WasmFeatures.CustomPageSizes },
        { [ListSection(6, [0x7F, 0, 0xC0, 0x0B])], WasmFeatures.SignExtension },
        { [ListSection(6, [0x7F, 0, 0xFC, 0x13, 0x0B])], WasmFeatures.WideArithmetic },
        { [ListSection(2, [1, (byte)'m', 0, 0x7F, 0])], WasmFeatures.CompactImports },
        { [ListSection(2, [1, (byte)'m', 0, 0x7E, 3, 0x7F, 0, 1, 1, (byte)'g'])], WasmFeatures.CompactImports },
    };

    [Theory]
    [MemberData(nameof(Features))]
    public void What_a_feature_brings_is_malformed_without_it(byte[][] sections, WasmFeatures feature)
    {
        ModuleDecoder.Decode(Of(sections), WasmFeatures.All);
        var error = Assert.Throws<MalformedModuleException>(() => ModuleDecoder.Decode(Of(sections), WasmFeatures.All & ~feature));

        Assert.Contains($"needs the feature {feature}, which is off", error.Reason);
    }

    private static ModuleDefinition Decode(byte[] bytes) => ModuleDecoder.Decode(bytes, WasmFeatures.All);

    private static byte[] Slice(ModuleDefinition module, ByteRange range) => module.Bytes.Slice(range.Offset, range.Length).ToArray();
}
