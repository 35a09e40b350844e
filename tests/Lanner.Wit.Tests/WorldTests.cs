namespace Lanner.Wit.Tests;

/// <summary>Worlds: imports, exports, what follows from them, and other worlds that they include.</summary>
public sealed class WorldTests
{
    private const string Interfaces = """
        package a:b;
        interface base { resource r; type t = u8; }
        interface middle { use base.{r}; f: func(x: r); }
        interface top { use middle.{r}; g: func() -> r; }
        interface alone { h: func(); }

        """;

    [Fact]
    public void What_imports_stand_on_is_imported_first()
    {
        var world = World("import top; import alone;");

        Assert.Equal(["a:b/base", "a:b/middle", "a:b/top", "a:b/alone"], world.Imports.Select(item => item.Name));
        Assert.Empty(world.Exports);
    }

    [Fact]
    public void What_exports_stand_on_is_imported_unless_it_is_exported()
    {
        Assert.Equal(("a:b/base a:b/middle", "a:b/top"), Describe(World("export top;")));
        Assert.Equal(("a:b/base", "a:b/middle a:b/top"), Describe(World("export top; export middle;")));
        Assert.Equal(("", "a:b/base a:b/middle a:b/top"), Describe(World("export top; export base; export middle;")));
        Assert.Equal(("a:b/base", "a:b/base a:b/middle"), Describe(World("import base; export base; export middle;")));
    }

    [Fact]
    public void An_export_cannot_stand_on_an_interface_as_it_is_imported_and_as_it_is_exported()
    {
        var message = Assert.Throws<WitException>(() => World("export top; export base;")).Reason;

        Assert.Equal(
            "the world cannot export `a:b/base`, since exports would stand on an interface both as it is imported and as it is exported",
            message);
    }

    [Fact]
    public void Types_of_worlds_are_imports_and_come_first()
    {
        var world = World("import f: func(x: p) -> t; use base.{t}; record p { x: t } resource q { m: func(); } export run: func();");

        Assert.Equal(["a:b/base", "t", "p", "q", "f"], world.Imports.Select(item => item.Name));
        Assert.Equal(["t", "p", "q"], world.Types.Select(type => type.Name));
        Assert.True(world.TryFindType("p", out _));
        Assert.True(world.TryFindImport("f", out var item));
        Assert.IsType<WitFunctionItem>(item);
        Assert.True(world.TryFindExport("run", out _));
        Assert.False(world.TryFindExport("f", out _));
    }

    [Fact]
    public void Interfaces_may_be_written_inside_worlds()
    {
        var world = World("import host: interface { use base.{t}; log: func(x: t); } export host: interface { type t = u8; }");

        var imported = Assert.IsType<WitInterfaceItem>(world.Imports[1]);
        Assert.Equal(("host", null, null), (imported.Name, imported.Interface.Name, imported.Implements));
        Assert.Equal("log", imported.Interface.Functions[0].Name);
        Assert.Equal("host", world.Exports[0].Name);
    }

    [Fact]
    public void Interfaces_may_be_imported_several_times_under_plain_names()
    {
        var world = World("import one: top; import two: top; import top; export one: a:b/alone;");

        Assert.Equal(["a:b/base", "a:b/middle", "one", "two", "a:b/top"], world.Imports.Select(item => item.Name));
        Assert.Equal("a:b/top", ((WitInterfaceItem)world.Imports[2]).Implements);
        Assert.Equal("a:b/alone", ((WitInterfaceItem)world.Exports[0]).Implements);
    }

    [Fact]
    public void A_colon_with_a_space_behind_it_ends_a_plain_name()
    {
        Assert.Equal("alone", World("import alone: alone;").Imports[0].Name);
        Assert.Equal("run", World("import run:func();").Imports[0].Name);
        Assert.Equal("x", World("import x:interface {}").Imports[0].Name);
        Assert.Equal("a:b/alone", World("import a:b/alone;").Imports[0].Name);
    }

    [Fact]
    public void An_included_world_gives_its_imports_and_exports()
    {
        var world = World("include v; import mine: func();", "world v { import top; export alone; export run: func(); }");

        Assert.Equal(("mine a:b/base a:b/middle a:b/top", "a:b/alone run"), Describe(World(
            "include v; import mine: func(); import middle;", "world v { import top; export alone; export run: func(); }")));
        Assert.Equal(("mine a:b/base a:b/middle a:b/top", "a:b/alone run"), Describe(world));
    }

    [Fact]
    public void Interfaces_of_included_worlds_are_there_once()
    {
        Assert.Equal(("a:b/base", "a:b/alone"), Describe(World(
            "include v; include u; import base;", "world v { import base; export alone; } world u { import base; export alone; }")));
    }

