using System.ComponentModel;
using Lanner.Calls;
using Lanner.Components.Linking;
using Lanner.Components.Resources;

namespace Lanner.Components.Bindings;

/// <summary>A function that a component exports, as generated code calls it. Belongs to a store, and like everything in it is used by one
/// thread at a time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ExportedFunction
{
    private readonly LiftedFunction _function;
    private readonly RuntimeResource?[] _resources;
    private readonly object _owner;

    private ExportedFunction(Store store, LiftedFunction function, RuntimeResource?[] resources, object owner)
    {
        Store = store;
        _function = function;
        _resources = resources;
        _owner = owner;
    }

    internal Store Store { get; }

    internal LiftedFunction Lifted => _function;

    /// <summary>The delegate with the core signature that the last call used.</summary>
    internal GuestCall? Typed { get; set; }

    /// <summary>Finds a function.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="owner">The object of the world.</param>
    /// <param name="path">The name, such as <c>ns:pkg/interface#name</c>.</param>
    /// <param name="signature">The hash of the type that the code was generated for.</param>
    /// <param name="resources">The places of types of resources in it.</param>
    /// <exception cref="KeyNotFoundException">There is no such function.</exception>
    /// <exception cref="InvalidOperationException">The function has another type, or is none that generated code can call.</exception>
    public static ExportedFunction Find(
        ComponentInstance instance, object owner, string path, ulong signature, params string[] resources)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(resources);
        var (_, lifted) = Find(instance, path, signature);
        return new ExportedFunction(
            instance.Store,
            lifted,
            ResourceTable.Find(lifted.Plan.Type, lifted.Instance, resources),
            owner);
    }

    /// <summary>Finds a function of the type that code was generated for.</summary>
    internal static (ComponentFunction Function, LiftedFunction Lifted) Find(ComponentInstance instance, string path, ulong signature)
    {
        var function = instance.GetFunction(path);
        var actual = TypeSignature.Of(function.Type);
        if (!actual.HasHash(signature))
        {
            throw new InvalidOperationException($"The function `{path}` has another type than in the world: {actual}.");
        }

        return function.Callee is LiftedFunction lifted
            ? (function, lifted)
            : throw new InvalidOperationException(
                $"The function `{path}` is not one of the component itself: call it as a {nameof(ComponentFunction)}.");
    }

    /// <summary>Begins a call.</summary>
    /// <exception cref="TrapException">The instance may not be entered.</exception>
    /// <exception cref="InvalidOperationException">The store is in use on another thread.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public ExportCall Begin() => new(this);

    internal GuestSide SideOf(CallScope? scope) => new(new(_function.Context, scope), _resources, _owner);
}
