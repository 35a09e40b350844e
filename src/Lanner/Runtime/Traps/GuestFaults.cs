using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Lanner.Platform;

namespace Lanner.Runtime;

/// <summary>Tells exceptions of the CLR that stand for a trap, because an instruction of the guest raised them, from those that come from
/// the host.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming.Names)]
internal static class GuestFaults
{
    /// <summary>Tests whether an exception that comes out of a guest goes on as another: because it stands for a trap, or because it is one
    /// of another store that the guest has not caught (<see cref="Exceptions.Caught"/>). Called as the filter of a catch clause, while the
    /// stack is still whole, so that exceptions of the host pass as if nobody had looked.</summary>
    internal static bool Recognizes(Exception exception, Store store) =>
        IsForeign(exception, store) || IsStopOfCompiler(exception) || IsRefusal(exception)
        || (CodeOf(exception) is not null && IsRaisedByGuest(exception));

    /// <summary>Returns the exception as which a recognized one goes on.</summary>
    internal static Exception Translate(Exception exception, Store store) =>
        IsForeign(exception, store) ? Exceptions.Refusal(exception)
        : IsStopOfCompiler(exception) ? exception.InnerException!
        : IsRefusal(exception) ? new ResourceLimitException("The function is too large for the JIT of .NET, which refuses it.")
        : new TrapException(CodeOf(exception)!.Value, exception);

    private static bool IsForeign(Exception exception, Store store) =>
        exception is WasmException && !Ownership.IsOf(store.Identity, exception);

    /// <summary>Tests whether the guest was to stop, or a limit was reached, while its code was emitted, which the CLR had asked for: it
    /// wraps what the emission throws, and asks again the next time.</summary>
    private static bool IsStopOfCompiler(Exception exception) =>
        exception is FileLoadException { InnerException: TrapException or ResourceLimitException };

    /// <summary>Tests whether the JIT refuses a function: it has room for 65,536 locals, of which it makes most itself, and calls a method
    /// that needs more an invalid program.</summary>
    private static bool IsRefusal(Exception exception) =>
        exception is InvalidProgramException && exception.TargetSite is { } method && IsOfGuest(method);

    private static TrapCode? CodeOf(Exception exception) => exception switch
    {
        // Compiled code tests references before it uses them. What is left are accesses to memory.
        NullReferenceException => TrapCode.MemoryOutOfBounds,
        DivideByZeroException => TrapCode.IntegerDivideByZero,
        ArithmeticException => TrapCode.IntegerOverflow,
        InsufficientExecutionStackException => TrapCode.StackExhausted,
        OutOfMemoryException => TrapCode.AllocationTooLarge,
        _ => null,
    };

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Methods of guests are not trimmed: they are emitted at run time.")]
    private static bool IsRaisedByGuest(Exception exception) => exception.TargetSite is not { } method
        ? !RuntimeFeature.IsDynamicCodeSupported && IsFirstFrameOfGuest(exception)
        : IsOfGuest(method) || (IsHelper(method) && CallerOfHelper(exception) is { } caller && IsOfGuest(caller));

    /// <summary>Tests the same where exceptions do not know the method that raised them, as in programs that were compiled ahead of time:
    /// by the frames of the stack.</summary>
    private static bool IsFirstFrameOfGuest(Exception exception)
    {
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: false).GetFrames())
        {
            if (GuestAddresses.Find(frame, out _, out _))
            {
                return true;
            }

            // What has no name are helpers of the runtime.
            if (DiagnosticMethodInfo.Create(frame)?.DeclaringTypeName is { } type && !IsHelper(type))
            {
                return Array.IndexOf(GuestInstructions, type) >= 0;
            }
        }

        return false;
    }

    /// <summary>The classes with the attribute of this name, which are looked for by name where there is no reflection.</summary>
    internal static readonly string[] GuestInstructions = ["Lanner.Runtime.AtomicAccess", "Lanner.Runtime.NumericOperations"];

    /// <summary>Tests whether a class has the methods that code compiled ahead of time calls to throw.</summary>
    private static bool IsHelper(string type) =>
        type is "System.ThrowHelper" || type.StartsWith("Internal.Runtime.", StringComparison.Ordinal)
        || type.StartsWith("System.Runtime.EH", StringComparison.Ordinal);

    private static bool IsOfGuest(MethodBase method) =>
        CompiledModule.FromMethod(method) is not null
        || method.DeclaringType?.IsDefined(typeof(GuestInstructionsAttribute), inherit: false) == true;

    /// <summary>Tests whether a method is one that the JIT calls where an index is out of range or an object cannot be made.</summary>
    private static bool IsHelper(MethodBase method) => method.Module == typeof(object).Module
        && (method.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false)
            || method.DeclaringType!.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false));

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Methods of guests are not trimmed: they are emitted at run time.")]
    private static MethodBase? CallerOfHelper(Exception exception)
    {
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is { } method && !IsHelper(method))
            {
                return method;
            }
        }

        return null;
    }
}

/// <summary>Marks a class of the runtime whose methods do the work of instructions, so that what the hardware raises in them is a trap of
/// the guest.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class GuestInstructionsAttribute : Attribute;
