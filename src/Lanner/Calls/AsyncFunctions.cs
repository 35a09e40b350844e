using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Lanner.Platform;

namespace Lanner.Calls;

/// <summary>Makes delegates that call async host functions and wait for them, as the functions of the host that a guest sees.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Trimming.Delegates)]
[UnconditionalSuppressMessage("Trimming", "IL2062", Justification = Trimming.Engine)]
[UnconditionalSuppressMessage("Trimming", "IL2065", Justification = Trimming.Engine)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming.Engine)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal static partial class AsyncFunctions
{
    /// <summary>Tests whether a class does what a shape takes, and can be made here.</summary>
    internal static bool HasClass(AsyncShape shape) =>
        RuntimeFeature.IsDynamicCodeSupported && shape.Parameters.Length < Classes.Length;

    /// <summary>Makes the delegate.</summary>
    /// <param name="function">The function, whose delegate is a <c>Func</c>.</param>
    /// <param name="shape">Its shape.</param>
    internal static Delegate Create(AsyncHostFunction function, AsyncShape shape)
    {
        var hasResult = shape.ResultType != typeof(void);
        var result = hasResult ? shape.ResultType : typeof(object);
        var type = Classes[shape.Parameters.Length].MakeGenericType([.. shape.Parameters, shape.TaskType, result, WaitOf(shape)]);
        var instance = Activator.CreateInstance(
            type, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, null, [function], null)!;
        return Delegate.CreateDelegate(
            StandardDelegates.Of([typeof(Caller), .. shape.Parameters], shape.ResultType),
            instance,
            type.GetMethod(hasResult ? "Invoke" : "Run", BindingFlags.Instance | BindingFlags.NonPublic)!);
    }

    private static Type WaitOf(AsyncShape shape) =>
        shape.TaskType == typeof(Task) ? typeof(TaskWait)
        : shape.TaskType == typeof(ValueTask) ? typeof(ValueTaskWait)
        : (shape.TaskType.IsValueType ? typeof(ValueTaskWait<>) : typeof(TaskWait<>)).MakeGenericType(shape.ResultType);
}