    [Fact]
    public void Plain_names_of_included_worlds_can_be_changed()
    {
        const string Other = "world v { import f: func(); import one: alone; resource r { m: func(); } use base.{t}; "
            + "export f: func(x: r, y: t); }";

        var world = World("import f: func(); include v with { f as g, r as s, one as two }", Other);

        Assert.Equal(["s", "a:b/base", "t", "f", "g", "two"], world.Imports.Select(item => item.Name));
        Assert.Equal(["g"], world.Exports.Select(item => item.Name));
        Assert.Equal(["s", "t"], ((WitFunctionItem)world.Exports[0]).Function.Parameters.Select(parameter => parameter.Type.ToString()));
        Assert.Same(world, ((WitTypeItem)world.Imports[0]).Type.Owner);
        Assert.Equal("[method]s.m", ((WitResourceType)world.Types[0]).Functions[0].ExternName);
        Assert.Equal("a:b/alone", ((WitInterfaceItem)world.Imports[5]).Implements);
    }

    [Fact]
    public void Uses_of_the_same_type_are_shared_by_worlds()
    {
        var world = World(
            "include v; include u;", "world v { use base.{t}; export f: func(x: t); } world u { use base.{t}; export g: func(x: t); }");

        Assert.Equal(["a:b/base", "t"], world.Imports.Select(item => item.Name));
        Assert.All(world.Exports, item => Assert.Same(world.Types[0], ((WitFunctionItem)item).Function.Parameters[0].Type));
    }

    [Fact]
    public void Items_of_other_packages_worlds_have_the_gate_of_the_include()
    {
        var world = Samples.Parse("""
            package a:b@0.1.0;
            world w { @since(version = 0.1.0) include c:d/v@2.0.0; }
            package c:d@2.0.0 {
              world v {
                @since(version = 2.0.0)
                import f: func();
                @since(version = 2.0.0)
                import x: interface {
                  @since(version = 2.0.0)
                  g: func();
                }
              }
            }
            """).Root.Worlds[0];

        Assert.All(world.Imports, item => Assert.Equal(WitVersion.Parse("0.1.0"), item.Gate.Since));
        Assert.Equal(WitGate.None, ((WitInterfaceItem)world.Imports[1]).Interface.Functions[0].Gate);
    }

    [Theory]
    [InlineData("import f: func(); import f: func();", "`f` is already the name of an import of this world")]
    [InlineData(
        "import f: func(); import F: func();",
        "`F` differs only in small and capital letters from `f`, the name of an import of this world")]
    [InlineData("export f: func(); export f: interface {}", "`f` is already the name of an export of this world")]
    [InlineData("type f = u8; import f: func();", "`f` is already the name of an import of this world")]
    [InlineData("import alone; import a:b/alone;", "the interface `a:b/alone` is imported twice")]
    [InlineData("export alone; export alone;", "the interface `alone` is exported twice")]
    [InlineData("import one: alone; import one: top;", "`one` is already the name of an import of this world")]
    [InlineData("import missing;", "the package `a:b` has no interface or world `missing`")]
    [InlineData("import other;", "`other` is a world, not an interface")]
    [InlineData("include alone;", "`alone` is an interface, not a world")]
    [InlineData("include w;", "interfaces or worlds depend on each other: `w` → `w`")]
    [InlineData("import f: func(); include other;", "the world `w` already has an import `f`, beside `f` of `other`")]
    [InlineData(
        "import f: func(); import g: func(); include other with { f as g }",
        "the world `w` already has an import `g`, beside `g` of `other`")]
    [InlineData("include other with { f as g, f as h }", "`f` is renamed twice")]
    [InlineData(
        "include other with { x as y }",
        "the world `other` has no import or export of the plain name `x`; names of interfaces cannot be changed")]
    [InlineData(
        "include other with { alone as y }",
        "the world `other` has no import or export of the plain name `alone`; names of interfaces cannot be changed")]
    [InlineData("export f: func(x: missing);", "no type `missing` is defined here")]
    public void Rules_of_worlds(string members, string reason)
    {
        var exception = Assert.Throws<WitException>(() => World(members, "world other { import f: func(); import alone; }"));

        Assert.Equal(reason, exception.Reason);
    }

    private static WitWorld World(string members, string others = "") =>
        Samples.Parse($"{Interfaces}{others} world w {{ {members} }}").SelectWorld("w");

    private static (string Imports, string Exports) Describe(WitWorld world) =>
        (string.Join(' ', world.Imports), string.Join(' ', world.Exports));
}
