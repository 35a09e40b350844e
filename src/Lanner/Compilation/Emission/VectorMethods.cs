using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Intrinsics;
using Lanner.Compilation.Cil;
using Lanner.Compilation.Layout;
using Lanner.Platform;
using Lanner.Runtime;

namespace Lanner.Compilation.Emission;

/// <summary>The methods on vectors that compiled code calls, nearly all of which the JIT takes for instructions. Found by reflection when
/// first needed.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2060", Justification = Trimming.Vectors)]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = Trimming.Vectors)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming.Vectors)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimming.NeedsJit)]
internal static class VectorMethods
{
    private static readonly Type AnyVector = typeof(Vector128<>).MakeGenericType(Type.MakeGenericMethodParameter(0));
    private static readonly ConcurrentDictionary<(string Name, LaneType Lanes, int Vectors), MethodInfo> Portable = [];
    private static readonly ConcurrentDictionary<(LaneType From, LaneType To), MethodInfo> Views = [];
    private static readonly string[] ViewNames =
    [
        nameof(Vector128.AsByte), nameof(Vector128.AsSByte), nameof(Vector128.AsUInt16), nameof(Vector128.AsInt16),
        nameof(Vector128.AsUInt32), nameof(Vector128.AsInt32), nameof(Vector128.AsUInt64), nameof(Vector128.AsInt64),
        nameof(Vector128.AsSingle), nameof(Vector128.AsDouble),
    ];

    /// <summary>A method of <see cref="Vector128"/> on some vectors of a type, such as <c>Add(Vector128&lt;int&gt;,
    /// Vector128&lt;int&gt;)</c>.</summary>
    internal static MethodInfo On(string name, LaneType lanes, int vectors) => Portable.GetOrAdd((name, lanes, vectors), static key =>
    {
        // Some are generic, others have an overload for each type.
        var generic = typeof(Vector128).GetMethod(key.Name, 1, Repeat(AnyVector, key.Vectors));
        return generic is not null
            ? generic.MakeGenericMethod(key.Lanes.Element())
            : RuntimeMembers.Method(typeof(Vector128), key.Name, Repeat(key.Lanes.Vector(), key.Vectors));
    });

    /// <summary>A shift.</summary>
    internal static MethodInfo Shift(string name, LaneType lanes) =>
        RuntimeMembers.Method(typeof(Vector128), name, lanes.Vector(), typeof(int));

    /// <summary>Makes a vector of equal lanes.</summary>
    internal static MethodInfo Splat(LaneType lanes) => RuntimeMembers.Method(typeof(Vector128), nameof(Vector128.Create), lanes.Element());

    /// <summary>Makes a vector of which the first lane is given, and the others are zero.</summary>
    internal static MethodInfo CreateScalar(LaneType lanes) =>
        RuntimeMembers.Method(typeof(Vector128), nameof(Vector128.CreateScalar), lanes.Element());

    /// <summary>Makes a vector of which the first lane is given, and the others are never read.</summary>
    internal static MethodInfo CreateScalarUnsafe(LaneType lanes) =>
        RuntimeMembers.Method(typeof(Vector128), nameof(Vector128.CreateScalarUnsafe), lanes.Element());

    /// <summary>Makes a vector of its two halves.</summary>
    internal static MethodInfo Create => RuntimeMembers.Method(typeof(Vector128), nameof(Vector128.Create), typeof(long), typeof(long));

    /// <summary>The vector of zeros.</summary>
    internal static MethodInfo Zero(LaneType lanes) => lanes.Vector().GetProperty(nameof(Vector128<byte>.Zero))!.GetMethod!;

    /// <summary>The vector of ones.</summary>
    internal static MethodInfo AllBitsSet(LaneType lanes) => lanes.Vector().GetProperty(nameof(Vector128<byte>.AllBitsSet))!.GetMethod!;

    /// <summary>Returns the method that tests whether two vectors differ anywhere.</summary>
    internal static MethodInfo Differ(LaneType lanes) =>
        RuntimeMembers.Method(lanes.Vector(), "op_Inequality", lanes.Vector(), lanes.Vector());

    internal static MethodInfo GetElement(LaneType lanes) =>
        typeof(Vector128).GetMethod(nameof(Vector128.GetElement))!.MakeGenericMethod(lanes.Element());

    internal static MethodInfo WithElement(LaneType lanes) =>
        typeof(Vector128).GetMethod(nameof(Vector128.WithElement))!.MakeGenericMethod(lanes.Element());

    /// <summary>The same bits with other lanes.</summary>
    internal static MethodInfo View(LaneType from, LaneType to) => Views.GetOrAdd((from, to), static key =>
        typeof(Vector128).GetMethod(ViewNames[(int)key.To])!.MakeGenericMethod(key.From.Element()));

    /// <summary>A method of the processor's on some vectors of a type.</summary>
    internal static MethodInfo Native(
        [DynamicallyAccessedMembers(Trimming.Methods)] Type instructions, string name, LaneType lanes, int vectors) =>
        RuntimeMembers.Method(instructions, name, Repeat(lanes.Vector(), vectors));

    /// <summary>A method of <see cref="VectorOperations"/>.</summary>
    internal static MethodInfo Own(string name) => RuntimeMembers.Method(typeof(VectorOperations), name);

    private static Type[] Repeat(Type type, int count)
    {
        var types = new Type[count];
        Array.Fill(types, type);
        return types;
    }
}
