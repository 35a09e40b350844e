namespace Lanner.Components;

/// <content>Calls with values as text, for hosts that have no types of their own for them.</content>
public sealed partial class ComponentFunction
{
    /// <summary>Calls the function with arguments in JSON.</summary>
    /// <param name="arguments">An array of the arguments, such as <c>[1, "x"]</c>, in the form that
    /// <see cref="ComponentValue.ParseJson"/> reads.</param>
    /// <param name="options">The forms that the result has, or null for those that are usual.</param>
    /// <returns>The result in JSON; <c>null</c> where the type has none.</returns>
    /// <exception cref="ComponentTextException">The text is no array of arguments of the function's types.</exception>
    /// <exception cref="InvalidOperationException">The result holds a handle, or is of a type with streams or
    /// futures; or the store is in use on another thread.</exception>
    /// <exception cref="TrapException">The guest trapped, and may not be called any more.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public string CallJson(string arguments, ComponentJsonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        RequireTextResult();
        return Call(JsonValueReader.ReadArguments(JsonValueReader.Encode(arguments), Type))?.ToJson(options) ?? "null";
    }

    /// <summary>Calls the function with arguments in JSON, as <see cref="CallAsync"/> does.</summary>
    /// <param name="arguments">An array of the arguments, such as <c>[1, "x"]</c>, in the form that
    /// <see cref="ComponentValue.ParseJson"/> reads.</param>
    /// <param name="options">The forms that the result has, or null for those that are usual.</param>
    /// <param name="scheduler">As of <see cref="CallAsync"/>.</param>
    /// <param name="cancellation">Asks the guest to end, or has the call not begun.</param>
    /// <returns>A task with the result in JSON; <c>null</c> where the type has none. It ends with what <see cref="CallJson"/> would throw,
    /// or cancelled.</returns>
    public async Task<string> CallJsonAsync(
        string arguments, ComponentJsonOptions? options = null, TaskScheduler? scheduler = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        RequireTextResult();
        var values = JsonValueReader.ReadArguments(JsonValueReader.Encode(arguments), Type);
        return (await CallAsync(values, scheduler, cancellation).ConfigureAwait(false))?.ToJson(options) ?? "null";
    }

    /// <summary>Calls the function with arguments in the WebAssembly Value Encoding.</summary>
    /// <param name="arguments">The arguments, such as <c>(1, "x")</c>. Options at the end may be left away.</param>
    /// <returns>The result, or an empty text where the type has none.</returns>
    /// <exception cref="ComponentTextException">The text is no arguments of the function's types.</exception>
    /// <exception cref="InvalidOperationException">The result holds a handle, or is of a type with streams or
    /// futures; or the store is in use on another thread.</exception>
    /// <exception cref="TrapException">The guest trapped, and may not be called any more.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public string CallWave(string arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        RequireTextResult();
        return Call(WaveValues.ParseArguments(arguments, this))?.ToWave() ?? "";
    }

    /// <summary>Calls the function with arguments in the WebAssembly Value Encoding, as <see cref="CallAsync"/> does.</summary>
    /// <param name="arguments">The arguments, such as <c>(1, "x")</c>. Options at the end may be left away.</param>
    /// <param name="scheduler">As of <see cref="CallAsync"/>.</param>
    /// <param name="cancellation">Asks the guest to end, or has the call not begun.</param>
    /// <returns>A task with the result, or an empty text where the type has none. It ends with what <see cref="CallWave"/> would throw, or
    /// cancelled.</returns>
    public async Task<string> CallWaveAsync(
        string arguments, TaskScheduler? scheduler = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        RequireTextResult();
        var values = WaveValues.ParseArguments(arguments, this);
        return (await CallAsync(values, scheduler, cancellation).ConfigureAwait(false))?.ToWave() ?? "";
    }

    /// <summary>Refuses a function whose result is or may be a stream or future, before it is called.</summary>
    /// <exception cref="InvalidOperationException">It is.</exception>
    internal void RequireTextResult()
    {
        if (Type.Result is { } result && result.Shape.Has(TypeTraits.End))
        {
            throw new InvalidOperationException(
                $"The result of `{Name}` is of the type `{result}`: streams and futures cannot be written as text.");
        }
    }
}
