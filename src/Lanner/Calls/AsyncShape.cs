using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Lanner.Platform;

namespace Lanner.Calls;

/// <summary>The signature of a delegate type that returns a task, read as that of a function which waits for it.</summary>
internal sealed class AsyncShape
{
    private static readonly ConditionalWeakTable<Type, AsyncShape> Shapes = [];

    private AsyncShape(Type delegateType)
    {
        var shape = DelegateShape.Of(delegateType);
        DelegateType = delegateType;
        TaskType = shape.ReturnType;
        var result = ResultOf(TaskType) ?? throw new ArgumentException(
            $"An async host function returns Task, Task<T>, ValueTask or ValueTask<T>; the delegate returns {TaskType}.");
        HasCaller = shape.HasCaller;
        HasToken = shape.Parameters is [.., var last] && last == typeof(CancellationToken);
        Synchronous = new DelegateShape(shape.Parameters[..^(HasToken ? 1 : 0)], result);
    }

    internal Type DelegateType { get; }

    /// <summary>True if the first parameter of the delegate is the <see cref="Caller"/>.</summary>
    internal bool HasCaller { get; }

    /// <summary>True if the last parameter of the delegate is a <see cref="CancellationToken"/>.</summary>
    internal bool HasToken { get; }

    /// <summary>The parameters without caller and token.</summary>
    internal Type[] Parameters => Synchronous.Parameters;

    /// <summary>The type that the delegate returns.</summary>
    internal Type TaskType { get; }

    /// <summary>The type of the task's result: nothing, a value, or a tuple.</summary>
    internal Type ResultType => Synchronous.ReturnType;

    /// <summary>The shape of the function that waits: its callers are told, and it returns the result.</summary>
    internal DelegateShape Synchronous { get; }

    /// <exception cref="ArgumentException">The delegate returns no task.</exception>
    internal static AsyncShape Of(Type delegateType) => Shapes.GetValue(delegateType, static type => new AsyncShape(type));

    /// <summary>Tests whether a type is that of a task.</summary>
    internal static bool IsTask(Type type) => ResultOf(type) is not null;

    /// <summary>The delegate as a <c>Func</c> of its types.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming.Delegates)]
    internal Delegate ToStandard(Delegate callback)
    {
        Type[] types =
        [
            .. HasCaller ? [typeof(Caller)] : Type.EmptyTypes, .. Parameters, .. HasToken ? [typeof(CancellationToken)] : Type.EmptyTypes,
        ];
        var standard = StandardDelegates.Of(types, TaskType);
        return standard == DelegateType ? callback : Delegate.CreateDelegate(standard, callback, DelegateType.GetMethod("Invoke")!);
    }

    /// <summary>The type of a task's result; null if the type is not that of a task.</summary>
    private static Type? ResultOf(Type type)
    {
        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return typeof(void);
        }

        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return definition == typeof(Task<>) || definition == typeof(ValueTask<>) ? type.GetGenericArguments()[0] : null;
    }
}
