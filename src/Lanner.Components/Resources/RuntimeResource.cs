namespace Lanner.Components.Resources;

/// <summary>A type of resources at run time: one that an instance of a component has defined, or one of the host (Canonical ABI,
/// <c>ResourceType</c>).</summary>
internal sealed class RuntimeResource
{
    /// <summary>The instance that implements it; null for one of the host.</summary>
    internal InstanceNode? Owner { get; init; }

    /// <summary>The function that is called with the representation at the end, or null.</summary>
    internal Function? Destructor { get; init; }

    /// <summary>The host's type; null for one of a guest.</summary>
    internal HostResourceType? Host { get; init; }

    /// <summary>The identity that the resources have in types at run time, where those of components stand for them.</summary>
    internal ResourceIdentity Identity { get; } = new();

    /// <summary>True if the representation has 64 bits.</summary>
    internal bool Is64 { get; init; }

    /// <summary>The words for the type in messages.</summary>
    internal string Description => Host is null ? "guest-defined resource" : $"host-defined resource `{Host.Name}`";

    /// <summary>Ends a resource: calls the destructor.</summary>
    /// <param name="representation">The representation.</param>
    /// <param name="value">The object of the host.</param>
    /// <param name="caller">The instance that drops it; null for the host.</param>
    internal void Destroy(ulong representation, object? value, InstanceNode? caller)
    {
        if (Host is not null)
        {
            Host.Destroy(value!);
            return;
        }

        var common = Owner!.CommonWith(caller);
        Owner.EnterFrom(common);
        if (Destructor is not null)
        {
            Owner.SuspendCall(out var suspended);
            var argument = new Value(Is64 ? WasmValueKind.I64 : WasmValueKind.I32, representation);
            CoreCalls.Call(Destructor, [argument], []);
            Owner.ResumeCall(suspended);
        }

        Owner.LeaveTo(common);
    }
}
