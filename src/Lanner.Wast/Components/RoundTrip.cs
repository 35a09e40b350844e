using Lanner.Components.Binary;
using Lanner.Components.Text;
using Lanner.Components.Text.Printing;

namespace Lanner.Wast.Components;

/// <summary>Prints components and reads them again.</summary>
internal static class RoundTrip
{
    /// <summary>Sees that the text of a component makes a component that prints alike, and whose text makes just the same bytes.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public static void Check(byte[] binary, WasmFeatures features = WasmFeatures.Default)
    {
        var text = Print(binary, features);
        var second = TextComponent.ToBinary(System.Text.Encoding.UTF8.GetBytes(text), features);
        var secondText = Print(second, features);
        var third = TextComponent.ToBinary(System.Text.Encoding.UTF8.GetBytes(secondText), features);
        if (text != secondText || !third.AsSpan().SequenceEqual(second))
        {
            throw new InvalidOperationException("Its text makes another component.");
        }
    }

    public static string Print(byte[] binary, WasmFeatures features = WasmFeatures.Default) =>
        ComponentPrinter.Print(ComponentDecoder.Decode(binary, features), new EngineOptions { Features = features });
}
