namespace Lanner.Wit;

/// <summary>The ways in which a function belongs to a resource.</summary>
public enum WitFunctionKind
{
    /// <summary>It belongs to no resource.</summary>
    Freestanding,

    /// <summary>It has a first parameter <c>self</c> that borrows the resource.</summary>
    Method,

    /// <summary>It belongs to the resource by name only.</summary>
    Static,

    /// <summary>It makes the resource.</summary>
    Constructor,
}

/// <summary>A parameter of a function.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type.</param>
public sealed record WitParameter(string Name, WitType Type);

/// <summary>A function.</summary>
public sealed class WitFunction
{
    internal WitFunction(WitFunctionKind kind, string name, WitResourceType? resource, bool isAsync)
    {
        Kind = kind;
        Name = name;
        Resource = resource;
        IsAsync = isAsync;
    }

    /// <summary>The way in which the function belongs to a resource.</summary>
    public WitFunctionKind Kind { get; }

    /// <summary>The name; that of a constructor is its resource's.</summary>
    public string Name { get; }

    /// <summary>The resource that the function belongs to, or null.</summary>
    public WitResourceType? Resource { get; }

    /// <summary>True for an <c>async func</c>, which may wait.</summary>
    public bool IsAsync { get; }

    /// <summary>The parameters, with <c>self</c> of methods.</summary>
    public IReadOnlyList<WitParameter> Parameters { get; internal init; } = [];

    /// <summary>The type of the result, or null. That of a constructor is its resource, or a <c>result</c> of it.</summary>
    public WitType? Result { get; internal init; }

    /// <summary>The documentation, lines separated by <c>\n</c>, or null.</summary>
    public string? Documentation { get; internal set; }

    /// <summary>The gate.</summary>
    public WitGate Gate { get; internal set; } = WitGate.None;

    /// <summary>The name that the world outside has for the function (<c>@external-id</c>), or null.</summary>
    public string? ExternalId { get; internal init; }

    /// <summary>The name in components, such as <c>[method]file.read</c>.</summary>
    public string ExternName => Kind switch
    {
        WitFunctionKind.Method => $"[method]{Resource!.Name}.{Name}",
        WitFunctionKind.Static => $"[static]{Resource!.Name}.{Name}",
        WitFunctionKind.Constructor => $"[constructor]{Resource!.Name}",
        _ => Name,
    };

    /// <summary>The name in components.</summary>
    /// <returns>The name, such as <c>[method]file.read</c>.</returns>
    public override string ToString() => ExternName;
}
