namespace Lanner.Wit.Tests;

/// <summary>All that the grammar allows.</summary>
public sealed class SyntaxTests
{
    [Theory]
    [InlineData("u8")]
    [InlineData("s8")]
    [InlineData("u16")]
    [InlineData("s16")]
    [InlineData("u32")]
    [InlineData("s32")]
    [InlineData("u64")]
    [InlineData("s64")]
    [InlineData("f32")]
    [InlineData("f64")]
    [InlineData("bool")]
    [InlineData("char")]
    [InlineData("string")]
    [InlineData("error-context")]
    [InlineData("list<u8>")]
    [InlineData("list<u8, 4>")]
    [InlineData("map<string, list<u8>>")]
    [InlineData("option<string>")]
    [InlineData("result")]
    [InlineData("result<u8>")]
    [InlineData("result<_, u8>")]
    [InlineData("result<u8, string>")]
    [InlineData("tuple<u8>")]
    [InlineData("tuple<u8, list<string>, char>")]
    [InlineData("future")]
    [InlineData("future<u8>")]
    [InlineData("stream")]
    [InlineData("stream<u8>")]
    [InlineData("future<result<tuple<u8, char>, stream<string>>>")]
    public void Types_are_written_as_they_were_read(string type)
    {
        Assert.Equal(type, Samples.ParseType(type).ToString());
    }

    [Fact]
    public void A_tuple_may_have_a_comma_at_its_end()
    {
        Assert.Equal("tuple<u8, u16>", Samples.ParseType("tuple<u8, u16,>").ToString());
    }

    [Fact]
    public void The_name_of_a_resource_stands_for_a_handle_that_owns_it()
    {
        var own = Assert.IsType<WitHandleType>(Samples.ParseType("r", "resource r;"));
        var same = Samples.ParseType("own<r>", "resource r;");
        var borrow = Assert.IsType<WitHandleType>(Samples.ParseType("borrow<r>", "resource r;"));

        Assert.False(own.IsBorrow);
        Assert.Equal("r", same.ToString());
        Assert.True(borrow.IsBorrow && borrow.ContainsBorrow);
        Assert.Equal("borrow<r>", borrow.ToString());
    }

    [Fact]
    public void Types_without_a_name_are_equal_when_they_are_built_alike()
    {
        var members = Samples.ParseInterface(
            "record p { x: u8 } f: func(a: tuple<p, list<u8, 2>>, b: tuple<p, list<u8, 2>>, c: list<u8>);");
        var parameters = members.Functions[0].Parameters;

        Assert.Equal(parameters[0].Type, parameters[1].Type);
        Assert.Equal(parameters[0].Type.GetHashCode(), parameters[1].Type.GetHashCode());
        Assert.NotEqual(parameters[0].Type, parameters[2].Type);
    }

