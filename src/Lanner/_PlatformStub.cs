#pragma warning disable
// Stands in for the platform layer until that lands; delete then.
namespace Lanner { public enum MemoryMode { Guarded, Checked } }
namespace Lanner.Platform {
internal static unsafe class StackBounds { internal static (nuint Low, nuint High) OfCurrentThread() { int x; var sp = (nuint)(&x); return (sp - (512<<10), sp + (512 << 10)); } }
internal static class MemoryModes { internal static bool IsGuardedSupported => false; }
}
namespace Lanner.Runtime {
internal static unsafe class MemoryOperations {
  internal static long Grow(Memory m, ulong d) => -1;
  internal static void Copy(byte* a, ulong b, byte* c, ulong d, ulong e) { Buffer.MemoryCopy(c + d, a + b, e, e); }
  internal static void Fill(byte* a, ulong b, int c, ulong d) { var s = *(ulong*)(a + Memory.SizeOffset); if (b > s || d > s - b) Traps.Throw(TrapCode.MemoryOutOfBounds); new Span<byte>(a + b, (int)d).Fill((byte)c); }
}
}
