using Lanner.Components.Resources;

namespace Lanner.Components;

/// <summary>A type of resources that the host implements: guests hold handles of objects of the host. Thread-safe; serves any number of
/// stores.</summary>
public sealed class HostResourceType
{
    private readonly Action<object>? _destructor;

    /// <summary>Makes a type.</summary>
    /// <param name="name">A name for messages.</param>
    /// <param name="destructor">Called with the object when the last owner drops the resource; null when there is nothing to do.</param>
    public HostResourceType(string name, Action<object>? destructor = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        _destructor = destructor;
        Runtime = new RuntimeResource { Host = this };
    }

    /// <summary>The name for messages.</summary>
    public string Name { get; }

    internal RuntimeResource Runtime { get; }

    /// <summary>Makes a resource of the type, which the host owns until it passes it to a guest.</summary>
    /// <param name="value">The object.</param>
    public ComponentResource Create(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ComponentResource(Runtime, 0, value, isOwned: true);
    }

    internal void Destroy(object value) => _destructor?.Invoke(value);
}
