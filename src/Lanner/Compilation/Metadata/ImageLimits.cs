namespace Lanner.Compilation.Metadata;

/// <summary>The limits of what an assembly can hold. No module that keeps to the limits of WebAssembly's JavaScript interface should come
/// near, since its functions are spread over assemblies.</summary>
internal static class ImageLimits
{
    /// <summary>Row numbers have 24 bits in tokens (ECMA-335 II.22).</summary>
    internal const int Rows = 0xFFFFFF;

    /// <summary>The depth of the evaluation stack has 16 bits in the header of a method (ECMA-335 II.25.4.3).</summary>
    internal const int Stack = ushort.MaxValue;

    /// <summary>The size of the table of handlers of a method has 24 bits, and a handler takes 24 bytes (ECMA-335 II.25.4.5).</summary>
    internal const int Handlers = (0xFFFFFF - 4) / 24;

    /// <summary>The CLR loads no class with more methods.</summary>
    internal const int MethodsOfClass = ushort.MaxValue;

    internal static ResourceLimitException Exceeded(string what) =>
        new($"The module is too large to be compiled: an assembly would have {what}.");
}
