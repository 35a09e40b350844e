namespace Lanner;

/// <summary>One tenant's instances and limits.</summary>
public sealed class Store
{
}
