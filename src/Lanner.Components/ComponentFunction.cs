using Lanner.Components.Async;
using Lanner.Components.Linking;

namespace Lanner.Components;

/// <summary>A function that an instance of a component exports. Belongs to a store, and like everything in it is used by one thread at a
/// time.</summary>
public sealed partial class ComponentFunction
{
    internal ComponentFunction(Store store, string name, ComponentFunctionType type, ComponentCallee callee)
    {
        Store = store;
        Name = name;
        Type = type;
        Callee = callee;
    }

    /// <summary>The store that the function belongs to.</summary>
    public Store Store { get; }

    /// <summary>The name that it is exported as.</summary>
    public string Name { get; }

    /// <summary>The type.</summary>
    public ComponentFunctionType Type { get; }

    internal ComponentCallee Callee { get; }

    /// <summary>Calls the function, and waits for its end. A function that may block (<see cref="ComponentFunctionType.IsAsync"/>) runs on
    /// a thread of a pool, and so do other calls of the store that wait, meanwhile.</summary>
    /// <param name="arguments">The arguments, as many as the function has parameters and of their types.</param>
    /// <returns>The result, or null when the type has none.</returns>
    /// <exception cref="ArgumentException">The arguments do not fit the function's type.</exception>
    /// <exception cref="TrapException">The guest trapped, and may not be called any more.</exception>
    /// <exception cref="InvalidOperationException">The store is in use on another thread.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public ComponentValue? Call(params ReadOnlySpan<ComponentValue> arguments)
    {
        if (Callee is LiftedFunction { IsTask: true } task && !Store.IsInUseHere)
        {
            task.RequireAccepted(arguments);
            return EventLoop.Of(Store).CallAsync(task, arguments.ToArray(), CancellationToken.None).GetAwaiter().GetResult();
        }

        var loop = EventLoop.AcquireFor(Store);
        try
        {
            return CallHere(arguments);
        }
        finally
        {
            loop?.Release();
        }
    }

    /// <summary>Calls the function on a thread of a pool, so that the caller's is free while the guest runs or waits. Of functions that may
    /// block (<see cref="ComponentFunctionType.IsAsync"/>) any number of calls can be on their way at once, which take no thread while they
    /// wait, if the guest needs no stack meanwhile. Otherwise nothing else may use the store until the call is done.</summary>
    /// <param name="arguments">The arguments, as many as the function has parameters and of their types.</param>
    /// <param name="scheduler">The pool for a function that does not block; null for <see cref="GuestScheduler.Shared"/>.</param>
    /// <param name="cancellation">Asks the guest to end, where the function may block. One that has not ended after a second is ended: its
    /// instance may not be called any more. Another function is stopped if the engine was made with
    /// <see cref="EngineOptions.Interruptible"/>; otherwise it is only not begun any more.</param>
    /// <returns>A task with the result, or null when the type has none. It ends with what <see cref="Call"/> would throw, or
    /// cancelled.</returns>
    public Task<ComponentValue?> CallAsync(
        ReadOnlyMemory<ComponentValue> arguments, TaskScheduler? scheduler = null, CancellationToken cancellation = default) =>
        BeginCall(arguments, scheduler, returned: null, cancellation);

    /// <summary>Calls the function as <see cref="CallAsync"/> does, and waits until the guest has done all that belongs to the call: what
    /// it does after its result too.</summary>
    /// <param name="arguments">The arguments, as many as the function has parameters and of their types.</param>
    /// <param name="returned">Takes the result as soon as it is there, on any thread; null for nothing. It must not throw, nor
    /// wait.</param>
    /// <param name="scheduler">The pool for a function that does not block; null for <see cref="GuestScheduler.Shared"/>.</param>
    /// <param name="cancellation">As of <see cref="CallAsync"/>.</param>
    /// <returns>A task with the result, as of <see cref="CallAsync"/>. It fails also where the guest traps after its result.</returns>
    public Task<ComponentValue?> CallToExitAsync(
        ReadOnlyMemory<ComponentValue> arguments, Action<ComponentValue?>? returned = null, TaskScheduler? scheduler = null,
        CancellationToken cancellation = default) =>
        BeginCall(arguments, scheduler, returned ?? (static _ => { }), cancellation);

    private Task<ComponentValue?> BeginCall(
        ReadOnlyMemory<ComponentValue> arguments, TaskScheduler? scheduler, Action<ComponentValue?>? returned,
        CancellationToken cancellation)
    {
        if (Callee is not LiftedFunction { IsTask: true } task)
        {
            return Store.RunAsync(
                () =>
                {
                    var result = Call(arguments.Span);
                    returned?.Invoke(result);
                    return result;
                },
                scheduler,
                cancellation);
        }

        try
        {
            task.RequireAccepted(arguments.Span);
            return EventLoop.Of(Store).CallAsync(task, arguments.ToArray(), cancellation, returned);
        }
        catch (Exception error) when (error is ArgumentException or OperationCanceledException or ObjectDisposedException)
        {
            return Task.FromException<ComponentValue?>(error);
        }
    }

    private ComponentValue? CallHere(ReadOnlySpan<ComponentValue> arguments)
    {
        Store.Enter();
        try
        {
            return Callee.CallFromHost(Store, Type, arguments);
        }
        finally
        {
            Store.Leave();
        }
    }

    /// <summary>The name and the parameters, for messages.</summary>
    public override string ToString() => $"{Name}({string.Join(", ", Type.Parameters.Select(parameter => parameter.Label))})";
}
