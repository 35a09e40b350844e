using System.Runtime.InteropServices;
using System.Text;
using Lanner.Components;

namespace Lanner.Native;

/// <summary>Keeps, for each thread, why the last function that failed did so.</summary>
internal static class Failures
{
    [ThreadStatic]
    private static string? t_last;

    /// <summary>The message of the last failure.</summary>
    internal static string Last => t_last ?? "";

    internal static void Set(Exception exception) => t_last = Describe(exception);

    /// <summary>Tests whether an exception is about a mistake of the caller in what is called or given.</summary>
    internal static bool IsMistake(Exception exception) =>
        exception is ArgumentException or KeyNotFoundException or ComponentTextException or ComponentLinkException;

    /// <summary>The message of an exception, with the name of its type where the message says little without it.</summary>
    internal static string Describe(Exception exception) => exception switch
    {
        // The name of a parameter of C# says nothing in C.
        ArgumentException { ParamName: { } name } => exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),
        LannerException or ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException or IOException
            => exception.Message,
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };
}

/// <summary>Text on its way between C and C#.</summary>
internal static unsafe class Text
{
    /// <summary>A string that ends with a zero.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    internal static string Read(byte* text, string name) => text is null
        ? throw new ArgumentNullException(name, $"{name} is null; a string was expected.")
        : Marshal.PtrToStringUTF8((nint)text)!;

    /// <summary>A name.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    internal static string Read(Vector* text, string name) => text is null || (text->Data is null && text->Size > 0)
        ? throw new ArgumentNullException(name, $"{name} is null; a name was expected.")
        : Encoding.UTF8.GetString(text->Bytes);

    /// <summary>Makes a name.</summary>
    internal static void Write(Vector* output, string text) => Vectors.Set(output, Encoding.UTF8.GetBytes(text));

    /// <summary>Makes a message, which has a zero at its end.</summary>
    internal static void WriteMessage(Vector* output, string text) => Vectors.Set(output, [.. Encoding.UTF8.GetBytes(text), 0]);
}
