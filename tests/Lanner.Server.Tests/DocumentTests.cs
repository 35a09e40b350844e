using Lanner.Server.Manifests;

namespace Lanner.Server.Tests;

/// <summary><c>docs/serve.md</c>.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void The_manifest_of_the_document_is_right()
    {
        Environment.SetEnvironmentVariable("REGION", "eu");
        Environment.SetEnvironmentVariable("PICTURES_TOKEN", "token");
        using var folder = new TemporaryFolder();
        folder.Write("picture.key", "key");

        var settings = ManifestFile.Read(folder.Write("lanner.toml", ReadManifest()), []);

        Assert.Equal(2, settings.Routes.Count);
        Assert.Single(settings.Schedules);
        Assert.Equal(
            ["pictures", "--bucket", "pictures"], ManifestTests.OptionsOf(settings, "pictures").Arguments);
    }

    [Fact]
    public void Every_setting_stands_in_the_document()
    {
        var manifest = ReadManifest();

        Assert.All(NamesOf(ManifestSchema.All), name => Assert.Contains(name, manifest, StringComparison.Ordinal));
    }

    private static string ReadManifest() =>
        File.ReadAllText(Repository.PathOf("docs/serve.md")).Split("```toml\n")[1].Split("\n```")[0];

    private static IEnumerable<string> NamesOf(Setting setting) => setting switch
    {
        Setting.Section section => section.Members.SelectMany(member => NamesOf(member.Setting).Prepend(member.Name)),
        Setting.List list => NamesOf(list.Element),
        Setting.Named named => NamesOf(named.Element),
        _ => [],
    };
}
