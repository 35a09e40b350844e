using System.Text;

namespace Lanner.Wit.Printing;

/// <summary>Text with blocks in braces.</summary>
internal sealed class IndentedText
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isFirst = true;
    private string? _kind;

    public override string ToString() => _text.ToString();

    /// <summary>Writes a line.</summary>
    internal void Line(string line)
    {
        if (line.Length > 0)
        {
            _text.Append(' ', 2 * _depth).Append(line);
        }

        _text.Append('\n');
        _isFirst = false;
    }

    /// <summary>Writes an empty line before an item, but not at the start of a block or between items of one line of a kind.</summary>
    /// <param name="kind">The kind of an item of one line, or null for another item.</param>
    internal void Gap(string? kind = null)
    {
        if (!_isFirst && (kind is null || kind != _kind))
        {
            Line("");
        }

        _kind = kind;
    }

    /// <summary>Begins a block.</summary>
    internal void Open(string line)
    {
        Line(line + " {");
        _depth++;
        _isFirst = true;
    }

    /// <summary>Ends a block.</summary>
    internal void Close()
    {
        _depth--;
        Line("}");
        _kind = null;
    }
}
