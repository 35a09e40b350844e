using Lanner.Components;
using Lanner.Wasi.Waiting;

namespace Lanner.Wasi.Preview2.KeyValue;

/// <summary>Calls of a store for a guest.</summary>
internal static class StoreCall
{
    /// <summary>The most characters of a key.</summary>
    private const int LongestKey = 4096;

    /// <summary>A function whose failures are errors for the guest.</summary>
    internal static InterfaceFunction Of(InterfaceFunction body) => call =>
    {
        try
        {
            return ComponentValue.Ok(body(call));
        }
        catch (IOException exception)
        {
            return ComponentValue.Error(Other(exception));
        }
    };

    internal static ComponentValue Other(IOException exception) =>
        ComponentValue.FromVariant("other", ComponentValue.FromString(exception.Message));

    /// <summary>An argument that is a key.</summary>
    /// <exception cref="WasiKeyValueException">It cannot be one.</exception>
    internal static string Key(in ComponentValue value)
    {
        var key = value.AsString();
        return key.Length is > 0 and <= LongestKey && !key.Contains('\0', StringComparison.Ordinal)
            ? key
            : throw new WasiKeyValueException($"a key has 1 to {LongestKey} characters, none of them zero");
    }

    /// <summary>Waits for the store, no longer than until the guest is interrupted.</summary>
    /// <exception cref="TrapException">The guest was interrupted, whoever noticed it first.</exception>
    internal static T Wait<T>(this InterfaceCall call, Func<CancellationToken, ValueTask<T>> begin)
    {
        call.Store.ThrowIfInterrupted();
        try
        {
            var task = begin(call.Waiter.Interruption).AsTask();
            if (!task.IsCompleted && call.Waiter.WaitForTask(task) == WasiError.Interrupted)
            {
                task.IgnoreFailure();
                call.Store.ThrowIfInterrupted();
            }

            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            call.Store.ThrowIfInterrupted();
            throw;
        }
    }

    /// <summary>Waits for the store, as <see cref="Wait{T}"/> does.</summary>
    internal static void Wait(this InterfaceCall call, Func<CancellationToken, ValueTask> begin) => call.Wait(async cancellation =>
    {
        await begin(cancellation).ConfigureAwait(false);
        return true;
    });

    internal static ComponentValue OfBytes(byte[]? value) =>
        value is null ? ComponentValue.None : ComponentValue.Some(ComponentValue.FromNumbers<byte>(value));
}
