using Lanner.Cli.Messages;
using Lanner.Wasi;

namespace Lanner.Cli.CommandLine;

/// <summary>A directory of the host that a guest is given.</summary>
/// <param name="Host">Its path on the host.</param>
/// <param name="Guest">The name by which the guest knows it.</param>
/// <param name="Rights">The rights of the guest there.</param>
internal sealed record GrantedDirectory(string Host, string Guest, DirectoryRights Rights)
{
    /// <summary>Reads <c>HOST</c>, <c>HOST::GUEST</c> or <c>HOST::GUEST:ro</c>.</summary>
    /// <exception cref="FormatException">A name is empty.</exception>
    internal static GrantedDirectory Parse(string text)
    {
        var isReadOnly = text.EndsWith(":ro", StringComparison.Ordinal);
        var names = (isReadOnly ? text[..^3] : text).Split("::", 2);
        return names.Any(name => name.Length == 0)
            ? throw new FormatException($"'{text}' does not name a directory: write it as HOST, HOST::GUEST or HOST::GUEST:ro")
            : new GrantedDirectory(names[0], names[^1], isReadOnly ? DirectoryRights.ReadOnly : DirectoryRights.All);
    }

    /// <exception cref="FileException">There is no such directory.</exception>
    internal void AddTo(WasiContextBuilder builder)
    {
        Require();
        builder.AddDirectory(Host, Guest, Rights);
    }

    /// <exception cref="FileException">There is no such directory.</exception>
    internal void Require()
    {
        if (!Directory.Exists(Host))
        {
            throw new FileException(Host, File.Exists(Host)
                ? "this is a file, but --dir grants directories"
                : "there is no such directory, which --dir is to grant");
        }
    }
}
