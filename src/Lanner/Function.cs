using System.Diagnostics.CodeAnalysis;
using Lanner.Calls;
using Lanner.Runtime;

namespace Lanner;

/// <summary>A function: a guest's or the host's. Also what a <c>funcref</c> refers to. Belongs to a store, and like everything in it is
/// used by one thread at a time.</summary>
public sealed class Function : Extern
{
    /// <summary>The address of the code, for a managed <c>calli</c> with the state first. It may be replaced by a better one, so that it is
    /// read for each call. Compiled code reads this.</summary>
    internal nint Code;

    /// <summary>The first argument of the code. Compiled code reads this.</summary>
    internal InstanceState State;

    /// <summary>The canonical type. Compiled code compares it with the type that a call expects.</summary>
    internal readonly FunctionType ExactType;

    internal const string NeedsJit =
        "Code for delegates of uncommon types is made while the program runs, which needs the JIT of the runtime.";

    /// <summary>The delegate that was asked for last.</summary>
    private Delegate? _delegate;

    internal Function(FunctionType type, InstanceState state, nint code)
    {
        ExactType = type;
        State = state;
        Code = code;
    }

    /// <summary>The function's type.</summary>
    public new FunctionType Type => ExactType;

    /// <summary>The store that the function belongs to.</summary>
    public Store Store => State.Store;

    private protected override ExternalType ExternalType => new FunctionExternalType(ExactType);

    /// <summary>Makes a function of the host from a delegate.</summary>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="callback">The delegate. Its type decides the function's type: <c>i32</c> for <see cref="int"/> and <see cref="uint"/>,
    /// <c>i64</c> for <see cref="long"/> and <see cref="ulong"/>, <c>f32</c>, <c>f64</c>, <c>v128</c> for a
    /// <see cref="System.Runtime.Intrinsics.Vector128{T}"/>, <c>funcref</c> for <see cref="Function"/>, <c>externref</c> for
    /// <see cref="object"/>; several results for a tuple. A first parameter of type <see cref="Caller"/> is no parameter of the function:
    /// it tells which instance imports it.</param>
    /// <exception cref="ArgumentException">The delegate has parameters or results of other types.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public static Function FromDelegate(Store store, Delegate callback)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(callback);
        store.ThrowIfDisposed();
        var definition = HostFunction.FromDelegate(callback);
        return definition.Bind(store, definition.NaturalType, null);
    }

    /// <summary>Makes a function of the host whose type is not known when the program is written.</summary>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="type">The function's type.</param>
    /// <param name="callback">The host's code.</param>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public static Function FromCallback(Store store, FunctionType type, HostCallback callback)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(callback);
        store.ThrowIfDisposed();
        return HostFunction.FromCallback(type, callback).Bind(store, type, null);
    }

    /// <summary>Makes an async function of the host from a delegate that returns a task.</summary>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="callback">The delegate; see <see cref="Linker.DefineAsync(string, string, Delegate)"/>.</param>
    /// <exception cref="ArgumentException">The delegate returns no task, or has parameters or a result of types that WebAssembly does not
    /// know.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public static Function FromAsyncDelegate(Store store, Delegate callback)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(callback);
        store.ThrowIfDisposed();
        var name = new ImportedName();
        var definition = AsyncHostFunction.FromDelegate(name, callback);
        definition.Name = name;
        return definition.Bind(store, definition.NaturalType, null);
    }

    /// <summary>Makes an async function of the host whose type is not known when the program is written.</summary>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="type">The function's type.</param>
    /// <param name="callback">The host's code; see <see cref="Linker.DefineAsync(string, string, Delegate)"/>.</param>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public static Function FromAsyncCallback(Store store, FunctionType type, AsyncHostCallback callback)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(callback);
        store.ThrowIfDisposed();
        var name = new ImportedName();
        var definition = AsyncHostFunction.FromCallback(name, type, callback);
        definition.Name = name;
        return definition.Bind(store, type, null);
    }

    /// <summary>Makes a delegate that calls the function, which is the fastest way to do so: a call costs a few nanoseconds.</summary>
    /// <typeparam name="TDelegate">The type of the delegate, with the parameters and results of the function in the types that
    /// <see cref="FromDelegate"/> lists, such as <c>Func&lt;int, long, double&gt;</c> for <c>(func (param i32 i64) (result
    /// f64))</c>.</typeparam>
    /// <returns>The delegate. A call of it throws <see cref="TrapException"/> when the guest traps, <see cref="WasmException"/> when it
    /// does not catch an exception of its own, and any exception of a host function that it calls as that was thrown.</returns>
    /// <exception cref="ArgumentException">The delegate's type does not fit the function's.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was compiled ahead of time, and the delegate has another type than
    /// <see cref="Action"/>, <c>Func&lt;int&gt;</c> or one of these with one or two <see cref="int"/> as parameters.</exception>
    [RequiresDynamicCode(NeedsJit)]
    public TDelegate ToDelegate<TDelegate>()
        where TDelegate : Delegate
    {
        if (_delegate is not TDelegate result)
        {
            result = (TDelegate)GuestDelegates.Create(this, typeof(TDelegate));
            _delegate = result;
        }

        return result;
    }

    /// <summary>Makes a delegate for a function without parameters and results, also where no code can be made at run time.</summary>
    /// <exception cref="ArgumentException">It has some.</exception>
    internal Action ToAction() => (Action)GuestDelegates.Create(this, typeof(Action));

    /// <summary>Calls the function. Slower than a delegate, but for any type.</summary>
    /// <param name="arguments">The arguments, as many as the function has parameters and of their types.</param>
    /// <returns>The results.</returns>
    /// <exception cref="ArgumentException">The arguments do not fit the function's type, or one belongs to another store.</exception>
    /// <exception cref="InvalidOperationException">The store is in use on another thread.</exception>
    /// <exception cref="TrapException">The guest trapped.</exception>
    /// <exception cref="WasmException">The guest did not catch an exception of its own.</exception>
    public Value[] Invoke(params ReadOnlySpan<Value> arguments)
    {
        ValueChecks.Check(Store, ExactType.ParameterArray, arguments, "The function takes", nameof(arguments));
        var results = ExactType.ResultArray.Length == 0 ? [] : new Value[ExactType.ResultArray.Length];
        Trampoline.Call(this, arguments, results);
        return results;
    }

    /// <summary>Calls the function on a thread of a pool, so that the caller's is free while the guest runs or waits. Nothing else may use
    /// the store until the call is done. Delegates of exports are called so by
    /// <see cref="Store.RunAsync{T}(Func{T}, TaskScheduler, CancellationToken)"/>.</summary>
    /// <param name="arguments">The arguments, as many as the function has parameters and of their types.</param>
    /// <param name="scheduler">The pool; null for <see cref="GuestScheduler.Shared"/>.</param>
    /// <param name="cancellation">Stops the guest, if the engine was made with <see cref="EngineOptions.Interruptible"/>; otherwise it is
    /// only not begun any more.</param>
    /// <returns>A task with the results. It ends with what <see cref="Invoke"/> would throw, or cancelled.</returns>
    public Task<Value[]> InvokeAsync(
        ReadOnlyMemory<Value> arguments, TaskScheduler? scheduler = null, CancellationToken cancellation = default) =>
        Store.RunAsync(() => Invoke(arguments.Span), scheduler, cancellation);
}
