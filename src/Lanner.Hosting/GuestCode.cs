using Lanner.Components;

namespace Lanner.Hosting;

/// <summary>A version of a guest: a module or a component that is loaded. Immutable and thread-safe.</summary>
public sealed class GuestCode
{
    internal GuestCode(Component? component, Module? module, string sha256, int version)
    {
        Component = component;
        Module = module;
        Sha256 = sha256;
        Version = version;
    }

    /// <summary>The component; null where the guest is a module.</summary>
    public Component? Component { get; }

    /// <summary>The module; null where the guest is a component.</summary>
    public Module? Module { get; }

    /// <summary>The SHA-256 of the bytes of the source, in lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>1 for the first that was loaded under the name, one more for each that has replaced it.</summary>
    public int Version { get; }
}
