using Lanner.Wit.Syntax;
using Lanner.Wit.Waves;

namespace Lanner.Wit;

/// <summary>Reads and writes values as text, in the WebAssembly Value Encoding, such as <c>{name: "x", sizes: [1, 2]}</c>.</summary>
public static class Wave
{
    /// <summary>Reads a value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">The type of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="WitException">The text is no value of the type.</exception>
    public static WaveValue Parse(string text, WitType type)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(type);
        var parser = new WaveParser(new WaveLexer(new SourceFile("value", text)));
        return parser.ParseAll(type);
    }

    /// <summary>Reads a call such as <c>add(1, 2)</c>, perhaps with its result: <c>add(1, 2) -> 3</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="find">Finds the function of a name, which is all that stands before the parenthesis. It returns null for a name that
    /// is unknown.</param>
    /// <returns>The call.</returns>
    /// <exception cref="WitException">The text is no call of a function that is known.</exception>
    public static WaveCall ParseCall(string text, Func<string, WitFunction?> find)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(find);
        var parser = new WaveParser(new WaveLexer(new SourceFile("call", text)));
        return parser.ParseCall(find);
    }

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">Its type.</param>
    /// <returns>The text.</returns>
    /// <exception cref="WitException">The value is none of the type.</exception>
    public static string Print(WaveValue value, WitType type)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(type);
        var printer = new WavePrinter();
        printer.Print(value, type);
        return printer.ToString();
    }

    /// <summary>Writes a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The text, such as <c>add(1, 2)</c>.</returns>
    /// <exception cref="WitException">A value does not fit its type.</exception>
    public static string Print(WaveCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var printer = new WavePrinter();
        printer.Print(call);
        return printer.ToString();
    }
}
