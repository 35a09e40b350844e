namespace Lanner.Tests.Api;

/// <summary>Tests what a module tells of itself: its bytes, its sections and the features that it needs.</summary>
public sealed class ModuleSectionTests
{
    [Fact]
    public void Sections_are_described_in_their_order()
    {
        using var engine = new Engine();
        using var module = Module.FromText(engine, """
            (module $m
              (rec (type (struct)) (type (struct (field i32))))
              (type $f (func))
              (import "a" (item "b") (item "c") (func (type $f)))
              (import "a" "t" (table 1 funcref))
              (table 1 funcref) (memory 1) (memory 2) (tag) (global i32 (i32.const 0))
              (export "m" (memory 0)) (start 0)
              (elem func 0) (data "one") (data "two")
              (func data.drop 0) (func) (func)
              (@custom "note" "hello"))
            """);
        Assert.Equal(
            ["Type 3", "Import 3", "Function 3", "Table 1", "Memory 2", "Tag 1", "Global 1", "Export 1", "Start 1", "Element 1",
                "DataCount 2", "Code 3", "Data 2", "note 0", "name 0"],
            module.Sections.Select(section => $"{section.Name ?? section.Id.ToString()} {section.Count}")
                .OrderBy(text => text == "name 0"));
        Assert.All(module.Sections, section => Assert.Equal(section.Id == SectionId.Custom, section.Name is not null));
        var note = Assert.Single(module.Sections, section => section.Name == "note");
        Assert.Equal("\u0004notehello"u8, module.Binary.Span.Slice(note.Offset, note.Size));
    }

    /// <summary>The header, then for each section its number, its size and its content.</summary>
    [Theory]
    [InlineData("samples/hello.wasm")]
    [InlineData("samples/primes.wasm")]
    public void Sections_cover_the_binary(string file)
    {
        using var engine = new Engine();
        using var module = Module.FromFile(engine, Repository.PathOf(file));
        Assert.Equal(File.ReadAllBytes(Repository.PathOf(file)), module.Binary.ToArray());
        var end = 8;
        foreach (var section in module.Sections)
        {
            Assert.Equal((byte)section.Id, module.Binary.Span[end]);
            Assert.InRange(section.Offset - end, 2, 6);
            end = section.Offset + section.Size;
        }

        Assert.Equal(module.Binary.Length, end);
    }

    [Fact]
    public void A_module_of_text_has_the_binary_that_the_text_means()
    {
        using var engine = new Engine();
        const string text = "(module $m (func $f nop))";
        using var module = Module.FromText(engine, text);
        Assert.Equal(TextFormat.ToBinary(engine, text), module.Binary.ToArray());
    }

    [Theory]
    [InlineData("", WasmFeatures.None)]
    [InlineData("(memory 1) (memory 1)", WasmFeatures.MultiMemory)]
    [InlineData("(memory 1 (pagesize 1))", WasmFeatures.CustomPageSizes)]
    [InlineData("(tag) (func (throw 0))", WasmFeatures.Exceptions)]
    [InlineData(
        "(func (result i32 i32) (i32.extend8_s (i32.const 1)) (i32.const 2))", WasmFeatures.MultiValue | WasmFeatures.SignExtension)]
    public void The_features_that_a_module_needs_are_found(string fields, WasmFeatures features)
    {
        using var all = new Engine(new EngineOptions { Features = WasmFeatures.All });
        using var none = new Engine(new EngineOptions { Features = WasmFeatures.None });
        var binary = TextFormat.ToBinary(all, $"(module {fields})");
        Assert.Equal(features, Module.GetRequiredFeatures(all, binary));
        Assert.Equal(features, Module.GetRequiredFeatures(none, binary));
    }

    [Theory]
    [InlineData(WasmFeatures.Exceptions)]
    [InlineData(WasmFeatures.LegacyExceptions)]
    public void Where_two_features_would_do_the_engines_is_named(WasmFeatures features)
    {
        using var engine = new Engine(new EngineOptions { Features = features });
        Assert.Equal(features, Module.GetRequiredFeatures(engine, TextFormat.ToBinary(engine, "(module (tag))")));
    }

    [Fact]
    public void A_module_that_is_wrong_with_all_features_is_told_as_such()
    {
        using var engine = new Engine();
        Assert.Throws<MalformedModuleException>(() => Module.GetRequiredFeatures(engine, "\0asm"u8.ToArray()));
        Assert.Throws<InvalidModuleException>(() => Module.GetRequiredFeatures(engine, TextFormat.ToBinary(engine, "(func i32.add)")));
        Assert.Throws<ArgumentNullException>(() => Module.GetRequiredFeatures(null!, default));
    }

    [Fact]
    public void The_engines_limits_hold_for_all_attempts_together()
    {
        using var engine = new Engine();
        var binary = TextFormat.ToBinary(engine, "(module (func) (func))");
        AssertLimit(ResourceKind.ModuleSize, new EngineLimits { ModuleBytes = binary.Length - 1 });
        AssertLimit(ResourceKind.Functions, new EngineLimits { Functions = 1 });
        AssertLimit(ResourceKind.CompilationTime, new EngineLimits { CompilationTime = TimeSpan.Zero });

        void AssertLimit(ResourceKind kind, EngineLimits limits)
        {
            using var limited = new Engine(new EngineOptions { Limits = limits });
            Assert.Equal(kind, Assert.Throws<ResourceLimitException>(() => Module.GetRequiredFeatures(limited, binary)).Limit?.Kind);
        }
    }
}
