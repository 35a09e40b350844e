using Lanner.Admission;
using Lanner.Text;
using Lanner.Text.Printing;

namespace Lanner;

/// <summary>The text format of modules (specification chapter 6): translates it to the binary format and back. Translating says nothing
/// about whether a module is valid: <see cref="Module.FromText(Engine, string)"/> and <see cref="Module.Validate"/> do.</summary>
public static class TextFormat
{
    /// <summary>Tells the text format from the binary format.</summary>
    /// <param name="bytes">A module in either format, from its beginning.</param>
    /// <param name="path">The file that it comes from, if it is one: what is called <c>.wat</c> is text.</param>
    /// <returns>True if it is text: because the file's name says so, or because it begins with a parenthesis or a comment, perhaps behind
    /// spaces and a byte order mark. What is neither text nor binary is not.</returns>
    public static bool IsText(ReadOnlySpan<byte> bytes, string? path = null) => TextModule.IsText(bytes, path);

    /// <summary>Translates a module to the binary format. Identifiers go into its name section.</summary>
    /// <param name="engine">The engine, whose limits hold (<see cref="EngineLimits.ModuleBytes"/>,
    /// <see cref="EngineLimits.CompilationTime"/>).</param>
    /// <param name="text">The module, such as <c>(module …)</c>.</param>
    /// <exception cref="MalformedTextException">The text is not a module; the exception says where it is wrong.</exception>
    /// <exception cref="InvalidModuleException">A branch hint stands in front of an instruction that is no branch.</exception>
    /// <exception cref="ResourceLimitException">The module is too large, or takes too long.</exception>
    public static byte[] ToBinary(Engine engine, string text)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(text);
        new ModuleAdmission(engine.Options.Limits).CheckText(text.Length);
        return ToBinary(engine, TextModule.Encode(text));
    }

    /// <summary>Translates a module in UTF-8 to the binary format. Identifiers go into its name section.</summary>
    /// <param name="engine">The engine, whose limits hold (<see cref="EngineLimits.ModuleBytes"/>,
    /// <see cref="EngineLimits.CompilationTime"/>).</param>
    /// <param name="utf8">The module, such as <c>(module …)</c>.</param>
    /// <exception cref="MalformedTextException">The text is not a module; the exception says where it is wrong.</exception>
    /// <exception cref="InvalidModuleException">A branch hint stands in front of an instruction that is no branch.</exception>
    /// <exception cref="ResourceLimitException">The module is too large, or takes too long.</exception>
    public static byte[] ToBinary(Engine engine, ReadOnlySpan<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var admission = new ModuleAdmission(engine.Options.Limits);
        admission.CheckText(utf8.Length);
        var binary = TextModule.ToBinary(utf8, engine.Options.Features, admission);
        admission.CheckSize(binary.Length);
        return binary;
    }

    /// <summary>Translates a module from the binary format. Names become identifiers, other custom sections annotations; translating the
    /// text back gives the same module.</summary>
    /// <param name="engine">The engine, whose features and limits hold.</param>
    /// <param name="bytes">The module. It need not be valid.</param>
    /// <returns>The text, an instruction a line.</returns>
    /// <exception cref="MalformedModuleException">The bytes are not a module.</exception>
    /// <exception cref="InvalidModuleException">A type index means nothing.</exception>
    /// <exception cref="ResourceLimitException">The module is too large, or the text would be much longer than those of other modules of
    /// this size (<see cref="ResourceKind.TextLength"/>).</exception>
    public static string FromBinary(Engine engine, ReadOnlyMemory<byte> bytes)
    {
        using var writer = new StringWriter();
        FromBinary(engine, bytes, writer);
        return writer.ToString();
    }

    /// <summary>Translates a module from the binary format, as <see cref="FromBinary(Engine, ReadOnlyMemory{byte})"/> does, and writes the
    /// text line by line.</summary>
    /// <param name="engine">The engine, whose features and limits hold.</param>
    /// <param name="bytes">The module. It need not be valid.</param>
    /// <param name="writer">Takes the text. When an exception says that the text is too long, the beginning has been written; one about the
    /// bytes comes before.</param>
    /// <exception cref="MalformedModuleException">The bytes are not a module.</exception>
    /// <exception cref="InvalidModuleException">A type index means nothing.</exception>
    /// <exception cref="ResourceLimitException">The module is too large, or the text would be much longer than those of other modules of
    /// this size (<see cref="ResourceKind.TextLength"/>).</exception>
    public static void FromBinary(Engine engine, ReadOnlyMemory<byte> bytes, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(writer);
        ModulePrinter.Print(bytes, writer, engine.Options);
    }
}
