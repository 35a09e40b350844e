using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Lanner.Abi;
using Lanner.Platform;

namespace Lanner.Calls;

/// <summary>Finds the code for host functions that the embedder gives as delegates of types of its own.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2065", Justification = Trimming.Engine)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming.Delegates)]
internal static partial class TypedThunks
{
    private static readonly ConditionalWeakTable<Type, Thunk> Emitted = [];

    /// <summary>Tests whether a generic class does what a shape takes; if not, code is emitted.</summary>
    internal static bool HasClass(DelegateShape shape) =>
        shape.Parameters.Length < ActionThunks.Length && shape.Results.Length <= CallingConvention.MaximumTupleResults;

    /// <summary>Tests whether there is code for a shape, or it can be made.</summary>
    internal static bool CanFind(DelegateShape shape) =>
        RuntimeFeature.IsDynamicCodeSupported || (shape.IsStandard && CommonThunks.Find(shape) != 0);

    internal static HostThunk Find(DelegateShape shape, Delegate callback)
    {
        if (!HasClass(shape))
        {
            var thunk = Emitted.GetValue(shape.DelegateType!, static type => ThunkWriter.ForHostDelegate(DelegateShape.Of(type)));
            return new HostThunk(thunk.Code, callback, thunk);
        }

        var delegateType = StandardDelegateType(shape);
        if (delegateType != shape.DelegateType)
        {
            callback = Delegate.CreateDelegate(delegateType, callback, shape.DelegateType!.GetMethod("Invoke")!);
        }

        var code = CommonThunks.Find(shape);
        return new HostThunk(code != 0 ? code : FindCode(shape), callback);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The methods of the generic classes are used by this class alone.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Compiling guests needs the JIT as well.")]
    private static nint FindCode(DelegateShape shape)
    {
        var thunk = shape.ReturnType == typeof(void) ? ActionThunks[shape.Parameters.Length] : FuncThunks[shape.Parameters.Length];
        var arguments = shape.ReturnType == typeof(void) ? shape.Parameters : [.. shape.Parameters, shape.ReturnType];
        if (arguments.Length > 0)
        {
            thunk = thunk.MakeGenericType(arguments);
        }

        return thunk.GetMethod(shape.HasCaller ? "InvokeWithCaller" : "Invoke", BindingFlags.Static | BindingFlags.NonPublic)!.MethodHandle
            .GetFunctionPointer();
    }

    /// <summary>The <c>Func</c> or <c>Action</c> with the shape of a delegate.</summary>
    private static Type StandardDelegateType(DelegateShape shape)
    {
        if (shape.IsStandard)
        {
            return shape.DelegateType!;
        }

        Type[] arguments = shape.HasCaller ? [typeof(Caller), .. shape.Parameters] : shape.Parameters;
        return StandardDelegates.Of(arguments, shape.ReturnType);
    }
}
