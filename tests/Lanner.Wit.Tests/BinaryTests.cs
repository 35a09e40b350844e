using System.Text;

namespace Lanner.Wit.Tests;

/// <summary>The binary form of packages.</summary>
public sealed class BinaryTests
{
    private const string Preamble = "0061736d0d000100";

    [Fact]
    public void A_function_is_a_type_of_an_instance_in_a_component()
    {
        var binary = WitBinary.Encode(Samples.Parse("package a:b; interface i { f: func(x: u8) -> string; }").Root);

        Assert.Equal(
            Preamble
            // A section with one type: a component with a type, an instance with the function, and the export of it.
            + "071e" + "01" + "4102" + "01" + "4202" + "01" + "4001" + "017" + "87d" + "0073" + "0400" + "0166" + "0100"
            + "0400" + "05" + "613a622f69" + "0500"
            // A section with one export of a type.
            + "0b0701" + "00" + "0169" + "0300" + "00"
            + "0010" + "0c" + Hex("package-docs") + "01" + Hex("{}"),
            Convert.ToHexStringLower(binary));
    }

    [Theory]
    [InlineData("interface i { type a = u8; type b = a; type c = list<u8>; type d = c; f: func(x: list<u8>, y: c, z: b); }")]
    [InlineData(
        "interface i { resource r { constructor(); m: func(); s: static func(); } type s = r; f: func(x: r, y: s, z: borrow<s>); }")]
    [InlineData("interface i { resource r { constructor() -> result<r, string>; } }")]
    [InlineData("interface i { resource r; type s = own<r>; type t = borrow<r>; type u = r; f: func(x: s, y: t, z: u); }")]
    [InlineData(
        "interface i { resource r; } interface j { use i.{r}; } interface k { use j.{r as s}; f: func() -> s; } world w { export k; }")]
    [InlineData(
        "interface i { record r { a: u8, b: list<r2> } record r2 { c: char } variant v { a, b(r) } enum e { x, Y } flags f { p, q } }")]
    [InlineData(
        "interface i { f: func(a: stream, b: future, c: stream<u8>, d: future<u8>, e: map<u8, u8>, g: list<u8, 9>) -> "
        + "error-context; }")]
    [InlineData("interface i { f: async func(); g: func(); h: async func(); }")]
    [InlineData("world w { resource r { m: func(); } record p { x: u8 } import f: func(x: borrow<r>) -> p; export g: async func(y: r); }")]
    [InlineData(
        "interface i { type t = u8; } world w { use i.{t as u}; import i; export i; import x: interface { use i.{t}; f: func() "
        + "-> t; } }")]
    [InlineData("interface i { resource r; f: func() -> r; } world w { import one: i; @external-id(\"2\") import two: i; export one: i; }")]
    [InlineData(
        "interface i { @external-id(\"T\") type t = u8; @external-id(\"R\") resource r { @external-id(\"M\") m: func(); } "
        + "@external-id(\"F\") f: func(); }")]
    [InlineData(
        "world w { @external-id(\"T\") type t = u8; @external-id(\"i\") import i: interface {} @external-id(\"F\") export f: "
        + "func(); }")]
    [InlineData("interface empty {} world nothing {}")]
    [InlineData("interface later { use early.{x}; } interface early { type x = u8; }")]
    public void Packages_are_the_same_after_they_were_written_and_read(string items)
    {
        var packages = Samples.Parse($"package a:b@1.2.3; {items}");

        RoundTrip.Text(packages);
        RoundTrip.Binary(packages);
    }

    [Fact]
    public void Documentation_and_gates_are_in_a_section_of_their_own()
    {
        const string Text = """
            /// Package
            package a:b@1.0.0;
            /// Interface
            @since(version = 1.0.0)
            interface i {
              /// Type
              @since(version = 1.0.0)
              @deprecated(version = 1.0.0)
              record r {
                /// Field
                x: u8,
              }
              /// Function
              @unstable(feature = y)
              f: func();
            }
            /// World
            world w {
              /// Import
              @since(version = 1.0.0)
              import i;
              /// Inline
              import x: interface {
                /// Inner
                g: func();
              }
              /// Exported
              export x: func();
            }
            """;
        var packages = Samples.Parse(Text, new WitOptions { AllFeatures = true });

        var binary = WitBinary.Encode(packages.Root);

        const string Json = """
            {"docs":"Package","worlds":{"w":{"docs":"World","interfaces":{"x":{"docs":"Inline","funcs":{"g":{"docs":"Inner"}}}},
            "func_exports":{"x":{"docs":"Exported"}},"interface_import_stability":{"a:b/i@1.0.0":{"stable":{"since":"1.0.0"}}},
            "interface_import_docs":{"a:b/i@1.0.0":"Import"}}},"interfaces":{"i":{"docs":"Interface",
            "stability":{"stable":{"since":"1.0.0"}},"funcs":{"f":{"docs":"Function","stability":{"unstable":{"feature":"y"}}}},
            "types":{"r":{"docs":"Type","stability":{"stable":{"since":"1.0.0","deprecated":"1.0.0"}},"items":{"x":"Field"}}}}}}
            """;
        Assert.EndsWith("\u0001" + Json.ReplaceLineEndings(""), Encoding.UTF8.GetString(binary), StringComparison.Ordinal);
        RoundTrip.Binary(packages);
    }

