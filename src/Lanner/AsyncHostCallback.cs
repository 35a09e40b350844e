namespace Lanner;

/// <summary>An async function of the host whose type is not known when the program is written.</summary>
/// <param name="caller">The instance that calls.</param>
/// <param name="arguments">The arguments, as many as the function's type has parameters. They stay as they are.</param>
/// <param name="cancellation">Is cancelled when guests of the store are to stop; see <see cref="Store.Interruption"/>.</param>
/// <returns>A task with the results, as many as the function's type has and of its types.</returns>
public delegate ValueTask<Value[]> AsyncHostCallback(Caller caller, ReadOnlyMemory<Value> arguments, CancellationToken cancellation);
