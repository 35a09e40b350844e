using System.Text;

namespace Lanner.Components.Generators.Emission;

/// <summary>Writes lines of C# with their indentation.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    internal void Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(line);
        }

        _text.Append('\n');
    }

    internal void Open(string? line = null)
    {
        if (line is not null)
        {
            Line(line);
        }

        Line("{");
        _depth++;
    }

    internal void Close()
    {
        _depth--;
        Line("}");
    }

    /// <summary>Writes documentation, in which a text of WIT can do no harm.</summary>
    internal void Document(string? documentation, string tag = "summary", string attribute = "")
    {
        if (documentation is null)
        {
            return;
        }

        // What a compiler takes for the end of a line ends one.
        var lines = documentation.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")
            .Split('\n', '\r', '\u0085', '\u2028', '\u2029');
        if (lines.Length == 1)
        {
            Line($"/// <{tag}{attribute}>{lines[0].Trim()}</{tag}>");
            return;
        }

        Line($"/// <{tag}{attribute}>");
        foreach (var line in lines)
        {
            Line(("/// " + line.TrimEnd()).TrimEnd());
        }

        Line($"/// </{tag}>");
    }

    public override string ToString() => _text.ToString();
}
