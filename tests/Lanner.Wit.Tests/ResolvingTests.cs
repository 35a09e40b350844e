namespace Lanner.Wit.Tests;

/// <summary>The ways in which names are found, and the rules that do not stand in the grammar.</summary>
public sealed class ResolvingTests
{
    [Fact]
    public void Types_may_be_used_before_they_are_defined_and_come_after_what_they_are_made_of()
    {
        var members = Samples.ParseInterface("type a = list<b>; record b { x: c, y: option<d> } type c = u8; enum d { e }");

        Assert.Equal(["c", "d", "b", "a"], members.Types.Select(type => type.Name));
        Assert.Equal("u8", ((WitRecordType)members.Types[2]).Fields[0].Type.Underlying.ToString());
    }

    [Fact]
    public void Uses_lead_to_types_of_other_interfaces()
    {
        var package = Samples.Parse("""
            package a:b;
            interface i { use j.{r as s, t}; f: func(x: s, y: borrow<s>, z: t); }
            interface j { resource r; type t = u8; }
            """).Root;

        Assert.Equal(["j", "i"], package.Interfaces.Select(each => each.Name));
        Assert.True(package.TryFindInterface("i", out var user));
        var use = Assert.IsType<WitAliasType>(user.Types[0]);
        Assert.True(use.IsUse);
        Assert.Same(package.Interfaces[0].Types[0], use.Target);
        Assert.IsType<WitResourceType>(use.Underlying);
        Assert.Equal(["s", "borrow<s>", "t"], user.Functions[0].Parameters.Select(parameter => parameter.Type.ToString()));
        Assert.Equal([package.Interfaces[0]], user.Dependencies);
    }

    [Fact]
    public void Uses_of_a_file_give_names_that_other_files_do_not_see()
    {
        WitSource[] files =
        [
            new("one.wit", "package a:b; use c:d/types@1.0.0 as t1; use c:d/types@2.0.0; use types2 as mine; "
                + "interface i { use t1.{x}; use types.{x as y}; use mine.{z}; }"),
            new("two.wit", "interface types2 { type z = u8; }"),
        ];
        WitSource[] dependency = [new("deps.wit", "package c:d@1.0.0 { interface types { type x = u8; } } "
            + "package c:d@2.0.0 { interface types { type x = u16; } }")];

        var packages = WitPackages.Parse(files, [dependency]);
        var exception = Assert.Throws<WitException>(() => WitPackages.Parse(
            [files[0], new("two.wit", files[1].Text + " interface k { use t1.{x}; }")], [dependency]));

        var types = packages.Root.Interfaces.Single(each => each.Name == "i").Types;
        Assert.Equal(["u8", "u16", "u8"], types.Select(type => type.Underlying.ToString()));
        Assert.Equal("two.wit:1:53: the package `a:b` has no interface or world `t1`", exception.Message);
    }

    [Fact]
    public void A_use_of_the_same_name_means_the_packages_interface()
    {
        var packages = WitPackages.Parse(
            [
                new WitSource("one.wit", "package a:b; use i; interface j { use i.{t}; } "
                    + "package c:d { use e:f/i; interface g { use i.{t}; } } package e:f { interface i { type t = u8; } }"),
                new WitSource("two.wit", "use i as k; interface l { use k.{t}; }"),
                new WitSource("three.wit", "interface i { type t = u8; }"),
            ],
            []);

        Assert.Equal("a:b/i", packages.FindInterface("a:b/j")!.Dependencies[0].ToString());
        Assert.Equal("e:f/i", packages.FindInterface("c:d/g")!.Dependencies[0].ToString());
    }

