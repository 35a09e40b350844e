namespace Lanner;

/// <summary>Parts of WebAssembly that came after its first version. What is in the 3.0 standard, what is to be in the next (phase 4 of the
/// process), and threads, is on by default.</summary>
[Flags]
public enum WasmFeatures
{
    /// <summary>The first version (MVP) only.</summary>
    None = 0,

    /// <summary>Imports and exports of mutable globals.</summary>
    MutableGlobals = 1 << 0,

    /// <summary>Sign-extension instructions.</summary>
    SignExtension = 1 << 1,

    /// <summary>Truncations of floating-point numbers that saturate.</summary>
    SaturatingTruncation = 1 << 2,

    /// <summary>Functions and blocks with several results, and blocks with parameters.</summary>
    MultiValue = 1 << 3,

    /// <summary><c>memory.copy</c>, <c>table.init</c> and their kin, and passive segments.</summary>
    BulkMemory = 1 << 4,

    /// <summary><c>externref</c>, several tables, and instructions on tables.</summary>
    ReferenceTypes = 1 << 5,

    /// <summary>128-bit vectors.</summary>
    Simd = 1 << 6,

    /// <summary>Vector instructions whose results may differ between machines.</summary>
    RelaxedSimd = 1 << 7,

    /// <summary><c>return_call</c> and its kin.</summary>
    TailCalls = 1 << 8,

    /// <summary>References to functions of a known type, and <c>call_ref</c>.</summary>
    TypedFunctionReferences = 1 << 9,

    /// <summary>Structures, arrays, <c>i31</c>, casts and recursive types.</summary>
    GarbageCollection = 1 << 10,

    /// <summary>Tags, <c>throw</c>, <c>try_table</c> and <c>exnref</c>.</summary>
    Exceptions = 1 << 11,

    /// <summary>Several memories in a module.</summary>
    MultiMemory = 1 << 12,

    /// <summary>Memories and tables with 64-bit addresses.</summary>
    Memory64 = 1 << 13,

    /// <summary>Integer arithmetic in constant expressions.</summary>
    ExtendedConstants = 1 << 14,

    /// <summary>Shared memories, atomic instructions, wait and notify.</summary>
    Threads = 1 << 15,

    /// <summary>The first form of exception handling (<c>try</c>, <c>catch</c>, <c>delegate</c>, <c>rethrow</c>), which toolchains still
    /// emit.</summary>
    LegacyExceptions = 1 << 16,

    /// <summary>128-bit addition, subtraction and multiplication on pairs of <c>i64</c> (phase 4).</summary>
    WideArithmetic = 1 << 17,

    /// <summary>Memories with pages of one byte (proposal).</summary>
    CustomPageSizes = 1 << 18,

    /// <summary>Imports that share the name of their module, or their type too (phase 4).</summary>
    CompactImports = 1 << 19,

    /// <summary>The standard's version 2.0.</summary>
    Wasm2 = MutableGlobals | SignExtension | SaturatingTruncation | MultiValue | BulkMemory | ReferenceTypes | Simd,

    /// <summary>The standard's version 3.0.</summary>
    Wasm3 = Wasm2 | RelaxedSimd | TailCalls | TypedFunctionReferences | GarbageCollection | Exceptions | MultiMemory | Memory64
        | ExtendedConstants,

    /// <summary>The features that an engine accepts unless told otherwise: version 3.0, wide arithmetic and compact imports, threads, and
    /// the first form of exception handling.</summary>
    Default = Wasm3 | WideArithmetic | CompactImports | Threads | LegacyExceptions,

    /// <summary>Everything that Lanner knows.</summary>
    All = Default | CustomPageSizes,
}
