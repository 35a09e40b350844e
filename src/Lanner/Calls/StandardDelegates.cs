using System.Diagnostics.CodeAnalysis;
using Lanner.Platform;

namespace Lanner.Calls;

/// <summary>The types of delegates that .NET has for any signature.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Trimming.Delegates)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal static class StandardDelegates
{
    private static readonly Type[] FuncTypes =
    [
        typeof(Func<>), typeof(Func<,>), typeof(Func<,,>), typeof(Func<,,,>), typeof(Func<,,,,>), typeof(Func<,,,,,>), typeof(Func<,,,,,,>),
        typeof(Func<,,,,,,,>), typeof(Func<,,,,,,,,>), typeof(Func<,,,,,,,,,>), typeof(Func<,,,,,,,,,,>), typeof(Func<,,,,,,,,,,,>),
        typeof(Func<,,,,,,,,,,,,>),
    ];

    private static readonly Type[] ActionTypes =
    [
        typeof(Action<>), typeof(Action<,>), typeof(Action<,,>), typeof(Action<,,,>), typeof(Action<,,,,>), typeof(Action<,,,,,>),
        typeof(Action<,,,,,,>), typeof(Action<,,,,,,,>), typeof(Action<,,,,,,,,>), typeof(Action<,,,,,,,,,>), typeof(Action<,,,,,,,,,,>),
    ];

    /// <summary>The type with up to 11 parameters, or 12 if there is a result.</summary>
    internal static Type Of(Type[] parameters, Type returnType) => returnType != typeof(void)
        ? FuncTypes[parameters.Length].MakeGenericType([.. parameters, returnType])
        : parameters.Length == 0 ? typeof(Action) : ActionTypes[parameters.Length - 1].MakeGenericType(parameters);
}
