using Lanner.Binary;
using static Lanner.Tests.BinaryModule;

namespace Lanner.Tests.Binary;

/// <summary>The custom sections that Lanner reads. What is wrong with them never makes a module malformed.</summary>
public sealed class CustomSectionTests
{
    [Fact]
    public void The_name_section_names_the_parts_of_a_module()
    {
        byte[] Names(byte id) => Section(id, [1, 3], Name($"name {id}"));
        byte[] IndirectNames(byte id) => Section(id, [1, 2, 1, 5], Name($"name {id}"));

        var names = Read(
            "name", Section(0, Name("the module")), Names(1), IndirectNames(2), IndirectNames(3), Names(4), Names(5), Names(6), Names(7),
            Names(8), Names(9), IndirectNames(10), Names(11));

        Assert.Equal("the module", names.Module);
        Assert.Equal("name 1", names.Functions[3]);
        Assert.Equal("name 2", names.Locals[2][5]);
        Assert.Equal("name 3", names.Labels[2][5]);
        Assert.Equal("name 4", names.Types[3]);
        Assert.Equal("name 5", names.Tables[3]);
        Assert.Equal("name 6", names.Memories[3]);
        Assert.Equal("name 7", names.Globals[3]);
        Assert.Equal("name 8", names.ElementSegments[3]);
        Assert.Equal("name 9", names.DataSegments[3]);
        Assert.Equal("name 10", names.Fields[2][5]);
        Assert.Equal("name 11", names.Tags[3]);
    }

    [Fact]
    public void A_module_without_a_name_section_has_no_names()
    {
        var names = NameSection.Read(ModuleDecoder.Decode(Of(), WasmFeatures.All));

        Assert.Null(names.Module);
        Assert.Empty(names.Functions);
        Assert.Empty(names.Locals);
    }

    [Fact]
    public void Names_before_a_mistake_count_and_those_after_it_do_not()
    {
        var names = Read("name", Section(0, Name("good")), Section(1, [2, 0], Name("f"), [1, 1, 0xFF]), Section(7, [1, 0], Name("lost")));

        Assert.Equal("good", names.Module);
        Assert.Equal("f", names.Functions[0]);
        Assert.Single(names.Functions);
        Assert.Empty(names.Globals);
    }

    [Fact]
    public void Subsections_of_the_future_are_stepped_over()
    {
        var names = Read("name", Section(99, [1, 2, 3]), Section(1, [1, 0], Name("f")));

        Assert.Equal("f", names.Functions[0]);
    }

    [Fact]
    public void Branch_hints_are_found_by_function_and_offset()
    {
        var module = ModuleDecoder.Decode(
            Of(CustomSection("metadata.code.branch_hint", [2, 4, 2, 10, 1, 0, 20, 1, 1, 6, 1, 3, 1, 1])), WasmFeatures.All);

        var hints = BranchHints.Read(module);

        Assert.Equal(3, hints.Count);
        Assert.False(hints.IsLikely(4, 10));
        Assert.True(hints.IsLikely(4, 20));
        Assert.True(hints.IsLikely(6, 3));
        Assert.Null(hints.IsLikely(5, 10));
    }

    [Fact]
    public void Branch_hints_before_a_mistake_count()
    {
        var module = ModuleDecoder.Decode(Of(CustomSection("metadata.code.branch_hint", [1, 4, 2, 10, 1, 1, 20, 1, 7])), WasmFeatures.All);

        Assert.Equal(1, BranchHints.Read(module).Count);
    }

    private static NameSection Read(string section, params byte[][] content) =>
        NameSection.Read(ModuleDecoder.Decode(Of(CustomSection(section, content)), WasmFeatures.All));
}