    [Fact]
    public void Of_other_packages_there_is_what_the_binary_needs()
    {
        var packages = Samples.Parse(
            "package a:b; interface i { use c:d/e@1.0.0.{t}; } "
            + "package c:d@1.0.0 { interface e { type t = u8; f: func(); } interface g {} }");

        var again = WitBinary.Decode(WitBinary.Encode(packages.Root));

        var foreign = again.FindInterface("c:d/e@1.0.0")!;
        Assert.Equal("t", foreign.Types[0].Name);
        Assert.Empty(foreign.Functions);
        Assert.Null(again.FindInterface("c:d/g@1.0.0"));
        Assert.Equal("c:d@1.0.0", again.All[0].ToString());
        Assert.Same(foreign.Types[0], ((WitAliasType)again.Root.Interfaces[0].Types[0]).Target);
    }

    [Theory]
    [InlineData("", "the binary is no component (at offset 0x0)")]
    [InlineData("0061736d01000000", "the binary is no component (at offset 0x0)")]
    [InlineData(Preamble, "the binary has no interface and no world")]
    [InlineData(Preamble + "01", "the binary ends too early (at offset 0x9)")]
    [InlineData(Preamble + "0100", "the component is no package: it has more than types (at offset 0xa)")]
    [InlineData(Preamble + "0705", "more things are promised than there are bytes (at offset 0xa)")]
    [InlineData(Preamble + "0701ff", "the binary ends too early (at offset 0xb)")]
    [InlineData(Preamble + "0706ffffffffff7f", "a number is too large (at offset 0xf)")]
    [InlineData(Preamble + "07020101", "0x01 is no type of a package (at offset 0xc)")]
    [InlineData(Preamble + "070301" + "7f00", "the section is longer than its contents (at offset 0xc)")]
    [InlineData(Preamble + "0702017f" + "0b07010001690300" + "00", "the export `i` is no interface or world (at offset 0x15)")]
    [InlineData(Preamble + "070301" + "4100" + "0b07010001690300" + "00", "a component exports neither an interface nor a world")]
    [InlineData(Preamble + "070401" + "410142", "0x42 is no declaration of a package (at offset 0xe)")]
    public void Mistakes(string hexadecimal, string message)
    {
        var binary = Convert.FromHexString(hexadecimal);

        Assert.Equal(message, Assert.Throws<WitException>(() => WitBinary.Decode(binary)).Message);
    }

    [Theory]
    [InlineData("{", "the section `package-docs` is no JSON")]
    [InlineData("{\"docs\":1}", "the section `package-docs` is not of the form that it should have")]
    [InlineData("{\"interfaces\":{\"x\":{}}}", "the section `package-docs` tells of `x`, which is not there")]
    [InlineData("{\"interfaces\":{\"i\":{\"stability\":{\"stable\":{\"since\":\"x\"}}}}}", "`x` is not a semantic version")]
    [InlineData("{\"interfaces\":{\"i\":{\"stability\":{}}}}", "the section `package-docs` has a gate that is unknown")]
    [InlineData("[]", "the section `package-docs` is not of the form that it should have")]
    public void Mistakes_of_documentation(string json, string message)
    {
        var binary = WitBinary.Encode(Samples.Parse("package a:b; interface i {}").Root)[..^18];
        byte[] contents = [12, .. "package-docs"u8, 1, .. Encoding.UTF8.GetBytes(json)];

        var exception = Assert.Throws<WitException>(() => WitBinary.Decode([.. binary, 0, (byte)contents.Length, .. contents]));

        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public void The_first_version_of_documentation_is_read()
    {
        var binary = WitBinary.Encode(Samples.Parse("package a:b; interface i { f: func(); }").Root)[..^18];
        byte[] contents = [12, .. "package-docs"u8, 0, .. """{"interfaces":{"i":{"funcs":{"f":"Old"}}}}"""u8];

        var packages = WitBinary.Decode([.. binary, 0, (byte)contents.Length, .. contents]);

        Assert.Equal("Old", packages.Root.Interfaces[0].Functions[0].Documentation);
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
}