    [Fact]
    public void A_percent_sign_makes_identifiers_of_keywords()
    {
        var members = Samples.ParseInterface("record %record { %type: u8, %plain: %u8 } type %u8 = u8; %func: func(%use: %record);");

        Assert.Equal(["u8", "record"], members.Types.Select(type => type.Name));
        Assert.Equal("func", members.Functions[0].Name);
        Assert.Equal(["type", "plain"], ((WitRecordType)members.Types[1]).Fields.Select(field => field.Name));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a-b-c")]
    [InlineData("a1-2-3")]
    [InlineData("A")]
    [InlineData("A-B-C")]
    [InlineData("A1-2-3")]
    [InlineData("a11-w0rds")]
    [InlineData("A11-4CR0NYMS")]
    [InlineData("m1x3d-4CR0NYMS")]
    [InlineData("parse-XML-document")]
    public void Words_and_acronyms_make_identifiers(string name)
    {
        Assert.Equal(name, Samples.ParseInterface($"{name}: func();").Functions[0].Name);
    }

    [Fact]
    public void Comments_are_nested_and_left_away()
    {
        var members = Samples.ParseInterface("// one\n/* two /* three */ // */ f: /**/ func(/* x */); /*/ */ g: func();");

        Assert.Equal(["f", "g"], members.Functions.Select(function => function.Name));
        Assert.Null(members.Functions[0].Documentation);
    }

    [Fact]
    public void A_file_may_begin_with_a_mark_of_the_byte_order_and_have_any_line_breaks()
    {
        var package = Samples.Parse("\ufeffpackage a:b;\r\ninterface i {\r\n\tf: func();\r}").Root;

        Assert.Equal("f", package.Interfaces[0].Functions[0].Name);
    }

    [Fact]
    public void Documentation_is_kept_without_the_white_space_of_its_comments()
    {
        const string Text = """
            /// The package.
            package a:b;

            /** An interface. */
            interface i {
              /// A record
              ///   with more.
              ///
              /// End.
              record r {
                /**
                 * A field
                 *   indented
                 */
                x: u8,
                /// No field follows.
              }
              /// A function.
              @unstable(feature = x)
              f: func();
            }
            """;

        var package = Samples.Parse(Text, new WitOptions { AllFeatures = true }).Root;

        var record = (WitRecordType)package.Interfaces[0].Types[0];
        Assert.Equal("The package.", package.Documentation);
        Assert.Equal("An interface.", package.Interfaces[0].Documentation);
        Assert.Equal("A record\n  with more.\n\nEnd.", record.Documentation);
        Assert.Equal("A field\n  indented", record.Fields[0].Documentation);
        Assert.Equal("A function.", package.Interfaces[0].Functions[0].Documentation);
    }

    [Fact]
    public void Resources_have_constructors_methods_and_static_functions()
    {
        var resource = (WitResourceType)Samples.ParseInterface("""
            resource r {
              constructor(x: u8);
              m: func() -> u8;
              n: async func(self2: borrow<r>);
              s: static async func(a: r) -> r;
            }
            """).Types[0];

        Assert.Equal(
            ["[constructor]r", "[method]r.m", "[method]r.n", "[static]r.s"],
            resource.Functions.Select(function => function.ExternName));
        Assert.Equal([false, false, true, true], resource.Functions.Select(function => function.IsAsync));
        Assert.Equal("r", resource.Functions[0].Result!.ToString());
        Assert.Equal("self: borrow<r>", $"{resource.Functions[1].Parameters[0].Name}: {resource.Functions[1].Parameters[0].Type}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" -> result<r>")]
    [InlineData(" -> result<r, string>")]
    public void Constructors_may_fail(string result)
    {
        var resource = (WitResourceType)Samples.ParseInterface($"resource r {{ constructor(){result}; }}").Types[0];

        Assert.Equal(result.Length == 0 ? "r" : result[4..], resource.Functions[0].Result!.ToString());
    }

    [Fact]
    public void External_names_are_strings_of_the_text_format()
    {
        const string Text = """
            package a:b;
            interface i {
              @external-id("foo/0 \"\t\u{2603}\e2\98\83\\")
              f: func();
              @external-id("DB")
              resource r {
                @external-id("baz")
                m: func();
              }
            }
            world w {
              @external-id("https://example.com/")
              import i;
              @external-id("run!")
              export run: func();
            }
            """;

        var package = Samples.Parse(Text).Root;

        var resource = (WitResourceType)package.Interfaces[0].Types[0];
        Assert.Equal("foo/0 \"\t☃☃\\", package.Interfaces[0].Functions[0].ExternalId);
        Assert.Equal(("DB", "baz"), (resource.ExternalId, resource.Functions[0].ExternalId));
        Assert.Equal("https://example.com/", package.Worlds[0].Imports[0].ExternalId);
        Assert.Equal("run!", package.Worlds[0].Exports[0].ExternalId);
    }

    [Fact]
    public void Names_of_packages_may_be_nested()
    {
        var packages = Samples.Parse("package a:b:c/d@1.0.0; world w { import e:f/g/h; } package e:f/g { interface h {} }");

        Assert.Equal("a:b:c/d@1.0.0", packages.Root.Name.ToString());
        Assert.Equal("e:f/g/h", packages.Root.Worlds[0].Imports[0].Name);
    }
}
