using System.IO.Compression;
using System.Xml.Linq;

namespace Lanner.Docs.Tests;

/// <summary>The documentation that ships beside an assembly is of what its users can see. The API is on record in PublicAPI.*.txt, so that
/// these tests do not ask the tool that they test.</summary>
public sealed class ShippedDocumentationTests
{
    public static TheoryData<string, string> Assemblies => new() { { "Lanner", "Lanner.Engine" }, { "Lanner.Wasi", "Lanner.Wasi" } };

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_documented_member_is_of_the_public_API(string project, string assembly)
    {
        var api = ReadApi(project);

        var members = Read(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml"));

        Assert.True(members.Count > 20, "The documentation is lost.");
        Assert.DoesNotContain(members.Keys, name => !api.Contains(Simplify(name)));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_type_of_the_public_API_is_documented(string project, string assembly)
    {
        var documented = Read(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml")).Keys
            .Where(name => name.StartsWith("T:", StringComparison.Ordinal)).Select(Simplify).ToHashSet();
        var types = File.ReadLines(Repository.PathOf($"src/{project}/PublicAPI.Unshipped.txt"))
            .Where(line => !line.StartsWith('#') && !line.Contains("->", StringComparison.Ordinal)
                && !line.Contains('(', StringComparison.Ordinal) && !line.Contains(" = ", StringComparison.Ordinal))
            .Select(line => WithoutTypeArguments(line.Trim()));

        Assert.Empty(types.Except(documented));
    }

    /// <summary>Words of the compiler inside, which tell the user of the API nothing.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void References_lead_to_what_is_documented(string project, string assembly)
    {
        var members = Read(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml"));
        var api = ReadApi(project).Union(ReadApi("Lanner")).Union(ReadApi("Lanner.Components")).ToHashSet();

        var lost =
            members.SelectMany(member => member.Value.Descendants().Select(element => element.Attribute("cref")?.Value).OfType<string>()
            .Where(target => target[2..].StartsWith("Lanner.", StringComparison.Ordinal) && !api.Contains(Simplify(target)))
            .Select(target => $"{member.Key} refers to {target}"));

        Assert.Empty(lost);
    }

    /// <summary>The package has what was built, README and icon included.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_package_has_the_same_documentation(string project, string assembly)
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var folder = Directory.CreateTempSubdirectory("lanner-packages-");
        try
        {
            var (exitCode, output, error) = Shell.Run(
                "dotnet", "pack", "--no-build", $"src/{project}", "-c", configuration, "-o", folder.FullName);
            Assert.True(exitCode == 0, output + error);

            using var package = ZipFile.OpenRead(Assert.Single(folder.GetFiles("*.nupkg")).FullName);
            using var packed = new StreamReader(package.GetEntry($"lib/net10.0/{assembly}.xml")!.Open());
            Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml")), packed.ReadToEnd());
            Assert.NotNull(package.GetEntry("README.md"));
            Assert.NotNull(package.GetEntry("icon.png"));
            Assert.DoesNotContain(package.Entries, entry => entry.Name.Contains("TrimDocumentation", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, XElement> Read(string file) =>
        XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>The API without signatures: names alone, with those that properties and constructors have in documentation.</summary>
    private static HashSet<string> ReadApi(string project)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in Directory.GetFiles(Repository.PathOf($"src/{project}"), "PublicAPI.*.txt").SelectMany(File.ReadLines)
            .Where(line => line.Length > 0 && line[0] != '#'))
        {
            var text = line;
            foreach (var word in (string[])["abstract ", "const ", "override ", "readonly ", "static ", "virtual ", "sealed ", "~"])
            {
                text = text.Replace(word, "", StringComparison.Ordinal);
            }

            var isOperator = text.Contains(".operator ", StringComparison.Ordinal)
                || text.Contains("implicit operator", StringComparison.Ordinal)
                || text.Contains("explicit operator", StringComparison.Ordinal);
            text = text.Split(" -> ")[0];
            var end = text.IndexOfAny(['(', '[']);
            var name = WithoutTypeArguments((end < 0 ? text : text[..end]).Split(" = ")[0].Trim());
            name = name.EndsWith(".get", StringComparison.Ordinal) || name.EndsWith(".set", StringComparison.Ordinal) ? name[..^4]
                : name.EndsWith(".init", StringComparison.Ordinal) ? name[..^5]
                : name;
            names.Add(isOperator ? name[..name.IndexOf("operator", StringComparison.Ordinal)]
                .Replace("implicit ", "", StringComparison.Ordinal).Replace("explicit ", "", StringComparison.Ordinal) + "operator" : name);
        }

        return names;
    }

    /// <summary>The name of a member of a documentation file, as <see cref="ReadApi"/> has it.</summary>
    private static string Simplify(string name)
    {
        var text = name[2..];
        var end = text.IndexOfAny(['(', '~']);
        text = end < 0 ? text : text[..end];
        text = System.Text.RegularExpressions.Regex.Replace(text, "`+[0-9]+", "");
        var parts = text.Split('.');
        return parts[^1] switch
        {
            "#ctor" => string.Join('.', parts[..^1]) + '.' + parts[^2],
            "Item" => string.Join('.', parts[..^1]) + ".this",
            var last when last.StartsWith("op_", StringComparison.Ordinal) => string.Join('.', parts[..^1]) + ".operator",
            _ => text,
        };
    }

    private static string WithoutTypeArguments(string name)
    {
        var result = new System.Text.StringBuilder();
        var depth = 0;
        foreach (var character in name)
        {
            depth += character == '<' ? 1 : 0;
            if (depth == 0)
            {
                result.Append(character);
            }

            depth -= character == '>' ? 1 : 0;
        }

        return result.ToString();
    }
}
