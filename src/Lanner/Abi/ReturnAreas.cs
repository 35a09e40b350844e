using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lanner.Abi;

/// <summary>The types of locals that are return areas: places on the stack through which several values come out of a call. Compiled code
/// uses them as bytes, or as references, at offsets. That they are few and of fixed sizes keeps their number in the process
/// small.</summary>
internal static class ReturnAreas
{
    /// <summary>The number of bytes that an area can hold: a thousand vectors, which is more than a function may have results.</summary>
    internal const int MaximumBytes = 16 << 10;

    /// <summary>The number of references that an area can hold.</summary>
    internal const int MaximumReferences = 1 << 10;

    /// <summary>The type of local for a number of bytes, and its size.</summary>
    internal static (Type Type, int Size) OfBytes(int count) => count switch
    {
        <= 32 => (typeof(Bytes32), 32),
        <= 128 => (typeof(Bytes128), 128),
        <= 512 => (typeof(Bytes512), 512),
        <= 2048 => (typeof(Bytes2048), 2048),
        <= MaximumBytes => (typeof(Bytes16384), MaximumBytes),
        _ => throw new ArgumentOutOfRangeException(nameof(count)),
    };

    /// <summary>The type of local for a number of references, and its size.</summary>
    internal static (Type Type, int Size) OfReferences(int count) => count switch
    {
        <= 4 => (typeof(References4), 4 * nint.Size),
        <= 16 => (typeof(References16), 16 * nint.Size),
        <= 64 => (typeof(References64), 64 * nint.Size),
        <= MaximumReferences => (typeof(References1024), MaximumReferences * nint.Size),
        _ => throw new ArgumentOutOfRangeException(nameof(count)),
    };

    [StructLayout(LayoutKind.Sequential, Size = 32)]
    internal struct Bytes32
    {
        internal long First;
    }

    [StructLayout(LayoutKind.Sequential, Size = 128)]
    internal struct Bytes128
    {
        internal long First;
    }

    [StructLayout(LayoutKind.Sequential, Size = 512)]
    internal struct Bytes512
    {
        internal long First;
    }

    [StructLayout(LayoutKind.Sequential, Size = 2048)]
    internal struct Bytes2048
    {
        internal long First;
    }

    [StructLayout(LayoutKind.Sequential, Size = MaximumBytes)]
    internal struct Bytes16384
    {
        internal long First;
    }

    [InlineArray(4)]
    internal struct References4
    {
        internal object? First;
    }

    [InlineArray(16)]
    internal struct References16
    {
        internal object? First;
    }

    [InlineArray(64)]
    internal struct References64
    {
        internal object? First;
    }

    [InlineArray(MaximumReferences)]
    internal struct References1024
    {
        internal object? First;
    }
}
