namespace Lanner.Wit.Tests;

/// <summary>Gates: <c>@since</c>, <c>@unstable</c> and <c>@deprecated</c>.</summary>
public sealed class GateTests
{
    private const string Text = """
        package a:b@1.2.0;

        @since(version = 1.0.0)
        interface i {
          @since(version = 1.0.0)
          type t = u8;
          @since(version = 1.1.0)
          f: func(x: t);
          @since(version = 1.2.0)
          @deprecated(version = 1.2.0)
          g: func();
          @unstable(feature = new-things)
          h: func();
          @since(version = 1.1.0)
          resource r {
            @since(version = 1.1.0)
            constructor();
            @since(version = 1.2.0)
            m: func();
          }
        }

        @since(version = 1.2.0)
        interface j {
          @since(version = 1.2.0)
          use i.{t};
        }

        @unstable(feature = new-things)
        world w {
          @unstable(feature = new-things)
          import i;
          @unstable(feature = other-things)
          export run: func();
        }
        """;

    [Fact]
    public void Features_that_are_off_are_left_out()
    {
        var package = Samples.Parse(Text).Root;

        Assert.Equal(["f", "g"], package.Interfaces[0].Functions.Select(function => function.Name));
        Assert.Empty(package.Worlds);
    }

    [Fact]
    public void Features_that_are_on_are_there()
    {
        var one = Samples.Parse(Text, new WitOptions { Features = ["new-things"] }).Root;
        var all = Samples.Parse(Text, new WitOptions { AllFeatures = true }).Root;

        Assert.Equal(["f", "g", "h"], one.Interfaces[0].Functions.Select(function => function.Name));
        Assert.Empty(one.Worlds[0].Exports);
        Assert.Equal("run", all.Worlds[0].Exports[0].Name);
        Assert.Equal("new-things", all.Worlds[0].Gate.Feature);
    }

    [Fact]
    public void Items_that_came_later_than_the_target_version_are_left_out()
    {
        var package = Samples.Parse(Text, new WitOptions { TargetVersion = WitVersion.Parse("1.1.5") }).Root;

        var target = Assert.Single(package.Interfaces);
        Assert.Equal("a:b/i@1.1.5", target.QualifiedName);
        Assert.Equal(["f"], target.Functions.Select(function => function.Name));
        Assert.Equal(["[constructor]r"], ((WitResourceType)target.Types[1]).Functions.Select(function => function.ExternName));
    }

    [Fact]
    public void Gates_are_kept()
    {
        var function = Samples.Parse(Text).Root.Interfaces[0].Functions[1];

        Assert.Equal(new WitGate(WitVersion.Parse("1.2.0"), null, WitVersion.Parse("1.2.0")), function.Gate);
        Assert.Equal(WitGate.None, Samples.ParseInterface("f: func();").Functions[0].Gate);
    }

    [Theory]
    [InlineData("package a:b; interface i { @since(version = 1.0.0) f: func(); }",
        "a.wit:1:52: the package `a:b` needs a version, since items of it have `@since`")]
    [InlineData("package a:b@1.0.0; interface i { @since(version = 1.0.1) f: func(); }",
        "a.wit:1:58: the gate names version 1.0.1, which comes after the package's 1.0.0")]
    [InlineData("package a:b; interface i { @unstable(feature = x) type t = u8; f: func(x: t); }",
        "a.wit:1:75: the type `t` belongs to the feature `x`, which is not active")]
    [InlineData("package a:b; @unstable(feature = x) interface i {} interface j { use i.{t}; }",
        "a.wit:1:70: the interface `i` belongs to the feature `x`, which is not active")]
    [InlineData("package a:b; interface i { @unstable(feature = x) type t = u8; } interface j { use i.{t}; }",
        "a.wit:1:87: the type `t` of the interface `i` is behind a closed gate")]
    [InlineData("package a:b; @unstable(feature = x) interface i {} world w { import i; }",
        "a.wit:1:69: the interface `i` belongs to the feature `x`, which is not active")]
    [InlineData("package a:b; @unstable(feature = x) world v {} world w { include v; }",
        "a.wit:1:66: the world `v` belongs to the feature `x`, which is not active")]
    [InlineData("package a:b; @unstable(feature = x) interface i { type t = u8; }",
        "a.wit:1:56: the item belongs to `i`, which is left out by its gate, and needs a gate as well")]
    [InlineData("package a:b; interface i { @unstable(feature = x) resource r { m: func(); } }",
        "a.wit:1:64: the item belongs to `r`, which is left out by its gate, and needs a gate as well")]
    public void What_is_left_out_cannot_be_referred_to(string text, string message)
    {
        Assert.Equal(message, Samples.ErrorOf(text));
    }

    [Fact]
    public void The_target_version_is_not_later_than_the_package()
    {
        var options = new WitOptions { TargetVersion = WitVersion.Parse("2.0.0") };

        Assert.Equal("a.wit:1:9: the package `a:b@1.0.0` cannot be read as version 2.0.0", Samples.ErrorOf("package a:b@1.0.0;", options));
        Assert.Equal("a.wit:1:9: the package `a:b` cannot be read as version 2.0.0", Samples.ErrorOf("package a:b;", options));
    }

    [Theory]
    [InlineData(
        "@since(version = 1.0.1) type t = u8; type u = t;",
        "the item refers to `t`, which has `@since(version = 1.0.1)`, and needs a gate as strong")]
    [InlineData(
        "@since(version = 1.0.1) type t = u8; @since(version = 1.0.0) f: func(x: t);",
        "the item refers to `t`, which has `@since(version = 1.0.1)`, and needs a gate as strong")]
    [InlineData(
        "@unstable(feature = x) type t = u8; @since(version = 1.0.0) f: func(x: t);",
        "the item refers to `t`, which has `@unstable(feature = x)`, and needs a gate of that kind")]
    public void Strict_gates_are_as_strong_as_those_that_items_refer_to(string members, string reason)
    {
        var text = $"package a:b@1.0.1; interface i {{ {members} }}";
        var strict = new WitOptions { AllFeatures = true, StrictGates = true };

        Assert.Equal(reason, Assert.Throws<WitException>(() => Samples.Parse(text, strict)).Reason);
        Samples.Parse(text, new WitOptions { AllFeatures = true });
    }

    [Theory]
    [InlineData("foo: func();")]
    [InlineData("@since(version = 1.0.1) bar: func();")]
    [InlineData("type t = u8;")]
    [InlineData("@since(version = 1.0.2) resource r { m: func(); }")]
    public void Strict_gates_are_as_strong_as_those_of_what_items_belong_to(string members)
    {
        var text = $"package a:b@1.0.2; @since(version = 1.0.2) interface i {{ {members} }}";

        var message = Samples.ErrorOf(text, new WitOptions { StrictGates = true });

        Assert.EndsWith(", which has `@since(version = 1.0.2)`, and needs a gate as strong", message, StringComparison.Ordinal);
        Samples.Parse(text);
    }

    [Fact]
    public void Strict_gates_are_asked_of_the_root_only()
    {
        Samples.Parse(
            "package a:b; interface i {} package c:d@1.0.0 { @since(version = 1.0.0) interface j { f: func(); } }",
            new WitOptions { StrictGates = true });
    }

    [Fact]
    public void Strict_gates_are_kept_by_packages_that_follow_the_rules()
    {
        var text = Text.Replace("other-things", "new-things", StringComparison.Ordinal);

        Samples.Parse(text, new WitOptions { AllFeatures = true, StrictGates = true });
    }
}
