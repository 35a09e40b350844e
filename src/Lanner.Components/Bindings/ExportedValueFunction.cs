using System.ComponentModel;

namespace Lanner.Components.Bindings;

/// <summary>A function that a component exports and that may wait, or passes streams, futures or error contexts, as generated code calls
/// it: with values. Belongs to a store, and like everything in it is used by one thread at a time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ExportedValueFunction
{
    private readonly ComponentFunction _function;

    private ExportedValueFunction(ComponentFunction function, ValueSide side)
    {
        _function = function;
        Side = side;
    }

    /// <summary>The guest's types of resources.</summary>
    public ValueSide Side { get; }

    /// <summary>Finds a function.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="owner">The object of the world.</param>
    /// <param name="path">The name, such as <c>ns:pkg/interface#name</c>.</param>
    /// <param name="signature">The hash of the type that the code was generated for.</param>
    /// <param name="resources">The places of types of resources in it.</param>
    /// <exception cref="KeyNotFoundException">There is no such function.</exception>
    /// <exception cref="InvalidOperationException">The function has another type, or is none of the component itself.</exception>
    public static ExportedValueFunction Find(
        ComponentInstance instance, object owner, string path, ulong signature, params string[] resources)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(resources);
        var (function, lifted) = ExportedFunction.Find(instance, path, signature);
        return new(function, new(ResourceTable.Find(lifted.Plan.Type, lifted.Instance, resources), owner));
    }

    /// <summary>Calls the function, which does not wait.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The result; any value where the type has none.</returns>
    public ComponentValue Call(params ReadOnlySpan<ComponentValue> arguments) => _function.Call(arguments).GetValueOrDefault();

    /// <summary>Calls a function without a result.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="cancellation">Asks the guest to end.</param>
    public Task CallAsync(ComponentValue[] arguments, CancellationToken cancellation) =>
        _function.CallAsync(arguments, scheduler: null, cancellation);

    /// <summary>Calls the function.</summary>
    /// <typeparam name="T">The type of the result in .NET.</typeparam>
    /// <param name="arguments">The arguments.</param>
    /// <param name="lift">Makes the result of its value.</param>
    /// <param name="cancellation">Asks the guest to end.</param>
    public async Task<T> CallAsync<T>(
        ComponentValue[] arguments, Func<ValueSide, ComponentValue, T> lift, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lift);
        var result = await _function.CallAsync(arguments, scheduler: null, cancellation).ConfigureAwait(false);
        return lift(Side, result.GetValueOrDefault());
    }
}
