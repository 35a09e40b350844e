using System.Collections;

namespace Lanner.Wasi.Preview2.Http;

/// <summary>Names and values of fields in their order, as they were written. Bounded in number and size.</summary>
internal sealed class FieldList : IEnumerable<(string Name, byte[] Value)>
{
    /// <summary>The most fields of a list: no message that is meant to be read has as many.</summary>
    internal const int MaximumCount = 4096;

    /// <summary>The most bytes of names and values.</summary>
    internal const int MaximumBytes = 128 << 10;

    /// <summary>The bytes that a field takes in the host beside its name, of whose characters each takes two, and its value.</summary>
    private const int BytesOfField = 64;

    private readonly List<(string Name, byte[] Value)> _fields = [];
    private int _bytes;

    internal int Count => _fields.Count;

    /// <summary>About the bytes that the host keeps for the list.</summary>
    internal long HeldBytes => (2L * _bytes) + ((long)BytesOfField * _fields.Count);

    /// <summary>About the bytes that the host would keep for one more field.</summary>
    internal static long SizeOf(string name, byte[] value) => (2L * (name.Length + value.Length)) + BytesOfField;

    /// <summary>Takes the fields of a message that comes in, without those that are the host's.</summary>
    /// <param name="fields">The fields.</param>
    /// <returns>The list; null if one of the fields is against the rules, or there is too much.</returns>
    internal static FieldList? Receive(IEnumerable<KeyValuePair<string, byte[]>> fields)
    {
        var list = new FieldList();
        foreach (var (name, value) in fields)
        {
            if (FieldRules.IsForbidden(name))
            {
                continue;
            }

            if (!FieldRules.IsToken(name) || !FieldRules.IsValue(name, value) || !list.TryAdd(name, value))
            {
                return null;
            }
        }

        return list;
    }

    /// <summary>Adds a field.</summary>
    /// <returns>False if there is too much then.</returns>
    internal bool TryAdd(string name, byte[] value)
    {
        if (_fields.Count == MaximumCount || name.Length + value.Length > MaximumBytes - _bytes)
        {
            return false;
        }

        _bytes += name.Length + value.Length;
        _fields.Add((name, value));
        return true;
    }

    internal void Remove(string name)
    {
        foreach (var (_, value) in _fields.Where(field => IsNamed(field.Name, name)))
        {
            _bytes -= name.Length + value.Length;
        }

        _fields.RemoveAll(field => IsNamed(field.Name, name));
    }

    /// <summary>The values of a name, in whatever case it is written.</summary>
    internal IEnumerable<byte[]> Get(string name) => _fields.Where(field => IsNamed(field.Name, name)).Select(field => field.Value);

    /// <summary>A name as it is written in the list already, or else as it is.</summary>
    internal string WrittenAs(string name) => _fields.Find(field => IsNamed(field.Name, name)).Name ?? name;

    internal FieldList Copy()
    {
        var copy = new FieldList { _bytes = _bytes };
        copy._fields.AddRange(_fields);
        return copy;
    }

    /// <summary>The fields for the host.</summary>
    internal IReadOnlyList<KeyValuePair<string, byte[]>> ToPairs() =>
        [.. _fields.Select(field => KeyValuePair.Create(field.Name, field.Value))];

    public IEnumerator<(string Name, byte[] Value)> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsNamed(string name, string asked) => name.Equals(asked, StringComparison.OrdinalIgnoreCase);
}
