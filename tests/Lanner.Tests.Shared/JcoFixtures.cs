using System.Security.Cryptography;

namespace Lanner.Tests;

/// <summary>Prebuilt components of the tests of jco (bytecodealliance/jco), which nobody here wrote and which are not part of the
/// repository.</summary>
public static class JcoFixtures
{
    /// <summary>Why a test is skipped.</summary>
    public const string Missing =
        "The components of jco are not there. Fetch them with tests/fetch-jco-fixtures.sh, or let JCO_FIXTURES name their folder.";

    /// <summary>The folder, or null when it is not there.</summary>
    public static string? Folder { get; } = TestSuite.Find("JCO_FIXTURES", "jco");

    /// <summary>All components, those that are there twice once.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Components
    {
        get
        {
            var seen = new HashSet<string>();
            foreach (var file in Files("*.wasm"))
            {
                var bytes = File.ReadAllBytes(file);
                if (bytes.AsSpan().StartsWith("\0asm\x0d\0\x01\0"u8) && seen.Add(Convert.ToHexString(SHA256.HashData(bytes))))
                {
                    yield return (Path.GetRelativePath(Folder!, file), bytes);
                }
            }
        }
    }

    /// <summary>Reads a component; null when it is not there.</summary>
    /// <param name="name">The name of its file, in whatever folder.</param>
    public static byte[]? Find(string name) => Files(name).FirstOrDefault() is { } file ? File.ReadAllBytes(file) : null;

    private static IEnumerable<string> Files(string pattern) => Folder is null
        ? []
        : Directory.EnumerateFiles(Folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
