using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;

namespace Lanner.Compilation.Cil;

/// <summary>The type of a vector's lanes: the <c>T</c> of <see cref="Vector128{T}"/>. Signed and unsigned types alternate, narrow ones come
/// first.</summary>
internal enum LaneType : byte
{
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F32,
    F64,
}

/// <summary>Relates lane types to each other and to instructions.</summary>
internal static class LaneTypes
{
    private static readonly Type[] Elements =
        [typeof(byte), typeof(sbyte), typeof(ushort), typeof(short), typeof(uint), typeof(int), typeof(ulong), typeof(long), typeof(float),
            typeof(double)];

    private static readonly Type[] Vectors =
    [
        typeof(Vector128<byte>), typeof(Vector128<sbyte>), typeof(Vector128<ushort>), typeof(Vector128<short>), typeof(Vector128<uint>),
        typeof(Vector128<int>), typeof(Vector128<ulong>), typeof(Vector128<long>), typeof(Vector128<float>), typeof(Vector128<double>),
    ];

    /// <summary>The type of a lane.</summary>
    internal static Type Element(this LaneType lanes) => Elements[(int)lanes];

    /// <summary>The type of the vector. All of its members are there for code that names them.</summary>
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(Vector128<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(Vector128))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(Vector64))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(Vector64<>))]
    internal static Type Vector(this LaneType lanes) => Vectors[(int)lanes];

    internal static bool IsFloat(this LaneType lanes) => lanes >= LaneType.F32;

    internal static bool IsSigned(this LaneType lanes) => ((int)lanes & 1) != 0;

    /// <summary>The unsigned integers of the same width.</summary>
    internal static LaneType Unsigned(this LaneType lanes) => lanes & ~LaneType.I8;

    /// <summary>The integers of half the width and the same sign.</summary>
    internal static LaneType Half(this LaneType lanes) => lanes - 2;

    /// <summary>The lanes that a shape of the text format names, such as <c>i16x8</c>; integers are signed.</summary>
    internal static LaneType OfShape(ReadOnlySpan<char> shape) => shape switch
    {
        "i8x16" => LaneType.I8,
        "i16x8" => LaneType.I16,
        "i32x4" => LaneType.I32,
        "i64x2" => LaneType.I64,
        "f32x4" => LaneType.F32,
        "f64x2" => LaneType.F64,
        "v128" => LaneType.U8,
        _ => throw new ArgumentException($"{shape} is not a shape.", nameof(shape)),
    };
}
