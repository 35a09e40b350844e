using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>A module as code: what the rest of the engine sees of the compiler. Thread-safe; shared by all instances of the
/// module.</summary>
internal abstract class CompiledModule : IDisposable
{
    /// <summary>The names of the module and its functions, for backtraces.</summary>
    internal ModuleNames? Names { get; set; }

    /// <summary>The namespace of the classes with the code, by which modules are told apart whose code is in one assembly; null if there is
    /// none.</summary>
    internal virtual string? CodeNamespace => null;

    /// <summary>The addresses of the methods of functions, where code has one address for good, with the further methods of functions
    /// behind.</summary>
    internal virtual IEnumerable<nint> Methods() => [];

    /// <summary>True if the code comes from a file, and not from what this process has compiled.</summary>
    internal virtual bool IsFromFile => false;

    /// <summary>The number of globals, counted from the first, that compiled code initialises. The others are objects.</summary>
    internal abstract int CompiledGlobals { get; }

    /// <summary>Tests whether the global is kept in an object (<see cref="Global"/>) rather than in a field of the state class.</summary>
    internal abstract bool IsGlobalShared(int globalIndex);

    /// <summary>The value of a global that is kept in a field of the state class, for debugging.</summary>
    internal abstract Value ReadGlobal(InstanceState state, int globalIndex, GlobalType type);

    /// <summary>The content of the field of a global as a value.</summary>
    private protected static Value ValueOfField(object? content) => content switch
    {
        int value => value,
        long value => value,
        float value => value,
        double value => value,
        Vector128<byte> value => value,
        var reference => Value.FromReference(reference),
    };

    /// <summary>Makes the state of a new instance, with nothing filled in.</summary>
    internal abstract InstanceState CreateState();

    /// <summary>The address of a function that the module defines, to be called with a managed <c>calli</c> whose first parameter is the
    /// state and whose further parameters are those of the function's type. Compiles nothing: the first call does.</summary>
    internal abstract nint GetCodePointer(int functionIndex);

    /// <summary>True if no new instance can be made.</summary>
    internal bool IsDisposed { get; private set; }

    /// <summary>Tells that an instance is not used any more, whose state <see cref="CreateState"/> has made. Instances for which nobody
    /// says so keep the code until they are collected.</summary>
    internal virtual void Release()
    {
    }

    /// <summary>Compiles a function that the module defines, unless that was done.</summary>
    internal abstract void Prepare(int functionIndex);

    /// <summary>Compiles every function now.</summary>
    /// <param name="order">All functions that the module defines, in the order in which to compile them.</param>
    /// <param name="threads">On how many threads at most.</param>
    /// <param name="cancellation">Ends it between two functions.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    internal abstract void PrepareAll(int[] order, int threads, CancellationToken cancellation);

    /// <summary>Says which function a frame of the CLR's stack belongs to, if it is one of this module's.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="functionIndex">The index of the function.</param>
    /// <param name="offset">The offset of the instruction in the module, in bytes, or -1 when that is not known.</param>
    /// <param name="isOutlined">True if the frame belongs to an outlined function, of which others or whose own method, which called it,
    /// are the next frames.</param>
    internal abstract bool TryMapFrame(StackFrame frame, out int functionIndex, out int offset, out bool isOutlined);

    /// <summary>The compiled module that emitted a method, or null when the method is not a guest's.</summary>
    internal static CompiledModule? FromMethod(MethodBase method) =>
        GuestAssemblies.Find(method.Module.Assembly, method.DeclaringType?.Namespace);

    /// <summary>The compiled module of the function that a frame of the stack belongs to, or null when that is not a guest's.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Names)]
    internal static CompiledModule? FromFrame(StackFrame frame) =>
        !RuntimeFeature.IsDynamicCodeSupported && GuestAddresses.Find(frame, out var module, out _) ? module
        : frame.GetMethod() is { } method ? FromMethod(method) : null;

    /// <summary>Lets the code be unloaded once no instance uses it. Those that there are go on to work, also with functions that are not
    /// compiled yet.</summary>
    public virtual void Dispose() => IsDisposed = true;
}
