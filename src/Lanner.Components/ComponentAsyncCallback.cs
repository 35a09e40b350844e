namespace Lanner.Components;

/// <summary>A function of the host that may wait.</summary>
/// <param name="store">The store of the guest that calls. It may be used until the function waits for the first time, not later: other
/// guests of the store run meanwhile, on other threads.</param>
/// <param name="arguments">The arguments, of the types of the function that the guest imports. What is lent by them is valid until the
/// function ends.</param>
/// <param name="cancellation">Is cancelled when the guest does not want the result any more. A function that then ends with
/// <see cref="OperationCanceledException"/> was cancelled; one that ends with a result has been faster.</param>
/// <returns>The result, of the type of the function; null when it has none.</returns>
public delegate ValueTask<ComponentValue?> ComponentAsyncCallback(
    Store store, ReadOnlyMemory<ComponentValue> arguments, CancellationToken cancellation);

/// <summary>A function of the host that may wait, for hosts that have no types of their own for the values.</summary>
/// <param name="store">The store of the guest that calls, as of <see cref="ComponentAsyncCallback"/>.</param>
/// <param name="arguments">The arguments: an array in JSON, in the form that <see cref="ComponentValue.ToJson"/> writes.</param>
/// <param name="cancellation">As of <see cref="ComponentAsyncCallback"/>.</param>
/// <returns>The result in JSON; where the type has none, it is not looked at.</returns>
public delegate ValueTask<string?> ComponentJsonAsyncCallback(Store store, string arguments, CancellationToken cancellation);
