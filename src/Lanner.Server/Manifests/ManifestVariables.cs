using System.Text;
using Lanner.Cli.Messages;

namespace Lanner.Server.Manifests;

/// <summary>The values of <c>${NAME}</c> in texts of a manifest: those of the command line, else those of the table <c>variables</c>, else
/// those of the environment. <c>$${</c> is <c>${</c>.</summary>
/// <param name="given">The values of the command line.</param>
internal sealed class ManifestVariables(IEnumerable<KeyValuePair<string, string>> given)
{
    private const string Start = "${";

    private readonly Dictionary<string, string> _given = Last(given);
    private readonly Dictionary<string, string> _own = new(StringComparer.Ordinal);

    /// <summary>Tests whether there are variables in a value.</summary>
    internal static bool AreIn(ManifestNode node) => node.Kind == NodeKind.Text && node.Text.Contains(Start, StringComparison.Ordinal);

    /// <summary>Sets a variable of the manifest.</summary>
    internal void Set(string name, string value) => _own[name] = value;

    /// <summary>Puts the values in their places. What they hold is not looked at again.</summary>
    /// <param name="node">The text.</param>
    /// <param name="wrong">Makes an exception.</param>
    /// <exception cref="FileException">There is no such variable.</exception>
    internal string Fill(ManifestNode node, Func<ManifestNode, string, FileException> wrong)
    {
        if (!AreIn(node))
        {
            return node.Text;
        }

        var result = new StringBuilder();
        var rest = node.Text;
        while (rest.IndexOf(Start, StringComparison.Ordinal) is >= 0 and var start)
        {
            if (start > 0 && rest[start - 1] == '$')
            {
                result.Append(rest.AsSpan(0, start)).Append('{');
                rest = rest[(start + 2)..];
                continue;
            }

            var end = rest.IndexOf('}', start);
            if (end < 0)
            {
                throw wrong(node, $"a variable that begins with {Start} has to end with }}");
            }

            result.Append(rest.AsSpan(0, start)).Append(Find(rest[(start + 2)..end], node, wrong));
            rest = rest[(end + 1)..];
        }

        return result.Append(rest).ToString();
    }

    private string Find(string name, ManifestNode node, Func<ManifestNode, string, FileException> wrong) =>
        _given.TryGetValue(name, out var value) || _own.TryGetValue(name, out value) ? value
        : Environment.GetEnvironmentVariable(name) ?? throw wrong(
            node, $"there is no variable '{name}': not on the command line (--var), not in [variables], not in the environment"
                + Spelling.Suggest(name, _given.Keys.Concat(_own.Keys)));

    private static Dictionary<string, string> Last(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            last[name] = value;
        }

        return last;
    }
}
