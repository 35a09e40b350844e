namespace Lanner.Wit.Tests;

public sealed class VersionTests
{
    [Theory]
    [InlineData("0.0.0")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3-rc.1")]
    [InlineData("1.2.3-0-a.x-y")]
    [InlineData("1.2.3+001.build")]
    [InlineData("1.2.3-rc.1+5")]
    [InlineData("18446744073709551615.0.0")]
    public void Versions_are_written_as_they_were_read(string text)
    {
        Assert.Equal(text, WitVersion.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.-3")]
    [InlineData("1.2. 3")]
    [InlineData("18446744073709551616.0.0")]
    public void Other_texts_are_no_versions(string text)
    {
        Assert.False(WitVersion.TryParse(text, out _));
        Assert.Equal($"`{text}` is not a semantic version", Assert.Throws<WitException>(() => WitVersion.Parse(text)).Message);
    }

    [Fact]
    public void Versions_are_ordered_by_age()
    {
        string[] ordered =
            ["0.9.9", "1.0.0-1", "1.0.0-2", "1.0.0-11", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0", "1.0.1", "1.1.0", "2.0.0"];

        var sorted = ordered.Reverse().Select(WitVersion.Parse).Order().Select(version => version.ToString());

        Assert.Equal(ordered, sorted);
        Assert.True(WitVersion.Parse("1.0.0") > WitVersion.Parse("1.0.0-rc.1"));
        Assert.True(WitVersion.Parse("1.0.0") == WitVersion.Parse("1.0.0"));
        Assert.True(WitVersion.Parse("1.0.0+a") != WitVersion.Parse("1.0.0+b"));
    }

    [Theory]
    [InlineData("1.2.3", "1", ".2.3")]
    [InlineData("0.2.6-rc.1", "0.2", ".6-rc.1")]
    [InlineData("0.0.1-alpha", "0.0.1", "-alpha")]
    [InlineData("0.0.0", "0.0.0", "")]
    public void Canonical_versions_are_what_compatible_versions_share(string version, string canonical, string suffix)
    {
        var parsed = WitVersion.Parse(version);

        Assert.Equal((canonical, suffix), (parsed.CanonicalVersion, parsed.CanonicalSuffix));
        Assert.True(parsed.IsCompatibleWith(parsed));
    }

    [Fact]
    public void Names_of_packages_are_read()
    {
        var name = WitPackageName.Parse("wasi:http@0.2.0");
        var nested = WitPackageName.Parse("a:b:c/d");

        Assert.Equal(new WitPackageName("wasi", "http", WitVersion.Parse("0.2.0")), name);
        Assert.Equal("wasi:http/types@0.2.0", name.NameOf("types"));
        Assert.Equal(("a:b", "c/d"), (nested.Namespace, nested.Name));
        Assert.Equal("`wasi` is not the name of a package", Assert.Throws<WitException>(() => WitPackageName.Parse("wasi")).Message);
        Assert.Equal("`a:B` is not the name of a package", Assert.Throws<WitException>(() => WitPackageName.Parse("a:B")).Message);
    }
}
