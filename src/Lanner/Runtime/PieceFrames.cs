using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lanner.Runtime;

/// <summary>Places on the stack through which values come out of the pieces of a function that was cut (<see cref="Compilation.Tree.Piece"/>). Compiled code uses them as bytes,
/// or as references, at offsets.</summary>
internal static class PieceFrames
{
    /// <summary>How many bytes of numbers a frame can hold.</summary>
    internal const int MaximumBytes = 4096;

    /// <summary>How many references a frame can hold.</summary>
    internal const int MaximumReferences = 64;

    /// <summary>The type of local for a number of bytes.</summary>
    internal static Type OfBytes(int count) => count switch
    {
        <= 32 => typeof(Bytes32),
        <= 128 => typeof(Bytes128),
        <= 512 => typeof(Bytes512),
        _ => typeof(Bytes4096),
    };

    /// <summary>The type of local for a number of references.</summary>
    internal static Type OfReferences(int count) => count switch
    {
        <= 4 => typeof(References4),
        <= 16 => typeof(References16),
        _ => typeof(References64),
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

    [StructLayout(LayoutKind.Sequential, Size = MaximumBytes)]
    internal struct Bytes4096
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

    [InlineArray(MaximumReferences)]
    internal struct References64
    {
        internal object? First;
    }
}