    [Fact]
    public void A_folder_holds_a_package_and_its_dependencies()
    {
        var packages = WitPackages.Load(Samples.OwnFolder);

        Assert.Equal("lanner:workshop@1.2.0", packages.Root.ToString());
        Assert.Equal(
            ["lanner:store@1.0.0", "lanner:store@2.0.0-rc.1", "lanner:workshop@1.2.0"],
            packages.All.Select(package => package.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal("lanner:workshop@1.2.0", packages.All[^1].ToString());
        Assert.NotNull(packages.FindInterface("lanner:store/shelf@2.0.0-rc.1"));
        Assert.Null(packages.FindInterface("lanner:store/shelf"));
        Assert.NotNull(packages.FindPackage(WitPackageName.Parse("lanner:store@1.0.0")));
    }

    [Fact]
    public void Dependencies_may_be_there_twice_with_the_same_contents()
    {
        WitSource[] root = [new("root.wit", "package a:b; interface i { use c:d/e.{t}; }")];
        WitSource[] first = [new("first.wit", "package f:g; package c:d { interface e { type t = u8; } }")];
        WitSource[] same = [new("same.wit", "package h:i; package c:d { /* same */ interface e { type  t = u8; } }")];
        WitSource[] other = [new("other.wit", "package h:i; package c:d { interface e { type t = u16; } }")];

        var packages = WitPackages.Parse(root, [first, same]);
        var exception = Assert.Throws<WitException>(() => WitPackages.Parse(root, [first, other]));

        Assert.Equal(4, packages.All.Count);
        Assert.Equal("other.wit:1:22: the package `c:d` is also defined in first.wit, with other contents", exception.Message);
    }

    [Fact]
    public void Worlds_are_chosen_by_name()
    {
        var packages = Samples.Parse("package a:b@1.0.0; world v {} world w {} package c:d { world x {} }");
        var single = Samples.Parse("package a:b; world only {}");

        Assert.Equal("w", packages.SelectWorld("w").Name);
        Assert.Equal("v", packages.SelectWorld("a:b/v@1.0.0").Name);
        Assert.Equal("c:d/x", packages.SelectWorld("c:d/x").QualifiedName);
        Assert.Equal("only", single.SelectWorld().Name);
        Assert.Equal(
            "the package `a:b@1.0.0` has several worlds, of which one must be chosen: v, w",
            Assert.Throws<WitException>(() => packages.SelectWorld()).Message);
        Assert.Equal("there is no world `z`", Assert.Throws<WitException>(() => packages.SelectWorld("z")).Message);
        Assert.Equal(
            "name:1:2: expected the end of the name, found `;`",
            Assert.Throws<WitException>(() => packages.SelectWorld("z;")).Message);
    }

    [Theory]
    [InlineData("type t = u8; type t = u8;", "`t` is already the name of a type or function of this scope")]
    [InlineData(
        "type t = u8; T: func();",
        "`T` differs only in small and capital letters from `t`, the name of a type or function of this scope")]
    [InlineData("f: func(a: u8, A: u8);", "`A` differs only in small and capital letters from `a`, the name of a parameter")]
    [InlineData("record r { a: u8, a: u8 }", "`a` is already the name of a field")]
    [InlineData("variant v { a, a(u8) }", "`a` is already the name of a case")]
    [InlineData("enum e { a, a }", "`a` is already the name of a case")]
    [InlineData("flags f { a, a }", "`a` is already the name of a flag")]
    [InlineData("resource r { m: func(); m: static func(); }", "`m` is already the name of a function of the resource")]
    [InlineData("resource r { r: func(); }", "`r` is already the name of the resource")]
    [InlineData("resource r { m: func(self: u8); }", "`self` is already the name of a parameter")]
    [InlineData("resource r { constructor(); constructor(x: u8); }", "the resource `r` has two constructors")]
    [InlineData("resource r { constructor() -> r; }", "a constructor of `r` returns `result<r>`, with or without an error")]
    [InlineData("resource r { constructor() -> result<u8>; }", "a constructor of `r` returns `result<r>`, with or without an error")]
    [InlineData("type t = t;", "types cannot be made of themselves: `t` → `t`")]
    [InlineData("record a { x: option<b> } variant b { c(list<a>) }", "types cannot be made of themselves: `a` → `b` → `a`")]
    [InlineData("type t = missing;", "no type `missing` is defined here")]
    [InlineData("f: func(); g: func(x: f);", "`f` is a function, not a type")]
    [InlineData("type t = borrow<u>; type u = u8;", "`u` is no resource")]
    [InlineData("resource r; f: func() -> borrow<r>;", "the result of `f` holds a borrowed handle, which functions cannot return")]
    [InlineData(
        "resource r; record s { x: list<borrow<r>> } f: func() -> option<s>;",
        "the result of `f` holds a borrowed handle, which functions cannot return")]
    [InlineData("resource r; f: func(x: stream<borrow<r>>);", "the elements of streams and futures cannot hold borrowed handles")]
    [InlineData("resource r; f: func(x: future<borrow<r>>);", "the elements of streams and futures cannot hold borrowed handles")]
    [InlineData("f: func(x: stream<char>);", "`stream<char>` is not allowed")]
    [InlineData("f: func(x: map<f32, u8>);", "the keys of a map are of an integer type, `bool`, `char` or `string`")]
    [InlineData("f: func(x: map<list<u8>, u8>);", "the keys of a map are of an integer type, `bool`, `char` or `string`")]
    [InlineData("use missing.{a};", "the package `a:b` has no interface or world `missing`")]
    [InlineData("use c:d/e.{a};", "the package `c:d` is not there")]
    [InlineData("use i.{a};", "interfaces or worlds depend on each other: `i` → `i`")]
    [InlineData("type t = list<u64, 40000000>;", "values of the type are too large")]
    public void Rules_of_interfaces(string members, string reason)
    {
        var exception = Assert.Throws<WitException>(() => Samples.ParseInterface(members));

        Assert.Equal(reason, exception.Reason);
    }

    [Theory]
    [InlineData(
        "interface i {} interface I {}",
        "a.wit:1:39: `I` differs only in small and capital letters from `i`, the name of an interface or world of the package `a:b`")]
    [InlineData("interface i {} world i {}", "a.wit:1:35: `i` is already the name of an interface or world of the package `a:b`")]
    [InlineData("interface i {} use j as i; interface j {}", "a.wit:1:38: `i` is already the name of an item of this file")]
    [InlineData("use x as y; use y as x; interface i { use x.{a}; }", "a.wit:1:30: the use `y` leads to itself")]
    [InlineData(
        "interface i { use j.{a}; } interface j { use k.{b}; } interface k { use i.{c}; }",
        "a.wit:1:32: interfaces or worlds depend on each other: `i` → `j` → `k` → `i`")]
    [InlineData("interface i { use j.{a}; } interface j {}", "a.wit:1:35: the interface `j` has no type `a`")]
    [InlineData("interface i { use j.{a}; } interface j { a: func(); }", "a.wit:1:35: `a` is a function of the interface `j`, not a type")]
    [InlineData("interface i { use w.{a}; } world w {}", "a.wit:1:32: `w` is a world, not an interface")]
    [InlineData(
        "use w as v; world w {}",
        "a.wit:1:18: `w` is a world, which has no other name in a file; it is included by its whole name")]
    [InlineData(
        "interface i { use c:d/j@1.0.1.{a}; } package c:d@1.0.0 { interface j { type a = u8; } }",
        "a.wit:1:32: the package `c:d@1.0.1` is not there; `c:d@1.0.0` is")]
    [InlineData(
        "interface i { use c:d/j.{a}; } package c:d { interface j { use a:b/i.{x}; } }",
        "a.wit:1:32: packages depend on each other: `a:b` → `c:d` → `a:b`")]
    [InlineData("package c:d {} package c:d {}", "a.wit:1:37: the package `c:d` is also defined in a.wit, with other contents")]
    public void Rules_of_packages(string items, string message)
    {
        Assert.Equal(message, Samples.ErrorOf($"package a:b; {items}"));
    }

    [Fact]
    public void Files_of_a_package_agree_on_its_name()
    {
        var exception = Assert.Throws<WitException>(() => WitPackages.Parse(
            [new WitSource("one.wit", "package a:b;"), new WitSource("two.wit", "package a:c;")], []));
        var documentation = Assert.Throws<WitException>(() => WitPackages.Parse(
            [new WitSource("one.wit", "/// One\npackage a:b;"), new WitSource("two.wit", "/// Two\npackage a:b;")], []));

        Assert.Equal("two.wit:1:9: the package is called `a:c` here, but `a:b` in one.wit", exception.Message);
        Assert.Equal("two.wit:2:9: the package has documentation in two files", documentation.Message);
    }

    [Fact]
    public void What_is_not_there_cannot_be_loaded()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.PathOf("bad.wit"), [0xff, 0xfe, 0x00]);

        Assert.Equal("there is no file or folder `/missing`", Assert.Throws<WitException>(() => WitPackages.Load("/missing")).Message);
        Assert.Equal($"the folder `{folder.PathOf("deps")}` has no `.wit` files", Assert.Throws<WitException>(() =>
            WitPackages.Load(Directory.CreateDirectory(folder.PathOf("deps")).FullName)).Message);
        Assert.Equal("the file is not UTF-8", Assert.Throws<WitException>(() => WitPackages.Load(folder.PathOf("bad.wit"))).Reason);
    }

    [Fact]
    public void Binary_packages_are_loaded_as_roots_and_dependencies()
    {
        using var folder = new TemporaryFolder();
        var dependency = Samples.Parse("package c:d; interface e { type t = u8; }");
        Directory.CreateDirectory(folder.PathOf("deps"));
        File.WriteAllBytes(folder.PathOf("deps/d.wasm"), WitBinary.Encode(dependency.Root));
        File.WriteAllText(folder.PathOf("deps/notes.txt"), "no WIT");
        File.WriteAllText(folder.PathOf("a.wit"), "package a:b; interface i { use c:d/e.{t}; }");

        var root = WitPackages.Load(folder.PathOf("deps/d.wasm"));
        var packages = WitPackages.Load(folder.Path);

        Assert.Equal("c:d", root.Root.ToString());
        Assert.Equal("t", packages.Root.Interfaces[0].Types[0].Name);
    }
}
