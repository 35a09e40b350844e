using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Nothing is converted on the way between C and C#: all parameters are numbers and addresses.
[assembly: DisableRuntimeMarshalling]

namespace Lanner.Native;

/// <summary>A vector of C: <c>wasm_..._vec_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Vector
{
    internal nuint Size;
    internal void* Data;

    internal readonly ReadOnlySpan<byte> Bytes => Size <= int.MaxValue
        ? new ReadOnlySpan<byte>(Data, (int)Size)
        : throw new ArgumentException($"There are {Size} bytes; at most {int.MaxValue} were expected.");
}

/// <summary>A value of C with its kind: <c>wasm_val_t</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct WasmValue
{
    [FieldOffset(0)]
    internal ValueKind Kind;

    [FieldOffset(8)]
    internal int Int32;

    [FieldOffset(8)]
    internal long Int64;

    [FieldOffset(8)]
    internal Item* Reference;
}

/// <summary>A value of C without its kind: <c>lanner_raw_t</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct RawValue
{
    internal long Low;
    internal long High;
}

/// <summary>The least and the largest size: <c>wasm_limits_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LimitPair
{
    /// <summary>The largest size when there is none.</summary>
    internal const uint None = uint.MaxValue;

    internal uint Minimum;
    internal uint Maximum;

    internal static LimitPair From(Limits limits) => new()
    {
        Minimum = (uint)Math.Min(limits.Minimum, uint.MaxValue),
        Maximum = limits.Maximum is { } maximum ? (uint)Math.Min(maximum, None) : None,
    };

    internal readonly Limits ToLimits() => new(Minimum, Maximum == None ? null : Maximum);
}

/// <summary>The limits of a store: <c>lanner_limits_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StoreLimitValues
{
    internal long MemoryBytes;
    internal long HeapBytes;
    internal long StackBytes;
    internal long Fuel;
    internal long CallMicroseconds;
    internal long TableElements;
    internal long Instances;
    internal long Memories;
    internal long Tables;
}

/// <summary>The kinds of values: <c>wasm_valkind_enum</c>, and those of lanner.h.</summary>
internal enum ValueKind : byte
{
    I32 = 0,
    I64 = 1,
    F32 = 2,
    F64 = 3,
    V128 = 4,
    ExternRef = 128,
    FuncRef = 129,
    AnyRef = 130,
}

/// <summary>The functions of the loader: <c>struct lanner_start_info</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LoaderInfo
{
    internal nuint Size;
    internal nuint FunctionCount;
    internal void** Table;
    internal delegate* unmanaged<nint, Vector*, Vector*, Item*> Call;
    internal delegate* unmanaged<nint, void*, Vector*, Vector*, Item*> CallWithEnvironment;
    internal delegate* unmanaged<nint, void*, Item*, RawValue*, Item*> CallUnchecked;
    internal delegate* unmanaged<nint, void*, void> Finalize;
    internal delegate* unmanaged<void> NoteRuntimeThread;
    internal delegate* unmanaged<byte> CheckSignals;
    internal delegate* unmanaged<nint, void*, Item*, Vector*, Item*, void> CallAsync;
    internal delegate* unmanaged<nint, void*, Vector*, Item*, void> CallComponentAsync;
    internal delegate* unmanaged<nint, void*, Item*, Vector*, void> EndCall;
    internal delegate* unmanaged<ulong> BlockSignals;
    internal delegate* unmanaged<ulong, void> UnblockSignals;
}
