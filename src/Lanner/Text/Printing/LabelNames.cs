using System.Globalization;

namespace Lanner.Text.Printing;

/// <summary>The blocks that are open while a body is printed, and how branches refer to them: by their name, unless a block further inside
/// has it too.</summary>
/// <param name="names">The names by the order in which blocks begin, or null.</param>
internal sealed class LabelNames(Dictionary<uint, string>? names)
{
    private readonly List<(string? Name, int Shadowed)> _open = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private uint _count;

    internal int Depth => _open.Count;

    private string? NextName => names?.GetValueOrDefault(_count);

    /// <summary>Returns the text behind the keyword of the block that is opened next, with a space in front.</summary>
    internal string Declaration() => NextName switch
    {
        null => "",
        "" => $" {StringText.NameAnnotation("")}",
        var name => $" {StringText.Identifier(name)}",
    };

    /// <summary>Opens a block.</summary>
    internal void Push()
    {
        var name = NextName;
        _count++;
        if (string.IsNullOrEmpty(name))
        {
            _open.Add((null, -1));
            return;
        }

        _open.Add((name, _byName.GetValueOrDefault(name, -1)));
        _byName[name] = _open.Count - 1;
    }

    internal void Pop()
    {
        var (name, shadowed) = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        if (name is not null && shadowed >= 0)
        {
            _byName[name] = shadowed;
        }
        else if (name is not null)
        {
            _byName.Remove(name);
        }
    }

    /// <summary>Refers to the block that is <paramref name="distance"/> blocks further out than the innermost.</summary>
    internal string Reference(uint distance)
    {
        if (distance >= (uint)_open.Count)
        {
            return distance.ToString(CultureInfo.InvariantCulture);
        }

        var position = _open.Count - 1 - (int)distance;
        return _open[position].Name is { } name && _byName[name] == position
            ? StringText.Identifier(name)
            : string.Create(CultureInfo.InvariantCulture, $"{distance} (;@{position + 1};)");
    }
}
