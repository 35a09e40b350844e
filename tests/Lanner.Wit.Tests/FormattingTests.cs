using Lanner.Wit.Syntax;

namespace Lanner.Wit.Tests;

/// <summary>Files that are given their form, which changes nothing in them but white space and commas at the end of lists.</summary>
public sealed class FormattingTests
{
    [Fact]
    public void Gates_includes_uses_and_comments_stay()
    {
        const string Text = """
            // A licence.
            package   a:b @ 1.1.0;   // The package.
            use  c : d/k @ 1.0.0  as  kay ;


            world  w{include v with{f as g};
              include kay-world ;
              @unstable( feature=fancy )  import h:func( );
              @since(version=1.1.0) @deprecated ( version = 1.1.0 )
              export  i ; import x : c:d/k@1.0.0; import y:func ( a:u32 , ) ;

              // At the end.
            }
            /* before */ interface i { use kay . { t , u as v , } ;
              record r { a:list < u8 , 4 >, /// Of b.
              b:tuple< u8,u16, > // No comma.
              }
              f : async func( // Its parameters:
                  /// The first.
                  a: u8,

                  b: option<u8>
              )->result<_,u8>;
              g: func(x: u8 /* in between */, // of x
              y: u8);
            }
            """;
        const string Expected = """
            // A licence.
            package a:b@1.1.0; // The package.
            use c:d/k@1.0.0 as kay;

            world w {
              include v with {f as g};
              include kay-world;
              @unstable(feature = fancy)
              import h: func();
              @since(version = 1.1.0)
              @deprecated(version = 1.1.0)
              export i;
              import x: c:d/k@1.0.0;
              import y: func(a: u32);

              // At the end.
            }

            /* before */ interface i {
              use kay.{t, u as v};
              record r {
                a: list<u8, 4>,
                /// Of b.
                b: tuple<u8, u16>, // No comma.
              }
              f: async func( // Its parameters:
                /// The first.
                a: u8,

                b: option<u8>
              ) -> result<_, u8>;
              g: func(x: u8 /* in between */, // of x
                y: u8);
            }

            """;
        Assert.Equal(Expected, WitPrinter.Format(Text));
        RequireSame(Text, "a.wit");
    }

    [Fact]
    public void A_file_that_is_not_WIT_is_refused_with_the_place()
    {
        var error = Assert.Throws<WitException>(() => WitPrinter.Format("package a:b;\ninterface i { f: fun(); }", "b.wit"));
        Assert.Equal(("b.wit", 2, 18), (error.File, error.Line, error.Column));
    }

    [Fact]
    public void Packages_are_written_in_the_form_of_files()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var packages = WitPackages.Parse(new RandomPackage(seed).Write(), "random.wit", new WitOptions { AllFeatures = true });
            var text = WitPrinter.Print(packages);
            Assert.Equal(text, WitPrinter.Format(text));
        }
    }

    [Fact]
    public void Random_and_changed_files_keep_their_tokens()
    {
        var count = 0;
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            var text = PropertyTests.Change(new RandomPackage(seed % 50).Write(), random);
            try
            {
                _ = WitPrinter.Format(text);
            }
            catch (WitException)
            {
                continue;
            }

            RequireSame(text, "changed.wit");
            count++;
        }

        Assert.True(count >= 20, $"{count} files");
    }

    [Fact]
    public void Published_files_keep_their_tokens()
    {
        Assert.SkipWhen(Samples.SharedFolder is null, Samples.Missing);
        foreach (var file in Directory.EnumerateFiles(Samples.SharedFolder!, "*.wit", SearchOption.AllDirectories))
        {
            RequireSame(File.ReadAllText(file), file);
        }
    }

    [Fact]
    public void Published_packages_mean_the_same_afterwards()
    {
        Assert.SkipWhen(Samples.SharedFolder is null, Samples.Missing);
        var options = new WitOptions { AllFeatures = true };
        foreach (var (_, files, dependencies) in Samples.SharedPackages())
        {
            var formatted = files.Select(file => file with { Text = WitPrinter.Format(file.Text, file.Name) });
            Assert.Equal(
                WitPrinter.Print(WitPackages.Parse(files, dependencies, options)),
                WitPrinter.Print(WitPackages.Parse(formatted, dependencies, options)));
        }
    }

    private static void RequireSame(string text, string name)
    {
        var formatted = WitPrinter.Format(text, name);
        Assert.Equal(Parts(text, name), Parts(formatted, name));
        Assert.Equal(formatted, WitPrinter.Format(formatted, name));
    }

    /// <summary>The tokens without commas before what closes a list, and the comments.</summary>
    private static List<string> Parts(string text, string name)
    {
        var tokens = Lexer.Read(new SourceFile(name, text));
        var all = Enumerable.Range(0, tokens.Count).Select(index => tokens[index]).ToList();
        var kept = all.Where((token, index) => token.Kind != TokenKind.Comma
            || all[index + 1].Kind is not (TokenKind.RightBrace or TokenKind.RightParenthesis or TokenKind.Greater));
        return [.. kept.Select(TextOf), .. tokens.Comments.Select(TextOf)];

        string TextOf(Token token) => tokens.TextOf(token).TrimEnd().ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
