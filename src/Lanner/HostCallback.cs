namespace Lanner;

/// <summary>A function of the host whose type is not known when the program is written.</summary>
/// <param name="caller">The instance that calls.</param>
/// <param name="arguments">The arguments, as many as the function's type has parameters.</param>
/// <param name="results">The span that takes the results, as many as the function's type has and of its types. Before, each is zero or
/// null.</param>
public delegate void HostCallback(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results);
