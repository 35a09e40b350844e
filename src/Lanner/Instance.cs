namespace Lanner;

/// <summary>A module, instantiated.</summary>
public sealed class Instance
{
}
