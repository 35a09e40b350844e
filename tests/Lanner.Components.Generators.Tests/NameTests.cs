namespace Lanner.Components.Generators.Tests;

/// <summary>Names of WIT that other generators made code of which did not compile.</summary>
public class NameTests
{
    [Theory]
    [InlineData("a case named like its variant", """
        interface i {
            variant error { error(string), other }
            record point { point: u32, equals: u8, to-string: bool, clone: s8 } f: func(e: error) -> point; }
        world w { import i; export i; }
        """)]
    [InlineData("cases named like members that records have", """
        interface i { variant v { equals, to-string(u8), value(string), payload, get-hash-code, deconstruct(u8), print-members, v }
            f: func(v: v) -> v;
        }
        world w { import i; export i; }
        """)]
    [InlineData("keywords, and names of generated code", """
        interface i { record %record { class: u8, %string: string, namespace: bool }
            f: func(%record: %record, int: u8, this: u8, ref: string, result-value: u8, call: u8, side: string) -> string;
            class: func(async-value: u8) -> u8; }
        world w { import i; export i; export event: func(%in: u8, out: string) -> tuple<string, u8>; }
        """)]
    [InlineData("two types that are equal", """
        interface i { record a { x: u32 } record b { x: u32 } type c = a; type d = c; type e = u32; f: func(a: a, b: b, c: c, d: d, e: e); }
        interface j { use i.{a as z, c}; g: func(z: z, c: c) -> tuple<z, c>; }
        world w { import i; import j; export j; export i; }
        """)]
    [InlineData("names that differ by their hyphens", """
        interface i { a-b1: func(); a-b-c: func(x-y: u8, xy: u8) -> u8; ab-c: func(); create-r: func() -> u8;
            resource r { constructor(); dispose: func(); handle: func() -> u32; } }
        world w { import i; export i; }
        """)]
    [InlineData("an interface, a world and their types of one name", """
        interface w { record w { w: u8 } w-w: func(w: w) -> w; enum imports { exports, codec } g: func() -> imports; }
        interface r { resource r { rr: func(); make: static func() -> r; } r1: func(a: borrow<r>) -> r; }
        world earth { import w; export w; import r; export r; record define { x: u8 }
            import define-w: func(d: define); import define-r: func(); export instance: func() -> u8;
            export instantiate: func() -> string; }
        """)]
    [InlineData("interfaces called like the classes around them, and like others with an I in front", """
        interface imports { record r { x: u8 } }
        interface exports { record i-r { x: u8 } resource r { constructor(); } f: func(r: r) -> i-r; }
        interface i-foo { record r { x: u8 } }
        interface foo { use i-foo.{r}; f: func() -> r; }
        world w { import imports; import exports; import i-foo; import foo; export imports; export exports; export foo; }
        """)]
    public void Code_compiles_for(string what, string wit)
    {
        Assert.NotEmpty(what);
        Generation.Of("package a:b;\n" + wit, wit.Contains("world earth", StringComparison.Ordinal) ? "earth" : "w").RequireRight();
    }

    [Fact]
    public void Documentation_may_hold_anything()
    {
        var generation = Generation.Of("""
            package a:b;
            /// Ends */ <summary> & </summary> */
            interface i {
                /// <see cref="nothing"/> */ }
                ///
                /// 1 < 2 && "x"
                f: func();
                /// ]]>
                enum e {
                    /// <
                    a }
            }
            world w { export i; import i; }
            """).RequireRight();
        Assert.Contains("&lt;see cref=\"nothing\"/&gt; */ }", generation.Code);
        Assert.DoesNotContain(
            generation.Output.GetDiagnostics(TestContext.Current.CancellationToken), found => found.Id is "CS1570" or "CS1584");
    }

    [Fact]
    public void Two_versions_of_a_package_are_told_apart()
    {
        var generation = Generation.Of("""
            package a:b;
            world w { import c:d/types@1.0.0; import c:d/types@2.0.0; export c:d/types@1.0.0; import e:f/types@1.0.0; }
            package c:d@1.0.0 { interface types { record r { x: u8 } f: func(r: r) -> r; } }
            package c:d@2.0.0 { interface types { record r { x: u16 } f: func(r: r) -> r; } }
            package e:f@1.0.0 { interface types { record r { x: u32 } f: func(r: r) -> r; } }
            """).RequireRight();
        Assert.Contains("interface ICDTypesV1_0_0", generation.Code);
        Assert.Contains("interface ICDTypesV2_0_0", generation.Code);
        Assert.Contains("interface IFTypes", generation.Code);
        Assert.Contains("class Types", generation.Code);
    }

    [Fact]
    public void A_version_may_have_words_without_letters()
    {
        var generation = Generation.Of("""
            package a:b;
            world w { import c:d/types@1.0.0-a--b; import c:d/types@1.0.0-a-b; }
            package c:d@1.0.0-a--b { interface types { f: func(); } }
            package c:d@1.0.0-a-b { interface types { f: func(); } }
            """).RequireRight();
        Assert.Contains("interface ICDTypesV1_0_0AB", generation.Code);
    }

    [Fact]
    public void Nested_options_have_types_of_their_own()
    {
        var generation = Generation.Of("package a:b; world w { export f: func(x: option<option<string>>) -> option<option<option<u8>>>; }");
        generation.RequireRight();
        Assert.Contains(
            "public global::Lanner.Components.Option<global::Lanner.Components.Option<byte?>> "
            + "F(global::Lanner.Components.Option<string?> x)",
            generation.Code);
    }
}
