namespace Lanner.Wit.Tests;

public sealed class PrintingTests
{
    [Fact]
    public void Packages_are_written_in_one_form()
    {
        const string Text = """
            /** The
                package. */
            package  a:b@1.0.0 ; world w { import i;import j: func( ); export k:interface{ f:func()->u8 ; }
            use i.{t}; use i.{r as s}; include v with { %use as %from } }
            interface i { type t=list < u8 >; resource r{ m : func ( x:borrow<r> , ) ; constructor ( ) ; }
            /// Empty.
            resource q;  enum e { a , /// Last.
            b } f: async func(x: result<_,t>) -> tuple<t, list<u8,3>>; g: func(); }
            world v { import %use: func(); @external-id("x\ny") export other: i; }
            package c:d { interface k { use a:b/i@1.0.0.{t}; } }
            """;
        const string Expected = """
            /// The
            /// package.
            package a:b@1.0.0;

            interface i {
              type t = list<u8>;

              resource r {
                m: func(x: borrow<r>);
                constructor();
              }

              /// Empty.
              resource q;

              enum e {
                a,
                /// Last.
                b,
              }

              f: async func(x: result<_, t>) -> tuple<t, list<u8, 3>>;
              g: func();
            }

            world v {
              import %use: func();

              @external-id("x\ny")
              export other: i;
            }

            world w {
              use i.{t, r as s};

              import i;
              import j: func();
              import %from: func();

              export k: interface {
                f: func() -> u8;
              }

              @external-id("x\ny")
              export other: i;
            }

            package c:d {
              interface k {
                use a:b/i@1.0.0.{t};
              }
            }

            """;

        var packages = Samples.Parse(Text);

        Assert.Equal(Expected.ReplaceLineEndings("\n"), WitPrinter.Print(packages));
        RoundTrip.Text(packages);
    }

    [Fact]
    public void Our_own_package_is_the_same_after_text_and_binary()
    {
        foreach (var options in (WitOptions[])[new() { AllFeatures = true }, new(), new() { TargetVersion = WitVersion.Parse("1.0.0") }])
        {
            var packages = WitPackages.Load(Samples.OwnFolder, options);

            RoundTrip.Text(packages);
            RoundTrip.Binary(packages);
        }
    }

    [Fact]
    public void External_names_are_escaped()
    {
        var packages = Samples.Parse("""package a:b; world w { @external-id("\"\\\n\t\r\00\u{202e}☃👋") import f: func(); }""");

        Assert.Contains("""@external-id("\"\\\n\t\r\u{0}\u{202e}☃👋")""", WitPrinter.Print(packages), StringComparison.Ordinal);
        RoundTrip.Text(packages);
        RoundTrip.Binary(packages);
    }

    [Fact]
    public void Documentation_is_written_line_by_line()
    {
        var packages = Samples.Parse("package a:b;\n/// One\n///\n///   three / four\ninterface i {\n///\nf: func();\n}");

        Assert.Equal(
            "package a:b;\n\n/// One\n///\n///   three / four\ninterface i {\n  ///\n  f: func();\n}\n",
            WitPrinter.Print(packages));
        RoundTrip.Text(packages);
        RoundTrip.Binary(packages);
    }
}
