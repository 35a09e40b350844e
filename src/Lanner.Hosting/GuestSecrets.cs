using System.Diagnostics;

namespace Lanner.Hosting;

/// <summary>Values of configuration that a guest can read and nobody is shown: this object tells their names only.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class GuestSecrets
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The names of the secrets.</summary>
    public IReadOnlyCollection<string> Names => _values.Keys;

    internal IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Sets a secret, in the place of one that has the name.</summary>
    /// <param name="name">The name by which the guest reads it (<c>wasi:config</c>).</param>
    /// <param name="value">The secret.</param>
    public void Set(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        _values[name] = value;
    }

    /// <summary>The number of secrets.</summary>
    public override string ToString() => $"{_values.Count} secrets";
}
