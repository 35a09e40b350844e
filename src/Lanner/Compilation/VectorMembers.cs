using System.Reflection;
using System.Runtime.Intrinsics;

namespace Lanner.Compilation;

/// <summary>Methods of <see cref="Vector128"/> by the type of their elements.</summary>
internal static class VectorMembers
{
    internal static MethodInfo CreateScalar(Type element) => RuntimeMembers.Method(typeof(Vector128), nameof(Vector128.CreateScalarUnsafe), element);

    internal static MethodInfo Binary(string name, Type element) => Generic(name, 2).MakeGenericMethod(element);

    internal static MethodInfo ConditionalSelect(Type element) => Generic(nameof(Vector128.ConditionalSelect), 3).MakeGenericMethod(element);

    internal static MethodInfo ToScalar(Type element) => Generic(nameof(Vector128.ToScalar), 1).MakeGenericMethod(element);

    internal static MethodInfo As(Type from, Type to) =>
        typeof(Vector128).GetMethods().Single(method => method.Name == nameof(Vector128.As) && method.GetGenericArguments().Length == 2).MakeGenericMethod(from, to);

    private static MethodInfo Generic(string name, int parameters) => typeof(Vector128).GetMethods().Single(method =>
        method.Name == name && method.GetGenericArguments().Length == 1 && method.GetParameters().Length == parameters);
}
