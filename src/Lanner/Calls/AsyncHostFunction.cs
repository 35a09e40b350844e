using System.Runtime.CompilerServices;

namespace Lanner.Calls;

/// <summary>An async function of the host, as its calls see it.</summary>
/// <param name="name">The name under which waits for it are listed, or an object whose text that is.</param>
/// <param name="callback">The delegate, a <c>Func</c> wherever <see cref="AsyncFunctions"/> have a class for it.</param>
/// <param name="hasCaller">True if its first parameter is the caller.</param>
/// <param name="hasToken">True if its last parameter is a token, so that it can be told to give up.</param>
internal sealed class AsyncHostFunction(object name, Delegate callback, bool hasCaller, bool hasToken)
{
    internal object Name => name;

    internal Delegate Callback => callback;

    internal bool HasCaller => hasCaller;

    internal bool HasToken => hasToken;

    /// <summary>Makes a host function of a delegate that returns a task.</summary>
    /// <exception cref="ArgumentException">It returns none, or has parameters or results of types that WebAssembly does not
    /// know.</exception>
    internal static HostFunction FromDelegate(object name, Delegate callback)
    {
        var shape = AsyncShape.Of(callback.GetType());
        shape.Synchronous.ThrowIfUnsupported();
        return AsyncFunctions.HasClass(shape)
            ? HostFunction.FromDelegate(AsyncFunctions.Create(
                new AsyncHostFunction(name, shape.ToStandard(callback), shape.HasCaller, shape.HasToken), shape))
            : HostFunction.FromCallback(shape.Synchronous, DynamicCallback.ForAsync(name, callback, shape));
    }

    /// <summary>Makes a host function of a callback whose types are not known when the program is written.</summary>
    internal static HostFunction FromCallback(object name, FunctionType type, AsyncHostCallback callback)
    {
        var function = new AsyncHostFunction(name, callback, hasCaller: true, hasToken: true);
        return HostFunction.FromCallback(type, (caller, arguments, results) =>
        {
            // Spans do not outlive an await.
            Value[] kept = [.. arguments];
            var values = AsyncHostCall.Run(
                caller,
                function,
                (caller, arguments: kept, callback),
                static (call, state) => call.Wait(state.callback(state.caller, state.arguments, call.Token)));
            if (values is null || values.Length != results.Length)
            {
                throw new InvalidOperationException(
                    $"The async host function {name} has returned {values?.Length ?? 0} results, where its type {type} has "
                    + $"{results.Length}.");
            }

            values.CopyTo(results);
        });
    }

    /// <summary>The delegate as one of the type that it was made with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TDelegate As<TDelegate>()
        where TDelegate : Delegate => Unsafe.As<TDelegate>(callback);
}
