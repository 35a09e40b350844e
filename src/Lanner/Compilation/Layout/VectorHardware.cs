using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Lanner.Platform;

namespace Lanner.Compilation.Layout;

/// <summary>The instructions of processors that compiled code may name, nearly all on vectors. It names them only where the portable
/// interface of .NET takes more than one instruction for what they do; everything else, and everything in code that names none, is left to
/// the JIT.</summary>
[Flags]
internal enum VectorHardware
{
    /// <summary>Code that runs on every processor.</summary>
    None = 0,

    /// <summary>SSE2 and what came before.</summary>
    Sse2 = 1 << 0,

    /// <summary>SSSE3.</summary>
    Ssse3 = 1 << 1,

    /// <summary>SSE4.1.</summary>
    Sse41 = 1 << 2,

    /// <summary>AVX2.</summary>
    Avx2 = 1 << 3,

    /// <summary>Fused multiplication and addition.</summary>
    Fma = 1 << 4,

    /// <summary>AVX-512 VBMI for vectors of 128 bits.</summary>
    Avx512Vbmi = 1 << 5,

    /// <summary>The vectors of 64-bit ARM.</summary>
    AdvSimd = 1 << 6,

    /// <summary>BMI2 on 64 bits, for the bounds of arrays.</summary>
    Bmi2 = 1 << 7,

    /// <summary>Not an ability, but the fact that zeros are counted by a search for a bit, since it does not have LZCNT and TZCNT
    /// (<see cref="JitQuirks.ZeroFromBitScan"/>).</summary>
    BitScans = 1 << 8,
}

/// <summary>Detects which vector instructions there are.</summary>
internal static class VectorHardwareDetection
{
    /// <summary>The vector instructions that this process can use.</summary>
    internal static VectorHardware Current { get; } = Detect();

    private static VectorHardware Detect() =>
        (Sse2.IsSupported ? VectorHardware.Sse2 : 0)
        | (Ssse3.IsSupported ? VectorHardware.Ssse3 : 0)
        | (Sse41.IsSupported ? VectorHardware.Sse41 : 0)
        | (Avx2.IsSupported ? VectorHardware.Avx2 : 0)
        | (Fma.IsSupported ? VectorHardware.Fma : 0)
        | (Avx512Vbmi.VL.IsSupported ? VectorHardware.Avx512Vbmi : 0)
        | (Bmi2.X64.IsSupported ? VectorHardware.Bmi2 : 0)
        | (AdvSimd.Arm64.IsSupported ? VectorHardware.AdvSimd : 0)
        | (!AdvSimd.Arm64.IsSupported && !(Lzcnt.IsSupported && Bmi1.IsSupported) ? VectorHardware.BitScans : 0);
}
