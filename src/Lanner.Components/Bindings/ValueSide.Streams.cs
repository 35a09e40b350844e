using Lanner.Components.Async;

namespace Lanner.Components.Bindings;

/// <content>Streams and futures, by the types that .NET has for them.</content>
public sealed partial class ValueSide
{
    /// <summary>The values of a guest's stream.</summary>
    /// <typeparam name="T">The type of the values in .NET.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="lift">Makes an element of its value.</param>
    public IAsyncEnumerable<T> ToValues<T>(ComponentValue stream, Func<ValueSide, ComponentValue, T> lift)
    {
        ArgumentNullException.ThrowIfNull(lift);
        return new GuestValues<T>(stream.AsStream(), some => ToArray(some, lift));
    }

    /// <summary>The numbers of a guest's stream, which come in blocks.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="stream">The stream.</param>
    public static IAsyncEnumerable<T> ToNumberValues<T>(ComponentValue stream)
        where T : unmanaged => new GuestValues<T>(stream.AsStream(), ToNumbers<T>);

    /// <summary>Makes a stream for a guest to read.</summary>
    /// <typeparam name="T">The type of the values in .NET.</typeparam>
    /// <param name="values">The values.</param>
    /// <param name="lower">Makes a value of an element.</param>
    public ComponentValue FromValues<T>(IAsyncEnumerable<T> values, Func<ValueSide, T, ComponentValue> lower)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(lower);
        return ComponentValue.FromStream(new(new ValueStreamSource<T>(values, static _ => true, some =>
        {
            var lowered = new ComponentValue[some.Length];
            for (var index = 0; index < lowered.Length; index++)
            {
                lowered[index] = lower(this, some.Span[index]);
            }

            return new HostValues(lowered);
        })));
    }

    /// <summary>Makes a stream of numbers for a guest to read, to which they go in blocks.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="values">The numbers.</param>
    public static ComponentValue FromNumberValues<T>(IAsyncEnumerable<T> values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        var kind = NumberArrays.KindOf<T>();
        return ComponentValue.FromStream(new(new ValueStreamSource<T>(
            values,
            element => element is PrimitiveType { Primitive: var primitive } && (ComponentValueKind)primitive == kind,
            static some => new HostNumbers<T>(some))));
    }

    /// <summary>The value of a guest's future, which is read from now on.</summary>
    /// <typeparam name="T">The type of the value in .NET.</typeparam>
    /// <param name="future">The future.</param>
    /// <param name="lift">Makes it of its value.</param>
    public async Task<T> ToTask<T>(ComponentValue future, Func<ValueSide, ComponentValue, T> lift)
    {
        ArgumentNullException.ThrowIfNull(lift);
        using var end = future.AsFuture();
        return lift(this, (await end.ReadAsync().ConfigureAwait(false)).GetValueOrDefault());
    }

    /// <summary>Makes a future for a guest to read.</summary>
    /// <typeparam name="T">The type of the value in .NET.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="lower">Makes a value of it.</param>
    public ComponentValue FromTask<T>(Task<T> value, Func<ValueSide, T, ComponentValue> lower)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(lower);
        return ComponentValue.FromFuture(new(new FutureSource(
            async cancellation => lower(this, await value.WaitAsync(cancellation).ConfigureAwait(false)))));
    }

    /// <summary>Makes a future without a value for a guest to read.</summary>
    /// <param name="moment">Ends at its moment.</param>
    public static ComponentValue FromTask(Task moment)
    {
        ArgumentNullException.ThrowIfNull(moment);
        return ComponentValue.FromFuture(new(new FutureSource(async cancellation =>
        {
            await moment.WaitAsync(cancellation).ConfigureAwait(false);
            return default;
        })));
    }
}
