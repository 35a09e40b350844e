namespace Lanner.Components.Bindings;

/// <summary>The values of a guest's stream, which can be gone over once. The end to read from is dropped when that ends, wherever it does;
/// or by <see cref="Dispose"/>, where nobody goes over them.</summary>
/// <typeparam name="T">The type of the values in .NET.</typeparam>
/// <param name="stream">The end to read from.</param>
/// <param name="lift">Takes a list apart.</param>
internal sealed class GuestValues<T>(ComponentStream stream, Func<ComponentValue, T[]> lift) : IAsyncEnumerable<T>, IDisposable
{
    /// <summary>The most values that are read at once, before they are asked for. Handles are not, so that none is left over.</summary>
    private readonly int _mostAtOnce = stream.ElementType?.Shape.Has(TypeTraits.Own | TypeTraits.End) == true ? 1 : 1024;

    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using (stream)
        {
            while (await stream.ReadAsync(_mostAtOnce, cancellationToken).ConfigureAwait(false) is { Count: > 0 } values)
            {
                foreach (var value in lift(values))
                {
                    yield return value;
                }
            }
        }
    }

    public void Dispose() => stream.Dispose();
}
