namespace Lanner.Components.Structure;

/// <summary>The kinds of scope that an outer alias can reach out of.</summary>
internal enum ScopeKind
{
    Component,
    ComponentType,
    InstanceType,
}
