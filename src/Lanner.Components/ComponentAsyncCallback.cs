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
