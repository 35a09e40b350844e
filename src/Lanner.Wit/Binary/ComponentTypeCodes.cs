namespace Lanner.Wit.Binary;

/// <summary>The numbers of the binary format of components.</summary>
internal static class ComponentTypeCodes
{
    internal const byte Record = 0x72;
    internal const byte Variant = 0x71;
    internal const byte List = 0x70;
    internal const byte Tuple = 0x6f;
    internal const byte Flags = 0x6e;
    internal const byte Enum = 0x6d;
    internal const byte Option = 0x6b;
    internal const byte Result = 0x6a;
    internal const byte Own = 0x69;
    internal const byte Borrow = 0x68;
    internal const byte FixedLengthList = 0x67;
    internal const byte Stream = 0x66;
    internal const byte Future = 0x65;
    internal const byte Map = 0x63;
    internal const byte Function = 0x40;
    internal const byte Component = 0x41;
    internal const byte Instance = 0x42;
    internal const byte AsyncFunction = 0x43;

    internal const byte CustomSection = 0;
    internal const byte TypeSection = 7;
    internal const byte ExportSection = 11;

    /// <summary>The sort of types in aliases and exports.</summary>
    internal const byte TypeSort = 3;

    // In the order of WitPrimitive.
    private static ReadOnlySpan<byte> Primitives =>
        [0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x7a, 0x79, 0x78, 0x77, 0x76, 0x75, 0x74, 0x73, 0x64];

    internal static byte Of(WitPrimitive primitive) => Primitives[(int)primitive];

    internal static WitPrimitive? PrimitiveOf(byte code) => Primitives.IndexOf(code) is >= 0 and var index ? (WitPrimitive)index : null;
}
