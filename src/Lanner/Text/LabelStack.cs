namespace Lanner.Text;

/// <summary>The labels of the blocks that are open, innermost last (specification 6.1.3).</summary>
internal sealed class LabelStack
{
    private readonly List<(string? Identifier, int Shadowed)> _labels = [];
    private readonly Dictionary<string, int> _byIdentifier = new(StringComparer.Ordinal);
    private readonly List<(uint Index, string Name)> _names = [];
    private uint _count;

    /// <summary>The names of the function's blocks, numbered in the order in which they start.</summary>
    internal IReadOnlyList<(uint Index, string Name)> Names => _names;

    internal string? Innermost => _labels[^1].Identifier;

    internal void Push(string? identifier, string? name)
    {
        var shadowed = -1;
        if (identifier is not null)
        {
            shadowed = _byIdentifier.GetValueOrDefault(identifier, -1);
            _byIdentifier[identifier] = _labels.Count;
        }

        if ((name ?? identifier) is { } given)
        {
            _names.Add((_count, given));
        }

        _count++;
        _labels.Add((identifier, shadowed));
    }

    internal void Pop()
    {
        var (identifier, shadowed) = _labels[^1];
        _labels.RemoveAt(_labels.Count - 1);
        if (identifier is not null)
        {
            if (shadowed < 0)
            {
                _byIdentifier.Remove(identifier);
            }
            else
            {
                _byIdentifier[identifier] = shadowed;
            }
        }
    }

    /// <summary>Reads a label as the number of blocks between.</summary>
    internal uint Read(TokenReader reader)
    {
        var token = reader.Current;
        if (reader.AcceptIdentifier() is not { } identifier)
        {
            return reader.ReadNatural32();
        }

        return _byIdentifier.TryGetValue(identifier, out var position)
            ? (uint)(_labels.Count - 1 - position)
            : throw reader.Malformed($"unknown label ${identifier}", token);
    }
}
